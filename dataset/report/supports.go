// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Supports writes which registries support a feature, with enforcement,
// date, note and links, and which do so in part or plan to: Markdown.
func Supports(w io.Writer, c *catalog.Catalog, d *table.Dataset, feature string) error {
	f, ok := c.Feature(feature)
	if !ok {
		return fmt.Errorf("no feature %q: landscape catalog lists them", feature)
	}
	own := *d
	own.Verdicts = slices.DeleteFunc(slices.Clone(d.Verdicts), func(v table.VerdictRow) bool { return v.Feature != feature })
	r := &report{Labels: NewLabels(c, d), data: &own}
	fmt.Fprintf(&r.b, "# %s\n\nSupported when: %s\n", plainText(f.Title), plainText(f.Supported))
	if len(r.withVerdict(vocabulary.Supported)) == 0 {
		r.b.WriteString("\nNo registry supports it.\n")
	}
	for _, part := range []struct {
		verdict vocabulary.Verdict
		heading string
	}{
		{vocabulary.Supported, "Supported"}, {vocabulary.Partial, "In part"}, {vocabulary.Planned, "Planned"},
		{vocabulary.Exploring, "Being explored"}, {vocabulary.Unsupported, "Not supported"},
	} {
		writeSection(&r.b, "## "+part.heading, linesOf(r.withVerdict(part.verdict), r.supportLine))
	}
	r.writeRest("Does not apply to", vocabulary.NotApplicable)
	r.writeRest("Not known for", vocabulary.Unknown)
	_, err := io.WriteString(w, r.b.String())
	return err
}

// writeRest names the registries for which there is nothing to tell.
func (r *report) writeRest(words string, verdict vocabulary.Verdict) {
	if names := linesOf(r.withVerdict(verdict), func(v table.VerdictRow) string { return r.ecosystemName(v.Ecosystem) }); len(names) > 0 {
		fmt.Fprintf(&r.b, "\n%s: %s.\n", words, strings.Join(names, ", "))
	}
}

func (r *report) supportLine(v table.VerdictRow) string {
	var facts []string
	if v.Enforcement != "" {
		facts = append(facts, enforcementWords[v.Enforcement])
	}
	if v.Since != "" {
		facts = append(facts, "since "+v.Began())
	}
	if v.Disputed {
		facts = append(facts, "the evidence disagrees")
	}
	if v.Stale {
		facts = append(facts, "evidence last seen "+v.LastSeen)
	}
	text := "**" + r.ecosystemName(v.Ecosystem) + "**"
	if len(facts) > 0 {
		text += ", " + strings.Join(facts, ", ")
	}
	if v.Note != "" {
		text += ": " + plainText(v.Note)
	}
	if links := r.evidenceLinks(v); links != "" {
		text += " (" + links + ")"
	}
	return text
}

// evidenceLinks gives at most three sources, the strongest first, each once.
func (r *report) evidenceLinks(v table.VerdictRow) string {
	seen := r.strongestFirst(v.Observations)
	known := make(map[string]bool)
	var links []string
	for _, o := range seen {
		if source := table.SourceOf(o); !known[source] && len(links) < 3 {
			known[source] = true
			links = append(links, markdownLink(string(o.Kind), o.URL))
		}
	}
	return strings.Join(links, ", ")
}
