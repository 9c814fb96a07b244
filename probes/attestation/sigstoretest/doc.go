// SPDX-License-Identifier: Apache-2.0

// Package sigstoretest is a Sigstore instance of a test's own, with bundles that
// verify against its trusted root, and a TUF repository that gives it out.
//
// In come statements to sign; out go bundles and roots. It may import attestation, and
// tests alone import it.
package sigstoretest
