// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"slices"
	"strings"
	"time"
)

// place is one cell of the survey.
type place struct{ ecosystem, feature string }

func byPlace(verdicts []Verdict) map[place]Verdict {
	found := make(map[place]Verdict, len(verdicts))
	for _, v := range verdicts {
		found[place{v.Ecosystem, v.Feature}] = v
	}
	return found
}

func sortByKey[T any](rows []T, key func(T) []string) {
	slices.SortStableFunc(rows, func(a, b T) int { return slices.Compare(key(a), key(b)) })
}

// sourceOf names the file or page that was read, wherever in it.
func sourceOf(o Observation) string {
	return o.Repository + " " + o.Path + " " + o.URL[:strings.IndexByte(o.URL+"#", '#')]
}

func dateOf(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// Where the answers of 2022 are published.
const (
	surveyRepository = "ossf/wg-securing-software-repos"
	surveyPath       = "survey/2022/results.csv"
)
