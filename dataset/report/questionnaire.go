// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// maxEvidence is how many links the form shows of one verdict.
const maxEvidence = 3

// Questionnaire writes the form by which a registry's maintainers answer: YAML
// that the loader reads once it is filled in.
func Questionnaire(w io.Writer, features *catalog.Catalog, d *table.Dataset, ecosystem string) error {
	registries := table.SetOf(d.Ecosystems, func(e table.EcosystemRow) string { return e.Ecosystem })
	if !registries[ecosystem] {
		return fmt.Errorf("no ecosystem %q: the dataset has %s", ecosystem, strings.Join(table.SortedKeys(registries), ", "))
	}
	s := newSurveySummary(d, NewLabels(features, d))
	_, err := io.WriteString(w, render("questionnaire", questionnaire{
		surveySummary: s, Ecosystem: ecosystem, Wave: d.Wave(), Topics: s.topics(), Reasons: ecosystems.Corrections,
		Verdicts:     vocabulary.Texts(append(slices.Clone(vocabulary.Earned), vocabulary.NotApplicable)),
		Enforcements: vocabulary.Texts(vocabulary.Enforcements),
		Steps:        correctionSteps(ecosystem, d.Wave(), "# ", "Fill in this form."),
	}))
	return err
}

// questionnaire is what the form says.
type questionnaire struct {
	*surveySummary
	Ecosystem, Wave        string
	Verdicts, Enforcements []string          // that an answer may give
	Reasons                map[string]string // what each reason of a correction means
	Steps                  string            // of a correction
	Topics                 []topic
}

// Verdict is today's on a feature.
func (q questionnaire) Verdict(feature string) table.VerdictRow {
	return q.found[table.Cell{Ecosystem: q.Ecosystem, Feature: feature}]
}

// Evidence is the strongest behind a verdict.
func (q questionnaire) Evidence(v table.VerdictRow) []table.Observation {
	seen := q.strongestFirst(v.Observations)
	return seen[:min(len(seen), maxEvidence)]
}
