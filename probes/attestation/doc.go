// SPDX-License-Identifier: Apache-2.0

// Package attestation verifies what registries publish beside packages: Sigstore
// bundles against an artifact's digest and an expected identity. An attestation that is
// there but does not verify is not evidence, and says why.
//
// In come the bytes of an answer, an artifact's digest and who must have signed; out
// go results. It may import probes alone of this module.
package attestation

// sigstore-go is the Sigstore project's own verifier for this use: a library without a
// signing client or a container stack, which checks certificate chains, transparency
// log proofs, timestamps and subjects offline. It is large (about 20 MB of a binary),
// so no other package may import it. v1.3.0 is the last version for Go 1.26.
