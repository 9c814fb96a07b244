// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
)

// observe answers one probe from a fetched page.
func (s *Site) observe(p *page, asked probes.Probe) probes.Observation {
	o := probes.Observation{
		Key: asked.Key, Ecosystem: asked.Ecosystem, Feature: asked.Feature, Kind: asked.Kind,
		URL: asked.URL, RetrievedAt: s.Now.UTC(), HTTPStatus: p.status, Digest: p.digest,
	}
	if p.err != nil {
		o.Outcome, o.Detail = probes.Unreachable, oneLine(plain(p.err).Error())
		if p.damaged {
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
	if n := d.words(); n < emptyWords && o.Outcome == probes.Unmatched {
		// So little text is a shell or an apology sooner than a page.
		o.Outcome, o.Detail = probes.Invalid, fmt.Sprintf("the page has nearly no text (%d words)", n)
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

// Invalid lets a transport's error say that something was read and refused,
// such as a body over its limit.
type invalid interface{ Invalid() bool }

// refused says whether the transport read something and refused it.
func refused(err error) bool {
	var i invalid
	return errors.As(err, &i) && i.Invalid()
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
