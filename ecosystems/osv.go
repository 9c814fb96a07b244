// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// osvForm: what the OSV database has of an ecosystem.
var osvForm = newForm(probes.OSV, func(l *loader, p *probes.Probe, r osvRecord, at record.Position) {
	ask := l.askEndpoint(p, r.OSV, r.Of)
	if ask == nil {
		return
	}
	if r.Ecosystem.Value == "" {
		l.bad(at, "the osv item needs ecosystem: its name in the OSV schema")
	}
	ask.OSV = &probes.OSVAsk{Ecosystem: r.Ecosystem.Value, IDs: l.optionalPattern(r.IDs)}
})

type osvRecord struct {
	OSV       record.String `yaml:"osv"`
	Of        record.String `yaml:"of"`
	Ecosystem record.String `yaml:"ecosystem"`
	IDs       record.String `yaml:"ids"`
}
