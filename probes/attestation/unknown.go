// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tlog"
)

// unknownAuthority says which log or authority of a bundle that does not verify is not in
// the trust root, or "" when all are. Such a bundle may be good: Sigstore opens
// new logs, and an old root does not know them.
func (r *Root) unknownAuthority(b *bundle.Bundle) string {
	entries, err := b.TlogEntries()
	if err == nil && len(entries) > 0 && len(r.material.RekorLogs()) > 0 {
		if name := r.unknownLog(entries); name != "" {
			return "the log " + name + " is not in the trust root"
		}
	}
	content, err := b.VerificationContent()
	if err != nil || content.Certificate() == nil {
		return ""
	}
	leaf := content.Certificate()
	if !r.knowsIssuer(leaf) {
		return fmt.Sprintf("the certificate authority %s is not in the trust root", printableName(leaf.Issuer.String(), "of the certificate"))
	}
	if logs := r.material.CTLogs(); len(logs) > 0 {
		if id := unknownCTLog(leaf, logs); id != "" {
			return "the log of certificates " + id + " is not in the trust root"
		}
	}
	return ""
}

// unknownLog names the log of the entries when the root has none of their logs; else "".
func (r *Root) unknownLog(entries []*tlog.Entry) (name string) {
	for _, entry := range entries {
		inner := entry.TransparencyLogEntry()
		id := hex.EncodeToString(inner.GetLogId().GetKeyId())
		if _, ok := r.material.RekorLogs()[id]; ok {
			return ""
		}
		origin, _, _ := strings.Cut(inner.GetInclusionProof().GetCheckpoint().GetEnvelope(), "\n")
		origin, _, _ = strings.Cut(origin, " - ")
		name = strings.TrimSpace(printableName(origin, "") + fmt.Sprintf(" with key %.16s…", id))
	}
	return name
}

// printableName keeps foreign words to one short line.
func printableName(text, otherwise string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(text, ""))
	if text = strings.TrimSpace(text); text == "" {
		return otherwise
	}
	return fmt.Sprintf("%.100s", text)
}

// knowsIssuer says whether an authority of the root made the certificate, at
// whatever time.
func (r *Root) knowsIssuer(leaf *x509.Certificate) bool {
	for _, authority := range r.material.FulcioCertificateAuthorities() {
		if _, err := authority.Verify(leaf, leaf.NotBefore); err == nil {
			return true
		}
		known, ok := authority.(*root.FulcioCertificateAuthority)
		if !ok {
			continue
		}
		for _, each := range append([]*x509.Certificate{known.Root}, known.Intermediates...) {
			if each != nil && leaf.CheckSignatureFrom(each) == nil {
				return true
			}
		}
	}
	return false
}

// sctList is the extension that holds a certificate's timestamps (RFC 6962).
var sctList = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}

// unknownCTLog gives the id of the log that timed a certificate when the root
// has none of its logs.
func unknownCTLog(leaf *x509.Certificate, logs map[string]*root.TransparencyLog) string {
	unknown := ""
	for _, extension := range leaf.Extensions {
		if !extension.Id.Equal(sctList) {
			continue
		}
		var list []byte
		if _, err := asn1.Unmarshal(extension.Value, &list); err != nil || len(list) < 2 {
			return ""
		}
		// a length of two bytes before the list and before each timestamp,
		// which begins with its version and the log's id of 32 bytes
		for list = list[2:]; len(list) >= 2+33; {
			n := 2 + int(binary.BigEndian.Uint16(list))
			id := hex.EncodeToString(list[3 : 3+32])
			if _, ok := logs[id]; ok {
				return ""
			}
			unknown = id[:16] + "…"
			if n < 2+33 || n > len(list) {
				break
			}
			list = list[n:]
		}
	}
	return unknown
}
