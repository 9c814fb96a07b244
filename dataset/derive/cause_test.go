// SPDX-License-Identifier: Apache-2.0

package derive_test

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// What evidence said on the day of the answers tells a change of the registry from an
// answer that was wider or narrower than the criterion.
func TestCauses(t *testing.T) {
	for _, test := range []struct {
		name                string
		answer, then, today string // VERDICT or VERDICT ENFORCEMENT; then "": nothing known
		since               string
		latest              bool
		cause               vocabulary.Cause
	}{
		{name: "weakened, as then", answer: "supported", then: "partial", today: "partial", cause: "answer-wider"},
		{name: "weakened, and less then", answer: "supported", then: "unsupported", today: "partial", cause: "answer-wider"},
		{name: "weakened since", answer: "supported", then: "supported", today: "partial", cause: "registry-changed"},
		{name: "weakened, silent", answer: "supported", then: "unknown", today: "partial", cause: "not-known"},
		{name: "weakened, silent, and dated", answer: "supported", then: "unknown", today: "partial", since: "2024-01", cause: "not-known"},
		{name: "lost since", answer: "supported", then: "partial", today: "unsupported", cause: "registry-changed"},
		{name: "lost, as then", answer: "partial", then: "unsupported", today: "unsupported", cause: "answer-wider"},
		{name: "gained since", answer: "unsupported", then: "unsupported", today: "supported", cause: "registry-changed"},
		{name: "gained, and there in part then", answer: "exploring", then: "partial", today: "supported", cause: "registry-changed"},
		{name: "gained, as then", answer: "exploring", then: "partial", today: "partial", cause: "answer-narrower"},
		{name: "gained, and more then", answer: "exploring", then: "supported", today: "partial", cause: "answer-narrower"},
		{name: "gained, as then but for enforcement", answer: "unsupported", then: "supported optional", today: "supported required", cause: "answer-narrower"},
		{name: "gained, silent", answer: "exploring", then: "unknown", today: "partial", cause: "not-known"},
		{name: "gained, silent, dated after", answer: "exploring", then: "unknown", today: "partial", since: "2022-11", cause: "registry-changed"},
		{name: "gained, silent, dated at the latest", answer: "exploring", then: "unknown", today: "partial", since: "2024-11", latest: true, cause: "not-known"},
		{name: "gained, silent, dated in the month", answer: "exploring", then: "unknown", today: "partial", since: "2022-10", cause: "not-known"},
		{name: "gained, silent, dated in the year", answer: "exploring", then: "unknown", today: "partial", since: "2022", cause: "not-known"},
		{name: "gained, silent, dated before", answer: "exploring", then: "unknown", today: "partial", since: "2022-03", cause: "answer-narrower"},
		{name: "delivered", answer: "planned", then: "planned", today: "partial", cause: "registry-changed"},
		{name: "enforced since", answer: "supported optional", then: "supported optional", today: "supported required", cause: "registry-changed"},
		{name: "enforced, as then", answer: "supported optional", then: "supported required", today: "supported required", cause: "answer-narrower"},
		{name: "enforced less, as then", answer: "supported required", then: "supported default", today: "supported default", cause: "answer-wider"},
		{name: "enforced, then not known", answer: "supported optional", then: "supported", today: "supported required", cause: "not-known"},
		{name: "dated before the answers", answer: "exploring", then: "supported", today: "supported", since: "2019-05", cause: "answer-narrower"},
		{name: "dated before the answers, silent", answer: "exploring", then: "unknown", today: "supported", since: "2019-05", cause: "answer-narrower"},
		{name: "less, dated before the answers, silent", answer: "supported", then: "unknown", today: "partial", since: "2019-05", cause: "not-known"},
		{name: "does not compare", answer: "supported", then: "supported", today: "unknown"},
		{name: "not yet", answer: "planned", then: "unsupported", today: "unsupported"},
		{name: "nothing known of the cell", answer: "supported", then: "", today: "partial", cause: "not-known"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, to := cell(t, "2022", test.answer), cell(t, "2026", test.today)
			to.Since, to.SinceLatest = test.since, test.latest
			other := table.TimelineRow{Ecosystem: "other", Feature: "f", Verdict: "supported", From: "2010-01-01"}
			d := &table.Dataset{Timeline: []table.TimelineRow{other}}
			if test.then != "" {
				then := cell(t, "", test.then)
				d.Timeline = append(d.Timeline, table.TimelineRow{Ecosystem: "e", Feature: "f", Verdict: "exploring", From: "2010-01-01", Until: "2022-10-31"},
					table.TimelineRow{Ecosystem: "e", Feature: "f", Verdict: then.Verdict, Enforcement: then.Enforcement, From: "2022-10-31", Until: "2022-11-01"},
					table.TimelineRow{Ecosystem: "e", Feature: "f", Verdict: "exploring", From: "2022-11-01"})
			}
			changes := derive.Changes([]table.VerdictRow{from}, []table.VerdictRow{to}, nil)
			derive.ExplainChanges(changes, d)
			if len(changes) != 1 || changes[0].Cause != test.cause {
				t.Fatalf("%+v, want cause %q", changes, test.cause)
			}
			if want := cell(t, "", test.then); changes[0].ThenVerdict != want.Verdict || changes[0].ThenEnforcement != want.Enforcement {
				t.Errorf("then %s %s", changes[0].ThenVerdict, changes[0].ThenEnforcement)
			}
			// Without a timeline nothing is known of the cause.
			derive.ExplainChanges(changes, &table.Dataset{})
			if none := changes[0]; none.ThenVerdict != "" || (none.Cause != vocabulary.CauseNotKnown) != (test.cause == "") {
				t.Errorf("without a timeline: then %q, cause %q", none.ThenVerdict, none.Cause)
			}
		})
	}
}

func cell(t *testing.T, wave, text string) table.VerdictRow {
	t.Helper()
	v := datasettest.Row(wave, "e", "f", "")
	if wave == "2022" {
		v.Method = vocabulary.Surveyed
	}
	verdict, enforcement, _ := strings.Cut(text, " ")
	v.Verdict, v.Enforcement = vocabulary.Verdict(verdict), vocabulary.Enforcement(enforcement)
	return v
}

// Where history has not moved since the answers, a verdict of today that differs from it
// does not show that the registry changed.
func TestCauseOfUnmovedHistory(t *testing.T) {
	for _, test := range []struct {
		answer, then, today, since string
		cause                      vocabulary.Cause
	}{
		{"supported", "supported", "partial", "", vocabulary.CauseNotKnown},
		{"unsupported", "unsupported", "supported", "", vocabulary.CauseNotKnown},
		{"unsupported", "unsupported", "supported", "2024-05", vocabulary.RegistryChanged},
		{"supported", "partial", "partial", "", vocabulary.AnswerWider},
	} {
		to, then := cell(t, "2026", test.today), cell(t, "", test.then)
		to.Since = test.since
		d := &table.Dataset{Timeline: []table.TimelineRow{{Ecosystem: "e", Feature: "f", Verdict: then.Verdict, From: "2017-12-01"}}}
		changes := derive.Changes([]table.VerdictRow{cell(t, "2022", test.answer)}, []table.VerdictRow{to}, nil)
		if derive.ExplainChanges(changes, d); changes[0].Cause != test.cause {
			t.Errorf("%+v: %s", test, changes[0].Cause)
		}
	}
}

// A calibration alone tells as much, but for enforcement; and only changes since 2022
// are explained.
func TestCausesByCalibration(t *testing.T) {
	d := &table.Dataset{Calibration: []table.CalibrationRow{{Ecosystem: "e", Feature: "f", History: "partial", URL: "https://example.org/commit"}}}
	changes := derive.Changes([]table.VerdictRow{cell(t, "2022", "supported")}, []table.VerdictRow{cell(t, "2026", "partial")}, nil)
	if derive.ExplainChanges(changes, d); changes[0].Cause != vocabulary.AnswerWider || changes[0].ThenURL != "https://example.org/commit" {
		t.Errorf("%+v", changes[0])
	}
	changes = derive.Changes([]table.VerdictRow{cell(t, "2025", "supported")}, []table.VerdictRow{cell(t, "2026", "partial")}, nil)
	if derive.ExplainChanges(changes, d); changes[0].Cause != "" || changes[0].ThenVerdict != "" {
		t.Errorf("%+v", changes[0])
	}
}

// The built-in release explains each change of a verdict, and most of them by evidence.
func TestCausesOfTheRelease(t *testing.T) {
	count := make(map[vocabulary.Cause]int)
	d := datasettest.Built(t)
	dataset.AddTimeline(d, catalog.Wave, datasettest.Ecosystems(t))
	for _, c := range d.Changes {
		count[c.Cause]++
	}
	known := count[vocabulary.RegistryChanged] + count[vocabulary.AnswerWider] + count[vocabulary.AnswerNarrower]
	if known < 5*count[vocabulary.CauseNotKnown] {
		t.Errorf("causes: %v", count)
	}
}
