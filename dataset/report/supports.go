// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
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
	r := &report{Labels: NewLabels(c, d), data: d}
	fmt.Fprintf(&r.b, "# %s\n\nSupported when: %s\n", plainText(f.Title), plainText(f.Supported))
	r.writeStanding(feature, "Supported", vocabulary.Supported)
	r.writeStanding(feature, "In part", vocabulary.Partial)
	r.writeStanding(feature, "Planned", vocabulary.Planned)
	r.writeStanding(feature, "Being explored", vocabulary.Exploring)
	r.writeStanding(feature, "Not supported", vocabulary.Unsupported)
	r.writeRest(feature)
	_, err := io.WriteString(w, r.b.String())
	return err
}

// writeStanding lists the registries with one verdict, by id.
func (r *report) writeStanding(feature, heading string, verdict vocabulary.Verdict) {
	first := true
	for _, v := range r.data.Verdicts {
		if v.Feature != feature || v.Verdict != verdict {
			continue
		}
		if first {
			fmt.Fprintf(&r.b, "\n## %s\n\n", heading)
		}
		first = false
		r.b.WriteString("- " + r.supportLine(v) + "\n")
	}
	if first && verdict == vocabulary.Supported {
		r.b.WriteString("\nNo registry supports it.\n")
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

// writeRest names the registries for which there is nothing to tell.
func (r *report) writeRest(feature string) {
	for _, state := range []struct {
		verdict vocabulary.Verdict
		words   string
	}{{vocabulary.NotApplicable, "Does not apply to"}, {vocabulary.Unknown, "Not known for"}} {
		var names []string
		for _, v := range r.data.Verdicts {
			if v.Feature == feature && v.Verdict == state.verdict {
				names = append(names, r.ecosystemName(v.Ecosystem))
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&r.b, "\n%s: %s.\n", state.words, strings.Join(names, ", "))
		}
	}
}
