// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/osv"
)

// judgePGP parses a detached signature. Whether it verifies takes the signer's
// key, which a registry that accepts any key does not vouch for.
func judgePGP(body []byte) finding {
	list, err := attestation.ParsePGP(body)
	if err != nil {
		return invalid("%v", err)
	}
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = fmt.Sprintf("OpenPGP v%d, %s with %s, key %s, made %s", s.Version, s.Algorithm, s.Hash, cmp.Or(s.KeyID, s.Fingerprint, "not named"), s.CreatedAt.Format(time.DateOnly))
	}
	return finding{outcome: probes.Matched, locator: strings.Join(words, "; ") + " (parsed, not verified)"}
}

func judgeOSV(body []byte, asked *probes.OSVAsk) finding {
	ids := func(string) bool { return true }
	if asked.IDs != nil {
		ids = func(id string) bool { return matches(asked.IDs, id) }
	}
	outcome, locator, detail := osv.Match(body, asked.Ecosystem, ids)
	return finding{outcome: outcome, locator: locator, detail: detail}
}
