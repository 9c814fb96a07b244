// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
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

// Percent writes a share as a percentage. Only none is 0, and only all is 100.
func Percent(share float64) string {
	for decimals := 1; decimals < 5; decimals++ {
		text := strconv.FormatFloat(100*share, 'f', decimals, 64)
		if zero := strings.Trim(text, "0.") == ""; (!zero || share == 0) && (!strings.HasPrefix(text, "100.") || share == 1) {
			return text
		}
	}
	return fmt.Sprint(100 * share)
}

// GroupDigits writes a number in groups of three digits.
func GroupDigits(n int64) string {
	text := fmt.Sprint(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(text) - 3; i > first; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
