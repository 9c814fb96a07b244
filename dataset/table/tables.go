// SPDX-License-Identifier: Apache-2.0

package table

import (
	"cmp"
	"slices"
	"time"
)

// Dataset is every table of a survey.
type Dataset struct {
	Observations  []Observation
	Verdicts      []VerdictRow
	Ecosystems    []EcosystemRow
	Features      []FeatureRow
	Survey2022    []SurveyAnswer
	Maturity      []MaturityRow
	MaturityItems []MaturityItem
	Conformance   []ConformanceRow
	Changes       []Change
	Coverage      []CoverageRow
	Responses     []ResponseRow
	Agreement     []AgreementRow
	Adoption      []AdoptionRow

	Timeline        []TimelineRow
	TimelineMonthly []TimelineMonthlyRow
	Calibration     []CalibrationRow

	Rules string // digest of the catalog and rules that judged; "" when not known
}

// Tables is the list of tables: writing, reading, exporting and the dictionary
// all follow it.
var Tables = []Table{
	of("adoption", "how much of a cohort of packages uses a feature, by one metric", []string{"ecosystem", "cohort", "metric"}, func(d *Dataset) *[]AdoptionRow { return &d.Adoption }),
	of("agreement", "how far probes and maintainers agree in one ecosystem", []string{"wave", "ecosystem"}, func(d *Dataset) *[]AgreementRow { return &d.Agreement }),
	of("changes", "what became of a feature since the survey of 2022", []string{"from_wave", "to_wave", "ecosystem", "feature"}, func(d *Dataset) *[]Change { return &d.Changes }),
	of("conformance", "an item of the working group's guidance in one ecosystem", []string{"wave", "ecosystem", "guidance", "item"}, func(d *Dataset) *[]ConformanceRow { return &d.Conformance }),
	of("coverage", "what rules and evidence there are for one journey of one ecosystem", []string{"wave", "ecosystem", "journey"}, func(d *Dataset) *[]CoverageRow { return &d.Coverage }),
	of("ecosystems", "a registry with its official clients", []string{"ecosystem"}, func(d *Dataset) *[]EcosystemRow { return &d.Ecosystems }),
	of("features", "a security feature that the survey asks about", []string{"feature"}, func(d *Dataset) *[]FeatureRow { return &d.Features }),
	of("maturity", "a level of the Principles for Package Repository Security in one ecosystem", []string{"wave", "ecosystem", "track", "level"}, func(d *Dataset) *[]MaturityRow { return &d.Maturity }),
	of("maturity_items", "an item of the principles in one ecosystem", []string{"wave", "ecosystem", "item"}, func(d *Dataset) *[]MaturityItem { return &d.MaturityItems }),
	of("observations", "what a probe saw", []string{"wave", "observation"}, func(d *Dataset) *[]Observation { return &d.Observations }),
	of("responses", "what a registry's maintainer says of a feature", []string{"wave", "ecosystem", "feature"}, func(d *Dataset) *[]ResponseRow { return &d.Responses }),
	of("survey_2022", "one package manager's answer to one question of the survey of 2022", []string{"package_manager", "row"}, func(d *Dataset) *[]SurveyAnswer { return &d.Survey2022 }),
	of("verdicts", "the judgement of one feature in one ecosystem", []string{"wave", "ecosystem", "feature"}, func(d *Dataset) *[]VerdictRow { return &d.Verdicts }),
}

// Extra are tables that commands of their own fill: a dataset has their files when
// it has their rows, and a release does not.
var Extra = []Table{
	of("calibration", "an answer of 2022 beside what the repositories said then", []string{"ecosystem", "row"}, func(d *Dataset) *[]CalibrationRow { return &d.Calibration }),
	of("timeline", "a verdict with the days on which it held, and the commit that began it", []string{"ecosystem", "feature", "verdict", "from"}, func(d *Dataset) *[]TimelineRow { return &d.Timeline }),
	of("timeline_monthly", "how many features one ecosystem had at the end of a month", []string{"ecosystem", "day", "journey"}, func(d *Dataset) *[]TimelineMonthlyRow { return &d.TimelineMonthly }),
}

// All lists every table, those that only some datasets have included.
func All() []Table { return slices.Concat(Tables, Extra) }

// Find finds a table by its name.
func Find(name string) (Table, bool) {
	all := All()
	i := slices.IndexFunc(all, func(t Table) bool { return t.Name() == name })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

// IsExtra says whether only some datasets have a table.
func IsExtra(t Table) bool {
	return slices.ContainsFunc(Extra, func(extra Table) bool { return extra.Name() == t.Name() })
}

// Names lists the tables by name.
func Names() []string { return namesOf(Tables) }

// AllNames lists every table by name, those that only some datasets have last.
func AllNames() []string { return namesOf(All()) }

func namesOf(tables []Table) []string {
	names := make([]string, len(tables))
	for i, t := range tables {
		names[i] = t.Name()
	}
	return names
}

// Wave is the wave of a dataset, or "" when it has no verdict.
func (d *Dataset) Wave() string {
	if len(d.Verdicts) == 0 {
		return ""
	}
	return d.Verdicts[len(d.Verdicts)-1].Wave
}

// Looked is when the newest observation was made. It stands for the date of the
// dataset, since the same observations give the same bytes whatever the clock says.
func (d *Dataset) Looked() time.Time {
	var newest int64
	for _, o := range d.Observations {
		newest = max(newest, o.RetrievedAt)
	}
	if newest == 0 {
		return time.Time{}
	}
	return time.UnixMilli(newest).UTC()
}

// Newest is the date of the newest commit that a dataset was read from, or of
// the newest look where no commit was read; zero without observations.
func (d *Dataset) Newest() time.Time {
	var committed, retrieved int64
	for _, o := range d.Observations {
		committed, retrieved = max(committed, o.CommittedAt), max(retrieved, o.RetrievedAt)
	}
	committed = cmp.Or(committed, retrieved)
	if committed == 0 {
		return time.Time{}
	}
	return time.UnixMilli(committed).UTC()
}

// SortByKey sorts by the columns of a key, in place. Rows with the same key stay in
// their order.
func SortByKey[T any](rows []T, key func(T) []string) {
	slices.SortStableFunc(rows, func(a, b T) int { return slices.Compare(key(a), key(b)) })
}
