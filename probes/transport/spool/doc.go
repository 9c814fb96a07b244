// SPDX-License-Identifier: Apache-2.0

// Package spool holds the bodies of answers: small ones in memory, large ones in
// temporary files without a name. In comes what is read, out comes a Content that
// several may read and one closes. It knows no network and imports nothing of ours.
package spool
