// SPDX-License-Identifier: Apache-2.0

// Package faulttest is a loopback server whose answers go wrong in the ways that the
// network has shown, for the tests of everything that looks at it.
//
// In come a handler and a seeded choice of faults; out goes a server. It may import
// nothing of this module but transport, and tests alone import it.
package faulttest
