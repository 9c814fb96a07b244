// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/osv"
	"github.com/ossf/package-manager-landscape/probes/pgp"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/securitytxt"
)

// formats are the methods whose answers a package of their own reads. A new one is a
// value below, and a word here.
var formats = []form{pgpForm, securityTxtForm, osvForm}

// newFormat is newForm for a method whose answers a package of its own reads: build
// asks the endpoint.
func newFormat[T any](method probes.Method, read probes.Format, build func(l *loader, p *probes.Probe, r T, at record.Position)) form {
	return newForm(method, func(l *loader, p *probes.Probe, r T, at record.Position) {
		if build(l, p, r, at); p.Ask != nil {
			p.Ask.Format = read
		}
	})
}

// pgpForm: a detached OpenPGP signature that parses.
var pgpForm = newFormat(probes.PGP, pgp.Format, func(l *loader, p *probes.Probe, r pgpRecord, _ record.Position) { l.askEndpoint(p, r.PGP, r.Of) })

type pgpRecord struct {
	PGP record.String `yaml:"pgp"`
	Of  record.String `yaml:"of"`
}

// securityTxtForm: a file of RFC 9116 in force on the day.
var securityTxtForm = newFormat(probes.SecurityTxt, securitytxt.Format, func(l *loader, p *probes.Probe, r securityTxtRecord, _ record.Position) {
	l.askEndpoint(p, r.SecurityTxt, r.Of)
})

type securityTxtRecord struct {
	SecurityTxt record.String `yaml:"security-txt"`
	Of          record.String `yaml:"of"`
}

// osvForm: what the OSV database has of an ecosystem.
var osvForm = newFormat(probes.OSV, osv.Format, func(l *loader, p *probes.Probe, r osvRecord, at record.Position) {
	ask := l.askEndpoint(p, r.OSV, r.Of)
	if ask == nil {
		return
	}
	l.require(r.Ecosystem.Value, at, "the osv item needs ecosystem: its name in the OSV schema")
	ask.OSV = &probes.OSVAsk{Ecosystem: r.Ecosystem.Value, IDs: l.optionalPattern(r.IDs)}
})

type osvRecord struct {
	OSV       record.String `yaml:"osv"`
	Of        record.String `yaml:"of"`
	Ecosystem record.String `yaml:"ecosystem"`
	IDs       record.String `yaml:"ids"`
}
