// SPDX-License-Identifier: Apache-2.0

// Package pgp reads the form of detached OpenPGP signatures (.asc). In come the bytes
// of an answer, out goes a finding; nothing is verified.
//
// It may import probes alone of this module.
package pgp

// ProtonMail/go-crypto is the maintained successor of the frozen
// golang.org/x/crypto/openpgp, and sigstore's tree holds no other OpenPGP.
