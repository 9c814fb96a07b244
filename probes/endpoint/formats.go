// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/osv"
	"github.com/ossf/package-manager-landscape/probes/securitytxt"
)

// formats are the methods whose answers a package of their own reads. A method
// that is not here is judged by status, header, value or words; attestations
// take several answers, and attested asks for them.
var formats = map[probes.Method]probes.Format{
	probes.PGP:         attestation.Signature,
	probes.SecurityTxt: securitytxt.Format,
	probes.OSV:         osv.Format,
}
