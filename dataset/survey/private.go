// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"log/slog"
	"net/url"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// private are hosts that no table, audit or log line of a run tells.
type private []string

// privateBases finds the registries whose address is not the public one: a
// company's mirror, say, which npm is configured for. What they answer is marked.
func privateBases(bases map[string]string, all []*ecosystems.Ecosystem) (mirrors map[string]bool, hosts private) {
	mirrors = make(map[string]bool)
	for _, e := range all {
		base := bases[e.ID]
		if base == "" || e.PublicBase(base) {
			continue
		}
		mirrors[e.ID] = true
		if u, err := url.Parse(base); err == nil && u.Host != "" {
			hosts = append(hosts, u.Host, u.Hostname())
		}
	}
	return mirrors, hosts
}

// warnOfMirrors says which registries were not seen themselves.
func (o *Options) warnOfMirrors(seen []probes.Observation) {
	counts := make(map[string]int)
	for _, answer := range seen {
		if answer.Mirror {
			counts[answer.Ecosystem]++
		}
	}
	for _, id := range table.SortedKeys(counts) {
		o.Log.Warn("a mirror answered in the place of "+id+"'s public registry: what it answered is marked and reaches no release", "observations", counts[id])
	}
}

const hidden = "the configured registry"

// hide takes private addresses out of a text.
func (p private) hide(text string) string {
	for _, host := range p {
		text = strings.ReplaceAll(text, host, hidden)
	}
	return text
}

// hideHosts are the counts of each host, the private ones without their names.
func (p private) hideHosts(stats []transport.HostStats) []transport.HostStats {
	for i := range stats {
		stats[i].Host = p.hide(stats[i].Host)
	}
	return stats
}

// discreet is a log that tells no private address.
func (p private) discreet(log *slog.Logger) *slog.Logger {
	if len(p) == 0 {
		return log
	}
	return slog.New(&discreet{log.Handler(), p})
}

type discreet struct {
	slog.Handler
	private private
}

func (d *discreet) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, d.private.hide(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(slog.String(a.Key, d.private.hide(a.Value.String())))
		return true
	})
	return d.Handler.Handle(ctx, clean)
}

func (d *discreet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &discreet{d.Handler.WithAttrs(attrs), d.private}
}

func (d *discreet) WithGroup(name string) slog.Handler {
	return &discreet{d.Handler.WithGroup(name), d.private}
}
