// SPDX-License-Identifier: Apache-2.0

package table

import (
	"slices"
	"strings"
	"time"
)

// Cell is one cell of the survey.
type Cell struct{ Ecosystem, Feature string }

// ByPlace finds verdicts by their cell. They are to be of one wave: of two for the
// same cell the last one stays.
func ByPlace(verdicts []VerdictRow) map[Cell]VerdictRow {
	found := make(map[Cell]VerdictRow, len(verdicts))
	for _, v := range verdicts {
		found[Cell{v.Ecosystem, v.Feature}] = v
	}
	return found
}

// SortByKey sorts by the columns of a key, in place. Rows with the same key stay in
// their order.
func SortByKey[T any](rows []T, key func(T) []string) {
	slices.SortStableFunc(rows, func(a, b T) int { return slices.Compare(key(a), key(b)) })
}

// SourceOf names the file or page that was read, wherever in it.
func SourceOf(o Observation) string {
	return o.Repository + " " + o.Path + " " + o.URL[:strings.IndexByte(o.URL+"#", '#')]
}

// DateOf is the day, in UTC, of a time in milliseconds since 1970: YYYY-MM-DD.
func DateOf(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// Where the answers of 2022 are published.
const (
	SurveyRepository = "ossf/wg-securing-software-repos"
	SurveyPath       = "survey/2022/results.csv"
)

// Homepage is the address of the project.
const Homepage = "https://github.com/ossf/package-manager-landscape"
