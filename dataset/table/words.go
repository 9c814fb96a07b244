// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SortedKeys lists the keys of a map in an order that is always the same.
func SortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// JoinWords joins words as a sentence does.
func JoinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Count is "1 feature" or "2 features".
func Count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// SetOf gathers the ids of rows.
func SetOf[T any](rows []T, id func(T) string) map[string]bool {
	found := make(map[string]bool)
	for _, row := range rows {
		found[id(row)] = true
	}
	return found
}
