// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
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
	own.Verdicts = nil
	for _, v := range d.Verdicts {
		if v.Ecosystem == ecosystem {
			own.Verdicts = append(own.Verdicts, v)
		}
	}
	r := &digest{report: report{Labels: NewLabels(c, d), data: &own, month: since}, ecosystem: ecosystem}
	fmt.Fprintf(&r.b, "# %s since %s\n\n", r.ecosystemName(ecosystem), since)
	from := ""
	if newest := d.Newest(); !newest.IsZero() {
		from = "From sources up to " + newest.Format(time.DateOnly) + ": "
	}
	fmt.Fprintf(&r.b, "%s%s.\n", from, r.standings())
	sure, unsure := r.arrived()
	year, _, _ := strings.Cut(r.month, "-")
	r.part("Began since then", sure, r.line)
	r.part("Began in "+year+", the month is not known", unsure, r.line)
	r.part("Planned", r.with(func(v table.VerdictRow) bool { return v.Verdict == vocabulary.Planned }), r.line)
	r.part("Evidence that went missing", r.with(func(v table.VerdictRow) bool { return v.Stale }), r.missingLine)
	r.answers()
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

func (r *digest) with(chosen func(table.VerdictRow) bool) []table.VerdictRow {
	var list []table.VerdictRow
	for _, v := range r.data.Verdicts {
		if chosen(v) {
			list = append(list, v)
		}
	}
	return list
}

// part writes a heading with a line for each verdict, the newest first, or nothing.
func (r *digest) part(heading string, list []table.VerdictRow, line func(table.VerdictRow) string) {
	if len(list) == 0 {
		return
	}
	r.parts++
	fmt.Fprintf(&r.b, "\n## %s\n\n", heading)
	r.newestFirst(list)
	r.writeLines(list[:min(len(list), maxDigest)], line)
	r.more(len(list))
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
func (r *digest) answers() {
	n := 0
	for _, a := range r.data.Responses {
		if a.Ecosystem != r.ecosystem || table.Before(a.Date, r.month) {
			continue
		}
		if n == 0 {
			r.parts++
			r.b.WriteString("\n## Answered by its maintainers\n\n")
		}
		if n++; n <= maxDigest {
			fmt.Fprintf(&r.b, "- %s: %s; ours is %s (%s)\n", r.featureTitle(a.Feature), a.Verdict.With(a.Enforcement), a.Probed, markdownLink(a.Date, a.Link))
		}
	}
	r.more(n)
}

// more says how many lines were left out.
func (r *digest) more(n int) {
	if n > maxDigest {
		fmt.Fprintf(&r.b, "- and %d more\n", n-maxDigest)
	}
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
