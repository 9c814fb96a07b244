// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// securityTxtForm: a file of RFC 9116 in force on the day.
var securityTxtForm = newForm(probes.SecurityTxt, func(l *loader, p *probes.Probe, r securityTxtRecord, _ record.Position) {
	l.askEndpoint(p, r.SecurityTxt, r.Of)
})

type securityTxtRecord struct {
	SecurityTxt record.String `yaml:"security-txt"`
	Of          record.String `yaml:"of"`
}
