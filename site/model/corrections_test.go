// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"strings"
	"testing"
)

const correctionsHead = "date,ecosystem,feature,from,to,why,link,what\n"

func TestReadCorrections(t *testing.T) {
	const good = "2027-01-31,npm,integrity.provenance,unsupported,partial,The page was misread,https://example.org/1,record\n"
	if list, err := ReadCorrections(strings.NewReader(correctionsHead + good)); err != nil || len(list) != 1 || list[0].Why != "The page was misread" {
		t.Errorf("%v %v", list, err)
	}
	for _, each := range []struct{ text, want string }{
		{"", "corrections.csv:1: the columns are"},
		{"date,eco\n", "corrections.csv:1: the columns are"},
		{correctionsHead + "2027-01-31,npm\n", "corrections.csv: "},
		{correctionsHead + strings.Replace(good, "2027-01-31", "soon", 1), "corrections.csv:2: date"},
		{correctionsHead + strings.Replace(good, "npm", "../x", 1), "corrections.csv:2: ecosystem and feature"},
		{correctionsHead + strings.Replace(good, "partial", "yes", 1), "corrections.csv:2: from and to are verdicts"},
		{correctionsHead + strings.Replace(good, "unsupported", "partial", 1), "corrections.csv:2: from and to are the same"},
		{correctionsHead + strings.Replace(good, "The page was misread", " ", 1), "corrections.csv:2: why"},
		{correctionsHead + strings.Replace(good, "https:", "javascript:", 1), "corrections.csv:2: link"},
		{correctionsHead + strings.Replace(good, ",record", ",world", 1), `corrections.csv:2: what "world"`},
		{correctionsHead + good + strings.Replace(good, "2027", "2026", 1), "corrections.csv:3: dates go up"},
	} {
		if _, err := ReadCorrections(strings.NewReader(each.text)); err == nil || !strings.HasPrefix(err.Error(), each.want) {
			t.Errorf("%q: %v, want %s", each.text, err, each.want)
		}
	}
}

// "World changed" is said only of offers that evidence dates after the survey
// before; nothing is guessed.
func TestKindOfChange(t *testing.T) {
	for _, each := range []struct{ direction, since, want string }{
		{derive.Gained, "2023-04", "world"},
		{derive.Gained, "2023", "world"},
		{derive.Delivered, "2024-01", "world"},
		{derive.Strengthened, "2025", "world"},
		{derive.Gained, "", "open"},
		{derive.Gained, "2022-11", "open"},    // before or after the survey of that year
		{derive.Gained, "2021", "open"},       // judged differently
		{derive.Gained, "by 2023-04", "open"}, // perhaps long before
		{derive.Gained, "202", "open"},
		{derive.Weakened, "2023-04", "open"}, // the day of what is left, not of what went
		{derive.Lost, "2023-04", "open"},
		{derive.NotYet, "2025-02", "open"},
		{derive.NotComparable, "2023-04", "apart"},
		{RecordCorrected, "", "record"},
		{CriterionChanged, "", "criterion"},
	} {
		if got := KindOfChange(each.direction, each.since, "2022"); got != each.want {
			t.Errorf("%s since %q: %s, want %s", each.direction, each.since, got, each.want)
		}
	}
}
