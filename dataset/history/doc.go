// SPDX-License-Identifier: Apache-2.0

// Package history follows observations over time: what an earlier look saw and the
// last one missed is carried along, since when something has matched, when it was
// first missed, and how long a verdict may rest on what is no longer seen.
//
// Rows of two looks come in, merged rows go out. It imports table and probes.
package history
