// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore/pkg/signature"
)

// Keys are public keys that a registry signs with, by the id that its bundles
// name.
type Keys struct{ byID map[string]*root.ExpiringKey }

// maxKeys bounds how many keys of one answer are read; registries have a few.
const maxKeys = 100

// ParseKeys reads the answer of npm's endpoint of signing keys: {"keys":
// [{"keyid", "key": base64 of the DER, "expires": RFC 3339 or null}]}. A key
// holds until it expires, for what was logged before then.
func ParseKeys(data []byte) (*Keys, error) {
	var answer struct {
		Keys []struct {
			ID      string    `json:"keyid"`
			Key     string    `json:"key"`
			Expires time.Time `json:"expires"` // zero: no end
		} `json:"keys"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, fmt.Errorf("not a list of keys: %s", oneLine(err))
	}
	if len(answer.Keys) == 0 || len(answer.Keys) > maxKeys {
		return nil, fmt.Errorf("not a list of keys: it has %d", len(answer.Keys))
	}
	keys := &Keys{make(map[string]*root.ExpiringKey)}
	for _, each := range answer.Keys {
		verifier, err := publicKey(each.Key)
		if err != nil {
			return nil, fmt.Errorf("key %.60q: %s", each.ID, oneLine(err))
		}
		keys.byID[each.ID] = root.NewExpiringKey(verifier, time.Time{}, each.Expires)
	}
	return keys, nil
}

func publicKey(text string) (signature.Verifier, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	return signature.LoadDefaultVerifier(key)
}
