// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Responses puts what maintainers said of a wave beside the probes' verdicts.
// It changes none of them.
func Responses(wave string, all []*ecosystems.Ecosystem, verdicts []table.VerdictRow) []table.ResponseRow {
	probed := table.ByPlace(verdicts)
	var rows []table.ResponseRow
	for _, e := range all {
		for _, r := range e.Responses {
			if r.Wave != wave {
				continue
			}
			v := probed[table.Cell{Ecosystem: e.ID, Feature: r.Feature}]
			rows = append(rows, table.ResponseRow{
				Wave: wave, Ecosystem: e.ID, Feature: r.Feature, Answer: r.Answer, Verdict: r.Verdict, Reason: r.Reason,
				Role: r.Role, Date: r.Date, Link: r.Link, Enforcement: r.Enforcement, Probed: v.Verdict, Agrees: compareResponse(r.Verdict, v.Verdict),
			})
		}
	}
	table.SortByKey(rows, func(r table.ResponseRow) []string { return []string{r.Wave, r.Ecosystem, r.Feature} })
	return rows
}

// compareResponse compares two verdicts; "" when the probes do not know.
func compareResponse(said, probed vocabulary.Verdict) vocabulary.Agreement {
	switch probed {
	case vocabulary.Unknown, "":
		return ""
	case said:
		return vocabulary.Agrees
	}
	return vocabulary.Differs
}

// Agreement counts the responses of a wave by ecosystem.
func Agreement(wave string, responses []table.ResponseRow) []table.AgreementRow {
	var rows []table.AgreementRow
	for _, r := range responses {
		if len(rows) == 0 || rows[len(rows)-1].Ecosystem != r.Ecosystem {
			rows = append(rows, table.AgreementRow{Wave: wave, Ecosystem: r.Ecosystem})
		}
		row := &rows[len(rows)-1]
		row.Answered++
		switch r.Agrees {
		case vocabulary.Agrees:
			row.Compared, row.Agree = row.Compared+1, row.Agree+1
		case vocabulary.Differs:
			row.Compared, row.Differ = row.Compared+1, row.Differ+1
		}
	}
	return rows
}
