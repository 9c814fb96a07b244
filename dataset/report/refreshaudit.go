// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
)

// writeDrifts tells in a sentence each which commit took evidence away.
func (b *body) writeDrifts() {
	var lines []string
	for _, d := range b.r.Drifts {
		line := fromElsewhere(d.Sentence())
		if d.URL != "" {
			line = strings.TrimSuffix(line, ".") + " (" + markdownLink("open", d.URL) + ")."
		}
		lines = append(lines, line)
	}
	lines = withoutRepeats(lines)
	heading := fmt.Sprintf("## What took it away (%d)\n\nFrom the histories since the commits of the release.", len(lines))
	writeSection(&b.b, heading, atMost(mostRows, lines, "and %d more"))
}

// writeRenewed counts what was read anew, by what was read.
func (b *body) writeRenewed() {
	count := make(map[string]int)
	for _, p := range b.r.Renewed {
		group, _ := refresh.SourceNames(p.Is)
		count[group]++
	}
	var parts []string
	for _, name := range table.SortedKeys(count) {
		parts = append(parts, fmt.Sprintf("%s (%d)", fromElsewhere(name), count[name]))
	}
	parts = atMost(mostRows, parts, "%d more")
	if len(parts) > 0 {
		fmt.Fprintf(&b.b, "\n## Evidence renewed (%d)\n\nThe source changed and says the same: %s.\n", len(b.r.Renewed), strings.Join(parts, ", "))
	}
}

// writeAudit tells how the look went.
func (b *body) writeAudit(a *refresh.Audit) {
	count, carried := make(map[probes.Outcome]int), 0
	for _, o := range b.r.New {
		if history.IsCarried(o) {
			carried++
			continue
		}
		count[o.Outcome]++
	}
	var outcomes []string
	for _, outcome := range probes.Outcomes {
		outcomes = append(outcomes, fmt.Sprintf("%d %s", count[outcome], outcome))
	}
	fmt.Fprintf(&b.b, "\n## How the look went\n\nObservations: %s; %d carried from earlier looks.\n", table.JoinWords(outcomes), carried)
	var failed []string
	for _, s := range refresh.Sources(b.r.New) {
		if s.Reason != "" {
			failed = append(failed, fromElsewhere(s.Name)+" | "+fromElsewhere(s.Reason))
		}
	}
	b.writeRows("Sources that could not be read", "They cost these observations, and no verdict.", "source | why", failed)
	if a == nil {
		return
	}
	var rows []string
	for _, h := range a.Hosts {
		rows = append(rows, fmt.Sprintf("%s | %d | %d | %d | %d", fromElsewhere(h.Host), h.Requests, h.Retries, h.Cached, h.Failures))
	}
	b.writeRows("Requests per host", "Of the whole run, all ecosystems together.", "host | requests | of these again | from the cache | failures", rows)
}
