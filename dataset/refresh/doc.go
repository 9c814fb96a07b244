// SPDX-License-Identifier: Apache-2.0

// Package refresh compares an ecosystem's release with a fresh look: which verdicts,
// evidence and sources differ, and why. What is proposed from that, and how, is for
// others: report writes it, pullrequest opens it.
//
// Rows of two looks and rules come in, a Refresh goes out. It imports table, history,
// judge, derive, ecosystems and catalog.
package refresh
