// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// pageReader reads a documentation page from the repository it is built from.
type pageReader struct{ answer }

func (r *pageReader) wants(t *Tree) ([]Entry, error) {
	f, ok := t.first(r.probe.Paths)
	if !ok {
		return nil, r.nothingThere(t)
	}
	return []Entry{f}, nil
}

func (r *pageReader) read(f Entry, b *blob) {
	r.seen.Path, r.seen.URL = f.Path, r.repo.webFile(f.Path, nil)
	if b.err != nil {
		r.fail(OutcomeOf(b.err, probes.Invalid), b.err.Error())
		return
	}
	document, err := b.page(f.Path)
	if err != nil {
		r.fail(probes.Invalid, err.Error())
		return
	}
	if why := page.Withheld(document, r.seen.RetrievedAt); why != "" {
		r.fail(probes.Invalid, why)
		return
	}
	found := page.Match(document, r.probe)
	r.seen.Outcome, r.seen.Detail = found.Outcome, found.Detail
	var lines []span
	for _, block := range found.Blocks {
		lines = append(lines, span{block.Start, block.End})
	}
	r.at(f, b, lines)
	if len(found.Blocks) > 0 {
		r.quote(found.Blocks[0].Text)
	}
}

func (r *pageReader) observe() probes.Observation { return r.seen }
