// SPDX-License-Identifier: Apache-2.0

package pgp

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// Bounds of a detached signature file: a real one has below a kilobyte.
const (
	maxArmour     = 1 << 20
	maxSignatures = 32
)

// Signature is what a detached OpenPGP signature says of itself. Nothing
// here was verified: that takes the signer's key, which a registry that
// accepts any key does not vouch for.
type Signature struct {
	Version     int
	KeyID       string // 16 hexadecimal digits; empty when it names none
	Fingerprint string // hexadecimal; empty when it names none
	Algorithm   string // of the key: RSA, DSA, ECDSA, EdDSA, Ed25519, …
	Hash        string // SHA-256, …
	CreatedAt   time.Time
}

// Parse reads an armoured detached signature file (.asc), which may hold
// several signatures. It never panics.
func Parse(data []byte) (list []Signature, err error) {
	defer func() {
		if p := recover(); p != nil {
			list, err = nil, fmt.Errorf("not a PGP signature: %v", p)
		}
	}()
	if len(data) > maxArmour {
		return nil, fmt.Errorf("not a PGP signature: it has %d bytes", len(data))
	}
	block, err := armor.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errors.New("not an armoured PGP signature")
	}
	if block.Type != "PGP SIGNATURE" {
		return nil, fmt.Errorf("not a PGP signature but a %.40q", block.Type)
	}
	for len(list) < maxSignatures {
		next, err := packet.Read(block.Body)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("a damaged or unsupported PGP signature: %s", probes.OneLine(err.Error(), 300))
		}
		signature, ok := next.(*packet.Signature)
		if !ok {
			return nil, errors.New("not a PGP signature alone")
		}
		list = append(list, readSignature(signature))
	}
	if len(list) == 0 {
		return nil, errors.New("the armour holds no PGP signature")
	}
	return list, nil
}

// Format is that of a detached signature (probes.Format). Whether it
// verifies takes the signer's key, which a registry that accepts any key does
// not vouch for.
func Format(answer []byte, _ *probes.Ask, _ time.Time) probes.Finding {
	list, err := Parse(answer)
	if err != nil {
		return probes.Finding{Outcome: probes.Invalid, Detail: err.Error()}
	}
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = fmt.Sprintf("OpenPGP v%d, %s with %s, key %s, made %s", s.Version, s.Algorithm, s.Hash, cmp.Or(s.KeyID, s.Fingerprint, "not named"), s.CreatedAt.Format(time.DateOnly))
	}
	return probes.Finding{Outcome: probes.Matched, Locator: strings.Join(words, "; ") + " (parsed, not verified)"}
}

func readSignature(s *packet.Signature) Signature {
	got := Signature{Version: s.Version, CreatedAt: s.CreationTime.UTC()}
	got.Algorithm = cmp.Or(keyAlgorithms[s.PubKeyAlgo], fmt.Sprintf("algorithm %d", s.PubKeyAlgo))
	if s.IssuerKeyId != nil {
		got.KeyID = fmt.Sprintf("%016X", *s.IssuerKeyId)
	}
	if len(s.IssuerFingerprint) > 0 {
		got.Fingerprint = fmt.Sprintf("%X", s.IssuerFingerprint)
	}
	if s.Hash != 0 {
		got.Hash = s.Hash.String()
	}
	return got
}

var keyAlgorithms = map[packet.PublicKeyAlgorithm]string{
	packet.PubKeyAlgoRSA: "RSA", packet.PubKeyAlgoRSASignOnly: "RSA", packet.PubKeyAlgoDSA: "DSA",
	packet.PubKeyAlgoECDSA: "ECDSA", packet.PubKeyAlgoEdDSA: "EdDSA",
	packet.PubKeyAlgoEd25519: "Ed25519", packet.PubKeyAlgoEd448: "Ed448",
}
