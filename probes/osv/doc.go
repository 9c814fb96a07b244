// SPDX-License-Identifier: Apache-2.0

// Package osv reads what the OSV database says of an ecosystem: its list of
// ecosystems, a record, or the records for a package. In come the bytes of an
// answer, out goes an outcome.
//
// It may import probes alone.
package osv
