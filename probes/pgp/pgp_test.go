// SPDX-License-Identifier: Apache-2.0

package pgp

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

var artifact = []byte("the bytes of a package")

var when = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

func makePGP(t testing.TB, algorithm packet.PublicKeyAlgorithm) (signature []byte, key string) {
	t.Helper()
	config := &packet.Config{Algorithm: algorithm, RSABits: 2048, Time: func() time.Time { return when }}
	entity, err := openpgp.NewEntity("Made", "", "made@example.org", config)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := openpgp.ArmoredDetachSign(&out, entity, bytes.NewReader(artifact), config); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), fmt.Sprintf("%X", entity.PrimaryKey.Fingerprint)
}

func TestParse(t *testing.T) {
	for algorithm, want := range map[packet.PublicKeyAlgorithm]string{packet.PubKeyAlgoRSA: "RSA", packet.PubKeyAlgoEdDSA: "EdDSA"} {
		signature, key := makePGP(t, algorithm)
		got, err := Parse(signature)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %+v %v", want, got, err)
		}
		s := got[0]
		if s.Algorithm != want || s.Fingerprint != key || !strings.HasSuffix(key, s.KeyID) || s.KeyID == "" || !s.CreatedAt.Equal(when) || s.Hash != "SHA-256" || s.Version != 4 {
			t.Errorf("%+v, key %s", s, key)
		}
	}
}

// Two signatures in one file are both told.
func TestParseTwo(t *testing.T) {
	var both bytes.Buffer
	w, _ := armor.Encode(&both, "PGP SIGNATURE", nil)
	for range 2 {
		one, _ := makePGP(t, packet.PubKeyAlgoEdDSA)
		block, err := armor.Decode(bytes.NewReader(one))
		if err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		_, _ = raw.ReadFrom(block.Body)
		_, _ = w.Write(raw.Bytes())
	}
	_ = w.Close()
	if got, err := Parse(both.Bytes()); err != nil || len(got) != 2 || got[0].KeyID == got[1].KeyID {
		t.Errorf("%+v %v", got, err)
	}
}

func TestParseBad(t *testing.T) {
	good, _ := makePGP(t, packet.PubKeyAlgoEdDSA)
	for what, data := range map[string][]byte{
		"empty":   nil,
		"html":    []byte("<html>Not found</html>"),
		"cut":     good[:len(good)/2],
		"message": bytes.ReplaceAll(good, []byte("PGP SIGNATURE"), []byte("PGP MESSAGE")),
		"no body": []byte("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"),
		"garbage": []byte("-----BEGIN PGP SIGNATURE-----\n\nAAAAAAAAAAAA\n=AAAA\n-----END PGP SIGNATURE-----\n"),
		"huge":    make([]byte, maxArmour+1),
	} {
		if got, err := Parse(data); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %+v %v", what, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	good, _ := makePGP(f, packet.PubKeyAlgoEdDSA)
	f.Add(good)
	f.Add(good[:60])
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := Parse(data); err == nil && len(got) == 0 {
			t.Error("neither a signature nor an error")
		}
	})
}
