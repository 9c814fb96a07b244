// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// maxDigest is how many lines a part of a digest has: it is to be read in an e-mail.
const maxDigest = 12

// Registry writes what changed for one registry since a month (YYYY-MM): what began,
// what is planned, what evidence went missing, what its maintainers answered, and how
// to correct any of it. Markdown that reads well as plain text.
func Registry(w io.Writer, c *catalog.Catalog, d *table.Dataset, ecosystem, since string) error {
	own := *d
	own.Verdicts = slices.DeleteFunc(slices.Clone(d.Verdicts), func(v table.VerdictRow) bool { return v.Ecosystem != ecosystem })
	r := &digest{report: report{Labels: NewLabels(c, d), data: &own, month: since}, ecosystem: ecosystem}
	fmt.Fprintf(&r.b, "# %s since %s\n\n", r.ecosystemName(ecosystem), since)
	from := ""
	if newest := d.Newest(); !newest.IsZero() {
		from = "From sources up to " + newest.Format(time.DateOnly) + ": "
	}
	fmt.Fprintf(&r.b, "%s%s.\n", from, r.standings())
	sure, unsure := r.arrived()
	year, _, _ := strings.Cut(r.month, "-")
	r.part("Began since then", linesOf(r.newestFirst(sure), r.line))
	r.part("Began in "+year+", the month is not known", linesOf(r.newestFirst(unsure), r.line))
	r.part("Planned", linesOf(r.newestFirst(r.withVerdict(vocabulary.Planned)), r.line))
	r.part("Evidence that went missing", linesOf(r.newestFirst(table.StaleVerdicts(own.Verdicts)), r.missingLine))
	r.part("Answered by its maintainers", r.answers())
	if r.parts == 0 {
		r.b.WriteString("\nNothing that the evidence dates to this time, nothing planned, and no evidence missing.\n")
	}
	r.b.WriteString("\n" + correctionSteps(ecosystem, d.Wave(), "", fmt.Sprintf("Fill in the form: landscape questionnaire %s > %s.yml", ecosystem, d.Wave())))
	_, err := io.WriteString(w, r.b.String())
	return err
}

// digest is the report on one registry.
type digest struct {
	report
	ecosystem string
	parts     int
}

// standings counts the verdicts, in the order of verdicts.
func (r *digest) standings() string {
	count := make(map[vocabulary.Verdict]int)
	for _, v := range r.data.Verdicts {
		count[v.Verdict]++
	}
	var parts []string
	for _, verdict := range vocabulary.Verdicts {
		if count[verdict] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[verdict], verdict))
		}
	}
	return table.Count(len(r.data.Verdicts), "feature") + ", " + table.JoinWords(parts)
}

// part writes a heading with the first lines, or nothing.
func (r *digest) part(heading string, lines []string) {
	if len(lines) > 0 {
		r.parts++
	}
	writeSection(&r.b, "## "+heading, atMost(maxDigest, lines, "and %d more"))
}

func (r *digest) line(v table.VerdictRow) string {
	text := r.linkedTitle(v)
	if v.Verdict != vocabulary.Planned {
		text += fmt.Sprintf(" (%s, %s)", v.Since, enforcementWords[v.Enforcement])
	}
	if v.Verdict != vocabulary.Supported && v.Note != "" {
		text += betweenNote[v.Verdict] + plainText(firstSentence(v.Note))
	}
	return text
}

// betweenNote stands between a title and its note.
var betweenNote = map[vocabulary.Verdict]string{vocabulary.Partial: ", in part: ", vocabulary.Planned: ": "}

func (r *digest) missingLine(v table.VerdictRow) string {
	return fmt.Sprintf("%s: %s is kept, its evidence was last seen %s", r.featureTitle(v.Feature), v.Verdict.With(v.Enforcement), v.LastSeen)
}

// answers lists what the registry's maintainers said since the month.
func (r *digest) answers() (lines []string) {
	for _, a := range r.data.Responses {
		if a.Ecosystem == r.ecosystem && !table.Before(a.Date, r.month) {
			lines = append(lines, fmt.Sprintf("%s: %s; ours is %s (%s)", r.featureTitle(a.Feature), a.Verdict.With(a.Enforcement), a.Probed, markdownLink(a.Date, a.Link)))
		}
	}
	return lines
}

// correctionSteps say how a registry's maintainers correct a verdict, each line after
// a lead such as "# "; the first step is the caller's.
func correctionSteps(ecosystem, wave, lead, first string) string {
	text := fmt.Sprintf(`Something is wrong? Three steps:
1. %s
2. Put it at ecosystems/%s/responses/%s.yml in a checkout, and check it: landscape lint
3. Propose it in a pull request, or tell us in an issue: %s/issues/new?template=correction.yml
`, first, ecosystem, wave, table.Homepage)
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(lead + line)
	}
	return b.String()
}
