// SPDX-License-Identifier: Apache-2.0

// Package derive makes the tables that follow from verdicts: maturity, conformance,
// changes since another wave, coverage, responses and agreement. Its functions are
// pure: rows come in, sorted rows go out.
//
// It imports table, history, survey2022, ecosystems, catalog and probes.
package derive
