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
	q := &questionnaire{Labels: NewLabels(features, d), found: table.ByPlace(d.Verdicts), ecosystem: ecosystem}
	if !table.SetOf(d.Ecosystems, func(e table.EcosystemRow) string { return e.Ecosystem })[ecosystem] {
		return fmt.Errorf("no ecosystem %q: the dataset has %s", ecosystem,
			strings.Join(table.SortedKeys(table.SetOf(d.Ecosystems, func(e table.EcosystemRow) string { return e.Ecosystem })), ", "))
	}
	q.writeHead(d.Wave())
	for _, j := range q.journeys() {
		q.writeJourney(j, askedFeatures(d, q.Labels))
	}
	_, err := io.WriteString(w, q.b.String())
	return err
}

type questionnaire struct {
	*Labels
	found     map[table.Cell]table.VerdictRow
	ecosystem string
	b         strings.Builder
}

// writeComment writes lines that begin with #, whatever line breaks the text has.
func (q *questionnaire) writeComment(indent, format string, args ...any) {
	text := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	fmt.Fprintf(&q.b, "%s# %s\n", indent, text)
}

const formHead = `# What our survey found about %[1]s in public sources, for its maintainers to confirm or correct.
# Answer as many as you like, and leave the rest empty. Answers are shown beside ours, never instead.
#
# answer: confirm                           today's verdict is right
#         correct                           it is not: give verdict, reason, and enforcement where it goes
#         planned, exploring or no-plans    what you intend; nothing else to give
#
# verdict: %[3]s
# enforcement, with supported and partial: %[4]s
# reason:
%[5]s#
# A colleague's answer can have role, date and link of its own.
#
%[6]secosystem: %[1]s
wave: %[2]q
role: # what you do for the registry, such as maintainer; your name is not needed
date: # YYYY-MM-DD
link: # https://… where it is said in public: an issue, a pull request, a post
answers:
`

func (q *questionnaire) writeHead(wave string) {
	reasons := ""
	for _, code := range table.SortedKeys(ecosystems.Corrections) {
		reasons += fmt.Sprintf("#   %-13s %s\n", code, ecosystems.Corrections[code])
	}
	fmt.Fprintf(&q.b, formHead, q.ecosystem, wave, strings.Join(vocabulary.Texts(append(slices.Clone(vocabulary.Earned), vocabulary.NotApplicable)), ", "),
		strings.Join(vocabulary.Texts(vocabulary.Enforcements), ", "), reasons, correctionSteps(q.ecosystem, wave, "# ", "Fill in this form."))
}

func (q *questionnaire) writeJourney(j catalog.Journey, features []table.FeatureRow) {
	first := true
	for _, f := range features {
		if q.journeyOf(f.Feature) != j.ID {
			continue
		}
		if first {
			q.b.WriteByte('\n')
			q.writeComment("  ", "%s. %s", j.Title, j.Question)
		}
		first = false
		q.writeFeature(f, q.found[table.Cell{Ecosystem: q.ecosystem, Feature: f.Feature}])
	}
}

func (q *questionnaire) writeFeature(f table.FeatureRow, v table.VerdictRow) {
	fmt.Fprintf(&q.b, "\n  %s:\n", f.Feature)
	q.writeComment("    ", "%s. Supported when: %s", f.Title, f.SupportedWhen)
	q.writeComment("    ", "Partial when: %s", f.PartialWhen)
	if v.Since != "" {
		q.writeComment("    ", "since: %s", v.Began())
	}
	if v.Note != "" {
		q.writeComment("    ", "note: %s", v.Note)
	}
	for i, o := range q.strongestFirst(v.Observations) {
		if i < maxEvidence {
			q.writeComment("    ", "evidence: %s", o.URL)
		}
	}
	today := string(v.Verdict)
	if v.Enforcement != "" {
		today += ", " + string(v.Enforcement)
	}
	fmt.Fprintf(&q.b, "    today: %s\n    answer:\n    verdict:\n    enforcement:\n    reason:\n", today)
}
