// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// Found is what a page says to a probe.
type Found struct {
	Outcome probes.Outcome // Matched or Unmatched: the page was read
	Detail  string         // what did not match
	Blocks  []Block        // where the patterns matched, in their order
	Words   []string       // what matched, of each pattern
}

// Match asks a page the probe's question: under the heading, if it names one,
// every pattern must match and no pattern of Unless may. It is not for use by
// several goroutines on one document.
func Match(d *Document, p probes.Probe) Found {
	if d.Draft != "" { // a caller that knows the day asks Withheld
		return Found{Outcome: probes.Unmatched, Detail: Withheld(d, time.Time{})}
	}
	part := d.matchPart(p.Section)
	if part == nil {
		return Found{Outcome: probes.Unmatched, Detail: fmt.Sprintf("no heading %q on the page", p.Section)}
	}
	var found Found
	for _, pattern := range p.Patterns {
		at := pattern.Find(&part.raw)
		if at == nil {
			return Found{Outcome: probes.Unmatched, Detail: fmt.Sprintf("the page does not say %q", pattern)}
		}
		found.Blocks = append(found.Blocks, part.text.BlockAt(at[0]))
		found.Words = append(found.Words, part.text.joined[at[0]:at[1]])
	}
	for _, pattern := range p.Unless {
		if at := pattern.Find(&part.raw); at != nil {
			block := part.text.BlockAt(at[0])
			return Found{Outcome: probes.Unmatched, Blocks: []Block{block}, Detail: fmt.Sprintf("the page also says %q", pattern)}
		}
	}
	found.Outcome = probes.Matched
	return found
}

// part is the text of a page, or of what stands under one of its headings,
// made ready for matching once.
type part struct {
	text Text
	raw  probes.Text
}

// matchPart returns nil when the page has no such heading.
func (d *Document) matchPart(section string) *part {
	if found, ok := d.parts[section]; ok {
		return found
	}
	var made *part
	blocks, ok := d.Blocks, true
	if section != "" {
		blocks, ok = d.Section(section)
	}
	if ok {
		made = &part{text: NewText(blocks)}
		made.raw.Reset([]byte(made.text.String()))
	}
	if d.parts == nil {
		d.parts = make(map[string]*part)
	}
	d.parts[section] = made
	return made
}

// Section returns the blocks under the heading whose text equals name
// (ignoring case and the amount of white space), up to the next heading of the
// same or a higher level; of all headings of that name, in order. ok is false
// when there is no such heading.
func (d *Document) Section(name string) (blocks []Block, ok bool) {
	name = scan.Collapse(name)
	level := 0 // of the open section, 0 when none is open
	for _, b := range d.Blocks {
		if b.Kind == Heading && (level == 0 || b.Level <= level) {
			level = 0
			if strings.EqualFold(b.Text, name) {
				level, ok = b.Level, true
			}
			continue
		}
		if level > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks, ok
}

// Withheld says why a page is not published on a day, or "". A page that is not
// is not a page: nothing of it is said.
func Withheld(d *Document, day time.Time) string {
	switch {
	case d.Draft != "":
		return "the page is not published (" + d.Draft + ")"
	case !d.From.IsZero() && d.From.After(day):
		return "the page is not published before " + d.From.Format(time.DateOnly)
	case !d.Until.IsZero() && !d.Until.After(day):
		return "the page is not published since " + d.Until.Format(time.DateOnly)
	}
	return ""
}

// Text is the text of some blocks, one per line, that remembers which bytes came
// from which block, so that a match in it can be cited by its source lines.
type Text struct {
	joined string
	blocks []Block
	starts []int // byte offset in joined at which each block begins
}

// NewText joins the blocks' texts by "\n".
func NewText(blocks []Block) Text {
	texts, starts := make([]string, len(blocks)), make([]int, len(blocks))
	size := 0
	for i, b := range blocks {
		texts[i], starts[i] = b.Text, size
		size += len(b.Text) + 1
	}
	return Text{joined: strings.Join(texts, "\n"), blocks: blocks, starts: starts}
}

// String returns the joined text.
func (t Text) String() string { return t.joined }

// BlockAt returns the block that the byte at offset came from; the newline
// after a block counts as that block's. An offset out of range gives the
// nearest block, and a Text of no blocks the zero Block.
func (t Text) BlockAt(offset int) Block {
	if len(t.blocks) == 0 {
		return Block{}
	}
	i := sort.SearchInts(t.starts, offset+1) - 1
	return t.blocks[max(i, 0)]
}

// MaxExcerpt bounds an excerpt, in characters.
const MaxExcerpt = 300

// Excerpt is the beginning of a text, on one line.
func Excerpt(text string) string { return probes.OneLine(text, MaxExcerpt) }
