// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Proposals are the passages for each feature. Excerpts are other people's words: they
// are shown, and written nowhere by us.
type Proposals struct {
	Ecosystem string             `json:"ecosystem"`
	Pages     int                `json:"pages_read"`
	Failed    int                `json:"pages_failed"`
	Features  []featureProposals `json:"features"`
}

type featureProposals struct {
	Feature   string         `json:"feature"`
	Title     string         `json:"title"`
	Supported string         `json:"supported_when"`
	Passages  []shownPassage `json:"passages"`
}

type shownPassage struct {
	URL     string   `json:"url"`
	Live    string   `json:"live_url,omitempty"` // of a page read from its repository
	File    string   `json:"file,omitempty"`     // OWNER/NAME/PATH, likewise
	Page    string   `json:"page,omitempty"`     // its id in ecosystem.yml
	Title   string   `json:"title"`
	Heading string   `json:"heading"`
	Line    int      `json:"line,omitempty"`
	Excerpt string   `json:"excerpt"`
	Words   []string `json:"words"`
	Score   float64  `json:"score"` // comparable within one feature only
}

// Propose gives the likeliest passages for each feature, at most so many; rules
// are those of all ecosystems, which tell how documentation speaks of it.
func (c *Corpus) Propose(features []catalog.Feature, rules []*ecosystems.Ecosystem, most int) *Proposals {
	d := &Proposals{Ecosystem: c.ecosystem.ID, Pages: len(c.pages), Failed: c.Failed, Features: []featureProposals{}}
	index := NewIndex(c.pages)
	for _, f := range features {
		d.addFeature(f, likeliestPassages(index.Rank(f, hintsFor(f.ID, c.ecosystem, rules)), most), c.places)
	}
	return d
}

// likeliestPassages are the first passages, without those far behind the best.
func likeliestPassages(passages []Passage, most int) []Passage {
	n := 0
	for n < min(len(passages), most) && passages[n].Score >= passages[0].Score/4 {
		n++
	}
	return passages[:n]
}

func (d *Proposals) addFeature(f catalog.Feature, passages []Passage, places map[string]place) {
	one := featureProposals{Feature: f.ID, Title: f.Title, Supported: f.Supported, Passages: []shownPassage{}}
	for _, p := range passages {
		at := places[p.URL]
		shown := shownPassage{
			URL: p.URL, Live: at.live, Page: at.page, Title: p.Title, Heading: p.Heading, Excerpt: p.Excerpt, Words: p.Words, Score: float64(int(p.Score*10)) / 10,
		}
		if at.at != nil {
			shown.URL, shown.File, shown.Line = at.at(p.Line), p.URL, p.Line
		}
		one.Passages = append(one.Passages, shown)
	}
	d.Features = append(d.Features, one)
}

// Write writes them as Markdown ("md") or JSON ("json").
func (d *Proposals) Write(w io.Writer, format string) error {
	if format == "json" {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(d)
	}
	_, err := io.WriteString(w, d.asMarkdown())
	return err
}

func (d *Proposals) asMarkdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: where evidence may stand\n\n%d pages read, %d that could not be.\n", d.Ecosystem, d.Pages, d.Failed)
	for _, f := range d.Features {
		fmt.Fprintf(&b, "\n## %s\n\n%s. Supported when: %s\n", f.Feature, f.Title, f.Supported)
		if len(f.Passages) == 0 {
			b.WriteString("\nNo page shares a word with it.\n")
		}
		for i, p := range f.Passages {
			fmt.Fprintf(&b, "\n%d. **%s**\n   <%s>\n", i+1, p.titleAndHeading(), p.URL)
			if p.Live != "" && p.Live != p.URL {
				fmt.Fprintf(&b, "   live: <%s>\n", p.Live)
			}
			if p.Page != "" {
				fmt.Fprintf(&b, "   page `%s` of ecosystem.yml\n", p.Page)
			}
			fmt.Fprintf(&b, "   words: %s\n   > %s\n", strings.Join(p.Words, ", "), shownText(p.Excerpt))
		}
	}
	return b.String()
}

// titleAndHeading is the page's title and the heading, where they differ.
func (p shownPassage) titleAndHeading() string {
	title, heading := shownText(p.Title), shownText(p.Heading)
	switch {
	case heading == "" || strings.EqualFold(title, heading):
		heading = title
	case title != "":
		heading = title + " › " + heading
	}
	if heading == "" {
		return p.File
	}
	return heading
}

// shownText keeps a foreign text from being Markdown or HTML of ours.
func shownText(text string) string {
	return strings.NewReplacer("<", "&lt;", "&", "&amp;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "\\", `\\`).Replace(text)
}
