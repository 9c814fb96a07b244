// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// hide finds the registries whose address is not the public one: a company's
// mirror, say, which npm is configured for. What they answer is marked, and no
// table, audit or log line of the run tells the address.
func (n *network) hide(bases map[string]string, chosen []*ecosystems.Ecosystem) {
	n.mirrors, n.private = make(map[string]bool), nil
	for _, e := range chosen {
		base := bases[e.ID]
		if base == "" || e.PublicBase(base) {
			continue
		}
		n.mirrors[e.ID] = true
		if u, err := url.Parse(base); err == nil && u.Host != "" {
			n.private = append(n.private, u.Host, u.Hostname())
		}
	}
}

// tellMirrors says which registries were not seen themselves.
func (a *app) tellMirrors(seen []probes.Observation) {
	counts := make(map[string]int)
	for _, o := range seen {
		if o.Mirror {
			counts[o.Ecosystem]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		a.log.Warn("a mirror answered in the place of "+id+"'s public registry: what it answered is marked and reaches no release", "observations", counts[id])
	}
}

const hidden = "the configured registry"

// shown takes private addresses out of a text.
func (n *network) shown(text string) string {
	for _, host := range n.private {
		text = strings.ReplaceAll(text, host, hidden)
	}
	return text
}

// told are the counts of each host, the private ones without their names.
func (n *network) told(stats []transport.HostStats) []transport.HostStats {
	for i := range stats {
		stats[i].Host = n.shown(stats[i].Host)
	}
	return stats
}

// discreet is a log that tells no private address.
func (n *network) discreet(log *slog.Logger) *slog.Logger {
	if len(n.private) == 0 {
		return log
	}
	return slog.New(&discreet{log.Handler(), n})
}

type discreet struct {
	slog.Handler
	n *network
}

func (d *discreet) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, d.n.shown(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(slog.String(a.Key, d.n.shown(a.Value.String())))
		return true
	})
	return d.Handler.Handle(ctx, clean)
}

func (d *discreet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &discreet{d.Handler.WithAttrs(attrs), d.n}
}

func (d *discreet) WithGroup(name string) slog.Handler {
	return &discreet{d.Handler.WithGroup(name), d.n}
}
