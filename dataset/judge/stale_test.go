// SPDX-License-Identifier: Apache-2.0

package judge_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

func short(keys []string) string {
	return strings.ReplaceAll(strings.Join(keys, " "), "made/f/", "")
}

func TestStale(t *testing.T) {
	accepted := ecosystems.Review{Feature: datasettest.Feature, Date: "2026-01-20", Role: "reviewer", Note: "Withdrawn."}
	for _, test := range []struct {
		name    string
		looks   []string // day and the letters of staleKeys
		review  *ecosystems.Review
		verdict string
		stale   bool
		seen    string // last seen
		note    string
		carried string // keys with a date after the last look
	}{
		{name: "nothing lost", looks: []string{"2026-01-01 yynnn", "2026-01-08 yynnn"}, verdict: "supported"},
		{name: "one of two lost", looks: []string{"2026-01-01 yynnn", "2026-01-08 ynnnn"}, verdict: "supported", carried: "doc@2026-01-01"},
		{name: "a page is gone", looks: []string{"2026-01-01 xynnn", "2026-01-08 xxnnn"}, verdict: "supported", stale: true, seen: "2026-01-01",
			note: "As supported. Stale since 2026-01-08: evidence last seen on 2026-01-01 could not be read (unreachable).", carried: "doc@2026-01-01"},
		{name: "a page does not say it", looks: []string{"2026-01-01 nynnn", "2026-01-08 nnnnn"}, verdict: "unknown", carried: "doc@2026-01-01"},
		{name: "a source does not say it", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn"}, verdict: "supported", stale: true, seen: "2026-01-01", note: "is not in its source any more", carried: "src@2026-01-01"},
		{name: "stays where older evidence says less", looks: []string{"2026-01-01 ynynn", "2026-01-08 nnynn"}, verdict: "supported", stale: true, seen: "2026-01-01", carried: "src@2026-01-01"},
		{name: "falls on new evidence", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnynn"}, verdict: "partial", carried: "src@2026-01-01"},
		{name: "falls on evidence that came later", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn", "2026-01-15 nnynn"}, verdict: "partial", carried: "src@2026-01-01"},
		{name: "and stays fallen", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnynn", "2026-01-15 nnynn"}, verdict: "partial", carried: "src@2026-01-01"},
		{name: "evidence that was only away is nothing new", looks: []string{"2026-01-01 ynynn", "2026-01-08 xnxnn", "2026-01-15 nnynn"}, verdict: "supported", stale: true, seen: "2026-01-01", carried: "src@2026-01-01"},
		{name: "seen again", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn", "2026-01-15 ynnnn"}, verdict: "supported"},
		{name: "lost again", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn", "2026-01-15 ynnnn", "2026-01-22 xxxxx"}, verdict: "supported", stale: true, seen: "2026-01-15", carried: "doc@2026-01-15 no1@2026-01-15 no2@2026-01-15 src@2026-01-15 weak@2026-01-15"},
		{name: "everything down", looks: []string{"2026-01-01 nnynn", "2026-01-08 xxxxx"}, verdict: "partial", stale: true, seen: "2026-01-01", carried: "doc@2026-01-01 no1@2026-01-01 no2@2026-01-01 src@2026-01-01 weak@2026-01-01"},
		{name: "a source down makes nothing better", looks: []string{"2026-01-01 nyynn", "2026-01-08 xyynn"}, verdict: "partial", stale: true, seen: "2026-01-01", carried: "src@2026-01-01"},
		{name: "all of two, lost one after the other", looks: []string{"2026-01-01 nnnyy", "2026-01-08 nnnny", "2026-01-15 nnnnn"}, verdict: "unsupported", stale: true, seen: "2026-01-01", note: "Stale since 2026-01-08", carried: "no1@2026-01-01 no2@2026-01-08"},
		{name: "180 days", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn", "2026-07-07 nnnnn"}, verdict: "supported", stale: true, seen: "2026-01-01", carried: "src@2026-01-01"},
		{name: "181 days", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn", "2026-07-08 nnnnn"}, verdict: "unknown", seen: "2026-01-01",
			note: "Was supported (default); stale since 2026-01-08, which is more than 180 days: evidence last seen on 2026-01-01 is not in its source any more.", carried: "src@2026-01-01"},
		{name: "181 days over older evidence", looks: []string{"2026-01-01 ynynn", "2026-01-08 nnynn", "2026-07-08 nnynn"}, verdict: "unknown", seen: "2026-01-01", carried: "src@2026-01-01"},
		{name: "a long time between looks is no stale time", looks: []string{"2025-01-01 ynnnn", "2026-01-08 nnnnn"}, verdict: "supported", stale: true, seen: "2025-01-01", carried: "src@2025-01-01"},
		{name: "reviewed", looks: []string{"2026-01-01 ynynn", "2026-01-08 nnynn"}, review: &accepted, verdict: "partial", note: "As partial. Reviewed 2026-01-20 (reviewer): Withdrawn.", carried: "src@2026-01-01"},
		{name: "reviewed, and nothing else known", looks: []string{"2026-01-01 ynnnn", "2026-01-08 nnnnn"}, review: &accepted, verdict: "unknown", note: "Reviewed 2026-01-20", carried: "src@2026-01-01"},
		{name: "lost again after the review", looks: []string{"2026-01-01 ynynn", "2026-01-08 nnynn", "2026-01-22 ynynn", "2026-01-29 nnynn"}, review: &accepted, verdict: "supported", stale: true, seen: "2026-01-22", carried: "src@2026-01-22"},
		{name: "not asked", looks: []string{"2026-01-01 ynnnn", "2026-01-08 -nnnn"}, verdict: "supported"},
		{name: "not asked for long", looks: []string{"2026-01-01 ynnnn", "2026-07-08 -nnnn"}, verdict: "supported", stale: true, seen: "2026-01-01", note: "was not looked for again", carried: "src@2026-01-01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var rows []table.Observation
			for _, look := range test.looks {
				day, letters, _ := strings.Cut(look, " ")
				rows = history.Carry(rows, datasettest.LookAt(t, day, letters), datasettest.StaleAsked())
			}
			e := &ecosystems.Ecosystem{ID: "made", Traits: map[string]bool{"accounts": true}, Judgements: []ecosystems.Judgement{{Feature: datasettest.Feature, Rules: datasettest.StaleRules()}}}
			if test.review != nil {
				e.Reviews = []ecosystems.Review{*test.review}
			}
			row := judgeStale(t, e, rows)
			if row.Verdict != test.verdict || row.Stale != test.stale || row.LastSeen != test.seen {
				t.Errorf("got %s stale=%v last seen %q (%s), want %s stale=%v last seen %q", row.Verdict, row.Stale, row.LastSeen, row.Note, test.verdict, test.stale, test.seen)
			}
			if !strings.Contains(row.Note, test.note) {
				t.Errorf("note %q, want %q in it", row.Note, test.note)
			}
			var carried []string
			for _, o := range rows {
				if history.IsCarried(o) {
					carried = append(carried, o.Observation)
				}
			}
			if short(carried) != test.carried {
				t.Errorf("carried %q, want %q", short(carried), test.carried)
			}
			if (test.seen != "") != slices.ContainsFunc(row.Observations, func(key string) bool { return strings.Contains(key, history.Mark) }) {
				t.Errorf("observations %q of a verdict with stale=%v", short(row.Observations), row.Stale)
			}
		})
	}
}

func judgeStale(t *testing.T, e *ecosystems.Ecosystem, rows []table.Observation) table.VerdictRow {
	t.Helper()
	for _, row := range judge.Judge("2026", time.Time{}, datasettest.Catalog(t), []*ecosystems.Ecosystem{e}, rows) {
		if row.Feature == datasettest.Feature {
			return row
		}
	}
	t.Fatal("no verdict")
	return table.VerdictRow{}
}

func TestCarryKeepsTheRow(t *testing.T) {
	first := datasettest.LookAt(t, "2026-01-01", "ynnnn")
	for i := range first {
		first[i].Commit, first[i].Locator, first[i].Digest = "c0ffee", "L1", &[32]byte{7}
	}
	rows := history.Carry(first, datasettest.LookAt(t, "2026-01-08", "xnnnn"), datasettest.StaleAsked())
	i := slices.IndexFunc(rows, history.IsCarried)
	if i < 0 {
		t.Fatal("no carried row")
	}
	o := rows[i]
	if o.Commit != "c0ffee" || o.Locator != "L1" || *o.Digest != [32]byte{7} || o.Outcome != "matched" || table.DateOf(o.RetrievedAt) != "2026-01-01" || table.DateOf(o.MissedAt) != "2026-01-08" {
		t.Errorf("carried row %+v", o)
	}
	// A question that is asked no more takes its rows with it.
	asked := datasettest.StaleAsked()
	delete(asked, "made/f/src")
	for _, o := range history.Carry(rows, datasettest.LookAt(t, "2026-01-15", "-nnnn"), asked) {
		if history.Question(o.Observation) == "made/f/src" {
			t.Errorf("row %s of a question that is not asked", o.Observation)
		}
	}
	// An open proposal remembers when it was first missed.
	again := history.Carry(first, datasettest.LookAt(t, "2026-01-15", "xnnnn"), datasettest.StaleAsked())
	history.Missed(again, rows)
	if i := slices.IndexFunc(again, history.IsCarried); table.DateOf(again[i].MissedAt) != "2026-01-08" {
		t.Errorf("missed since %s", table.DateOf(again[i].MissedAt))
	}
}

// A date of introduction stays true when the page that told it is gone.
func TestSinceIsCarried(t *testing.T) {
	rules := datasettest.StaleRules()
	rules[0].Since, rules[0].SinceEvidence = "2023-04", []probes.Probe{datasettest.Item("made/f/weak", probes.Announcement)}
	rules = rules[:1]
	rows := history.Carry(datasettest.LookAt(t, "2026-01-01", "ynynn"), datasettest.LookAt(t, "2026-01-08", "ynxnn"), datasettest.StaleAsked())
	row := judgeStale(t, &ecosystems.Ecosystem{ID: "made", Traits: map[string]bool{"accounts": true}, Judgements: []ecosystems.Judgement{{Feature: datasettest.Feature, Rules: rules}}}, rows)
	if row.Since != "2023-04" || row.Stale || !strings.Contains(short(row.Observations), "weak@2026-01-01") {
		t.Errorf("%+v", row)
	}
}
