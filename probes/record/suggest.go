// SPDX-License-Identifier: Apache-2.0

package record

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// suggestion names the closest known key, or all of them.
func suggestion(word string, known []string) string {
	if len(known) == 0 {
		return "remove it"
	}
	if closest := closestWithin(word, known, 3); closest != "" {
		return "did you mean " + closest + "?"
	}
	return "keys here are " + strings.Join(known, ", ")
}

// Closest returns the known word nearest to word, or "" when none is near.
func Closest(word string, known []string) string {
	return closestWithin(word, known, min(len(word)/2+1, 6))
}

// closestWithin is the first of the nearest words that are less than so many slips away.
func closestWithin(word string, known []string, least int) (closest string) {
	for _, key := range known {
		if d := distance(word, key); d < least {
			closest, least = key, d
		}
	}
	return closest
}

// keysOf lists the YAML keys of a struct, and of those inside it.
func keysOf(into any) []string {
	set := make(map[string]bool)
	if into != nil {
		collectKeys(reflect.TypeOf(into), set, 0)
	}
	return slices.Sorted(maps.Keys(set))
}

func collectKeys(t reflect.Type, set map[string]bool, depth int) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || depth > 6 {
		return
	}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			set[name] = true
		}
		collectKeys(field.Type, set, depth+1)
	}
}

// distance is the Levenshtein distance of two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
