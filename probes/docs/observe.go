// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// observe answers one probe from a fetched page.
func (s *Site) observe(p *page, asked probes.Probe) probes.Observation {
	o := probes.Observation{
		Key: asked.Key, Ecosystem: asked.Ecosystem, Feature: asked.Feature, Kind: asked.Kind,
		URL: asked.URL, RetrievedAt: s.Now.UTC(), HTTPStatus: p.status, Digest: p.digest,
	}
	if !p.at.IsZero() {
		o.RetrievedAt = p.at.UTC()
	}
	if p.err != nil {
		o.Outcome, o.Detail = probes.Unreachable, oneLine(transport.Reason(p.err).Error())
		switch {
		case transport.Unasked(p.err):
			o.Outcome = probes.Unasked
		case p.damaged:
			o.Outcome = probes.Invalid
		}
		return o
	}
	d, err := p.document(asked.Selector)
	if err != nil {
		o.Outcome, o.Detail = probes.Invalid, oneLine(err.Error())
		return o
	}
	found := Match(d, asked)
	o.Outcome, o.Detail = found.Outcome, found.Detail
	if why := p.doubt(d); why != "" && (o.Outcome == probes.Unmatched || len(asked.Unless) > 0) {
		o.Outcome, o.Detail = probes.Invalid, why
		return o
	}
	if len(found.Blocks) > 0 {
		o.Locator = d.headingOf(found.Blocks[0])
		if s.Excerpts {
			o.Excerpt = excerpt(found.Blocks[0].Text)
		}
	}
	return o
}

// doubt says why what a page does not say counts for nothing: so little text
// is a shell or an apology sooner than a page, and the rest may be missing.
func (p *page) doubt(d *Document) string {
	if n := d.words(); n < emptyWords && !textual(p.asked) {
		return fmt.Sprintf("the page has nearly no text (%d words)", n)
	}
	if p.endless() {
		return "the page ends before its end"
	}
	return ""
}

// headingOf is the heading that the block stands under.
func (d *Document) headingOf(b Block) string {
	at := slices.Index(d.Blocks, b)
	for ; at >= 0; at-- {
		if d.Blocks[at].Kind == Heading {
			return d.Blocks[at].Text
		}
	}
	return ""
}

// excerptRunes bounds an excerpt.
const excerptRunes = 300

func excerpt(text string) string {
	text = collapse(text)
	if utf8.RuneCountInString(text) > excerptRunes {
		text = string([]rune(text)[:excerptRunes]) + "…"
	}
	return text
}
