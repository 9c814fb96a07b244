// SPDX-License-Identifier: Apache-2.0

// Package judge turns observations into verdicts by the rules of the ecosystems:
// the first rule that holds decides, what could not be read decides nothing, and a
// verdict whose evidence went missing is kept for a while, as stale.
//
// Observations and rules come in, rows of verdicts go out. It imports table, history,
// ecosystems, catalog and probes.
package judge
