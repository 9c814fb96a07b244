// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/probes"
)

// Found is what a page says to a probe.
type Found struct {
	Outcome probes.Outcome // Matched or Unmatched: the page was read
	Detail  string         // what did not match
	Blocks  []Block        // where the patterns matched, in their order
}

// Match asks a page the probe's question: under the heading, if it names one,
// every pattern must match and no pattern of Unless may.
func Match(d *Document, p probes.Probe) Found {
	blocks := d.Blocks
	if p.Section != "" {
		section, ok := d.Section(p.Section)
		if !ok {
			return Found{Outcome: probes.Unmatched, Detail: fmt.Sprintf("no heading %q on the page", p.Section)}
		}
		blocks = section
	}
	text := NewText(blocks)
	raw := &probes.Text{Raw: []byte(text.String())}
	var found Found
	for _, pattern := range p.Patterns {
		at := pattern.Find(raw)
		if at == nil {
			return Found{Outcome: probes.Unmatched, Detail: fmt.Sprintf("the page does not say %q", pattern)}
		}
		found.Blocks = append(found.Blocks, text.BlockAt(at[0]))
	}
	for _, pattern := range p.Unless {
		if at := pattern.Find(raw); at != nil {
			block := text.BlockAt(at[0])
			return Found{Outcome: probes.Unmatched, Blocks: []Block{block}, Detail: fmt.Sprintf("the page says %q beside it", pattern)}
		}
	}
	found.Outcome = probes.Matched
	return found
}
