// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// BodyLimit is the largest body in bytes; GitHub takes 65,536 characters.
const BodyLimit = 60000

// mostRows is how many rows of a table are shown.
const mostRows = 60

// quiet takes from foreign text what means something in Markdown or HTML, and
// parts the marks with which it could mention a person, refer to an issue or
// close it, make a link or end a cell. An entity would not do: GitHub looks for
// mentions in what is shown.
var quiet = func() *strings.Replacer {
	const apart = "&#8203;" // of no width
	return strings.NewReplacer(
		`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "~", `\~`, "|", "&#124;", "&", "&amp;", "<", "&lt;", ">", "&gt;",
		"@", "@"+apart, "#", "#"+apart, "://", ":"+apart+"//", "www.", "www"+apart+".", "WWW.", "WWW"+apart+".", "GH-", "GH"+apart+"-", "gh-", "gh"+apart+"-")
}()

// fromElsewhere is text from elsewhere as it can be in a table.
func fromElsewhere(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if runes := []rune(s); len(runes) > 300 {
		s = string(runes[:300]) + "…"
	}
	return quiet.Replace(s)
}

// evidenceLink names where a row was read, and links to it.
func evidenceLink(o table.Observation) string {
	_, place := refresh.SourceNames(o)
	if o.Path == "" && o.Commit != "" && strings.Contains(o.URL, "/commit/") {
		place += fmt.Sprintf(" commit %.10s", o.Commit)
	}
	return strings.ReplaceAll(markdownLink(fromElsewhere(strings.TrimPrefix(place, "https://")), o.URL), "|", "%7C")
}

// countDiffering counts the verdicts that say something else than before.
func countDiffering(r *refresh.Refresh) int {
	n := len(r.Cells)
	for _, c := range r.Cells {
		if onlyStale(c) {
			n--
		}
	}
	return n
}

// onlyStale says whether a verdict is as before, and stale now.
func onlyStale(c refresh.Cell) bool { return c.Is.Stale && judge.SameVerdict(c.Was, c.Is) }

// RefreshTitle is one line.
func RefreshTitle(r *refresh.Refresh) string {
	var parts []string
	if n := countDiffering(r); n > 0 {
		parts = append(parts, table.Count(n, "verdict")+" to review")
	}
	if n := len(r.Stale); n > 0 {
		parts = append(parts, fmt.Sprintf("%d stale", n))
	}
	if len(parts) == 0 {
		what := "evidence renewed"
		if len(r.Lost) > 0 {
			what = "evidence lost"
		}
		parts = append(parts, what+", verdicts as they were")
	}
	return fmt.Sprintf("Refresh %s: %s", r.Ecosystem.ID, strings.Join(parts, ", "))
}

// body is the text of a proposal.
type body struct {
	*Labels
	r *refresh.Refresh
	b strings.Builder
}

// RefreshBody tells a reviewer what differs, why, and what the look was like; audit may
// be nil. It is Markdown of at most bodyLimit bytes.
func RefreshBody(r *refresh.Refresh, audit *refresh.Audit) string {
	d := &table.Dataset{Ecosystems: []table.EcosystemRow{{Ecosystem: r.Ecosystem.ID, Name: r.Ecosystem.Name}}, Observations: slices.Concat(r.Old, r.New)}
	b := &body{Labels: NewLabels(r.Features, d), r: r}
	b.writeHead()
	b.writeCells()
	b.writeStale()
	b.writePairs("Evidence lost", "These matched before, and do not now. A verdict that needed them is listed above.", r.Lost)
	b.writeDrifts()
	b.writePairs("Evidence found", "These match now, and did not before.", r.Found)
	b.writeRenewed()
	b.writeAudit(audit)
	return cutAfterLine(b.b.String())
}

func (b *body) writeHead() {
	b.b.WriteString(b.inShort() + ".\n\n")
	fmt.Fprintf(&b.b, "%s was looked at again on %s", b.ecosystemName(b.r.Ecosystem.ID), b.r.Looked().Format(time.DateOnly))
	if len(b.r.Old) == 0 {
		b.b.WriteString("; the release does not hold it yet.\n")
		return
	}
	fmt.Fprintf(&b.b, ", and compared with the release, which looked on %s. Both were judged by the rules of today.\n", refresh.LookedAt(b.r.Old).Format(time.DateOnly))
}

// inShort counts what differs, and leaves out what does not.
func (b *body) inShort() string {
	parts := []string{table.Count(countDiffering(b.r), "verdict") + " to review"}
	for _, c := range []struct {
		n    int
		what string
	}{
		{len(b.r.Stale), "stale"}, {len(b.r.Lost), "of evidence lost"}, {len(b.r.Found), "of evidence found"}, {len(b.r.Renewed), "of evidence read anew with the same outcome"},
	} {
		switch {
		case c.n == 0:
		case c.what == "stale":
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
		default:
			parts = append(parts, table.Count(c.n, "item")+" "+c.what)
		}
	}
	return table.JoinWords(parts)
}

// titleOf names a feature; one that the catalog does not know is foreign.
func (b *body) titleOf(feature string) string {
	if b.titles[feature] == "" {
		return fromElsewhere(feature)
	}
	return b.Labels.featureTitle(feature)
}

// writeRows writes a table of at most mostRows.
func (b *body) writeRows(heading, text, columns string, rows []string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(&b.b, "\n## %s (%d)\n\n%s\n\n| %s |\n|%s\n", heading, len(rows), text, columns, strings.Repeat(" --- |", strings.Count(columns, "|")+1))
	for i, row := range rows {
		if i == mostRows {
			fmt.Fprintf(&b.b, "\nand %d more.\n", len(rows)-mostRows)
			break
		}
		b.b.WriteString("| " + row + " |\n")
	}
}

func (b *body) writeCells() {
	var rows []string
	for _, c := range b.r.Cells {
		if onlyStale(c) {
			continue // told below
		}
		is := DatedVerdict(c.Is)
		if c.Is.Stale {
			is += ", stale"
		}
		rows = append(rows, strings.Join([]string{b.titleOf(c.Feature), DatedVerdict(c.Was), "**" + is + "**", c.Reason, b.evidenceLinks(c), fromElsewhere(c.Is.Note)}, " | "))
	}
	b.writeRows("Verdicts that differ", "Open the evidence of each line and see whether it earns the new verdict.", "feature | was | is | reason | evidence | note", rows)
}

// evidenceLinks links what a verdict rests on, what is new before what was there, and
// where it rests on nothing what the one before rested on.
func (b *body) evidenceLinks(c refresh.Cell) string {
	found := make(map[string]bool)
	for _, p := range b.r.Found {
		found[p.Is.Observation] = true
	}
	seen := b.strongestFirst(c.Is.Observations)
	slices.SortStableFunc(seen, func(x, y table.Observation) int {
		rank := func(o table.Observation) int {
			switch {
			case history.IsCarried(o):
				return 3
			case !found[o.Observation]:
				return 2
			case o.Path == "" && c.Reason != refresh.DateFound: // a commit, which dates it
				return 1
			}
			return 0
		}
		return rank(x) - rank(y)
	})
	if len(seen) > 0 && !history.IsCarried(seen[0]) {
		return evidenceLink(seen[0])
	}
	if seen = append(seen, b.strongestFirst(c.Was.Observations)...); len(seen) > 0 {
		return "before: " + evidenceLink(seen[0])
	}
	return "none"
}

func (b *body) writeStale() {
	if len(b.r.Stale) == 0 {
		return
	}
	var rows []string
	for _, v := range b.r.Stale {
		rows = append(rows, strings.Join([]string{b.titleOf(v.Feature), DatedVerdict(v), fromElsewhere(v.LastSeen), b.missedLinks(v), fromElsewhere(v.Note)}, " | "))
	}
	b.writeRows("Stale: kept, for review", fmt.Sprintf("Evidence of these went missing, and nothing new says otherwise: the verdict before stands, for at most %d days.\n"+
		"Mend the rule where the evidence moved. Where it is gone for good, say so in `ecosystems/%s/reviews.yml`, and the verdict of the last look counts:\n\n"+
		"```yaml\n%s:\n  date: %s\n  role: working group member\n  note: Why the loss is accepted.\n```", history.StaleDays, b.r.Ecosystem.ID, b.r.Stale[0].Feature, b.r.Looked().Format(time.DateOnly)),
		"feature | verdict kept | last seen | evidence as it was | note", rows)
}

// missedLinks links the carried rows behind a verdict.
func (b *body) missedLinks(v table.VerdictRow) string {
	var links []string
	for _, key := range v.Observations {
		if o, ok := b.seen[key]; ok && history.IsCarried(o) {
			links = append(links, evidenceLink(o))
		}
	}
	return strings.Join(atMost(3, slices.Compact(links), "%d more"), ", ")
}

func (b *body) writePairs(heading, text string, pairs []refresh.Pair) {
	var rows []string
	for _, p := range pairs {
		was, now := "not asked", fromElsewhere(string(p.Is.Outcome))
		if p.Was.Observation != "" {
			was = fromElsewhere(string(p.Was.Outcome))
		}
		if p.Is.Detail != "" {
			now += ": " + fromElsewhere(p.Is.Detail)
		}
		where := p.Is
		if history.OutcomeRank(where.Outcome) == 0 && p.Was.Observation != "" {
			where = p.Was
		}
		rows = append(rows, strings.Join([]string{b.titleOf(p.Is.Feature), fromElsewhere(string(p.Is.Kind)), was, now, evidenceLink(where)}, " | "))
	}
	b.writeRows(heading, text, "feature | kind | was | is | where", withoutRepeats(rows))
}

// withoutRepeats leaves out lines that were there: two questions may read the same lines.
func withoutRepeats(rows []string) []string {
	had := make(map[string]bool)
	return slices.DeleteFunc(rows, func(row string) bool {
		twice := had[row]
		had[row] = true
		return twice
	})
}

// cutAfterLine ends a text that is too long after a whole line.
func cutAfterLine(text string) string {
	if len(text) <= BodyLimit {
		return text
	}
	const end = "\nCut here: the rest is in the files of this proposal.\n"
	head := text[:BodyLimit-len(end)]
	return head[:strings.LastIndexByte(head, '\n')+1] + end
}
