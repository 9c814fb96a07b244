// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"fmt"
	"slices"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// observePage answers one probe from a fetched page.
func (s *Site) observePage(ctx context.Context, p *fetched, asked probes.Probe) probes.Observation {
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
	d, err := p.documentAt(asked.Selector)
	if err != nil {
		o.Outcome, o.Detail = probes.Invalid, oneLine(err.Error())
		return o
	}
	if why := page.Withheld(d, o.RetrievedAt); why != "" {
		o.Outcome, o.Detail = probes.Invalid, why
		return o
	}
	found := page.Match(d, asked)
	if found.Outcome == probes.Matched && s.isEcho(ctx, p, asked, found) {
		o.Outcome, o.Detail = probes.Invalid, "the site answers any address with a page that repeats it"
		return o
	}
	o.Outcome, o.Detail = found.Outcome, found.Detail
	if why := p.reasonToDoubt(d); why != "" && (o.Outcome == probes.Unmatched || len(asked.Unless) > 0) {
		o.Outcome, o.Detail = probes.Invalid, why
		return o
	}
	if len(found.Blocks) > 0 {
		o.Locator = headingAbove(d, found.Blocks[0])
		if s.Excerpts {
			o.Excerpt = page.Excerpt(found.Blocks[0].Text)
		}
	}
	return o
}

// isEcho tells whether words of the page's address are what matched, on a site
// that would have said any others.
func (s *Site) isEcho(ctx context.Context, p *fetched, asked probes.Probe, found page.Found) bool {
	said := slices.ContainsFunc(append(found.Words, asked.Section), func(words string) bool { return addressSays(p.asked, words) })
	return said && s.echoes.repeatsAddress(ctx, p.asked, func(address string) *fetched { return fetchPage(ctx, s.Client, address, want{}) })
}

// reasonToDoubt says why what a page does not say counts for nothing: so little text
// is a shell or an apology sooner than a page, and the rest may be missing.
func (p *fetched) reasonToDoubt(d *page.Document) string {
	if n := wordCount(d); n < emptyWords && !isTextFile(p.asked) {
		return fmt.Sprintf("the page has nearly no text (%d words)", n)
	}
	if p.isTruncated() {
		return "truncated HTML: no closing </html> or </body>"
	}
	return ""
}

// headingAbove is the heading that the block stands under.
func headingAbove(d *page.Document, b page.Block) string {
	at := slices.Index(d.Blocks, b)
	for ; at >= 0; at-- {
		if d.Blocks[at].Kind == page.Heading {
			return d.Blocks[at].Text
		}
	}
	return ""
}
