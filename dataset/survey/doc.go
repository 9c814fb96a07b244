// SPDX-License-Identifier: Apache-2.0

// Package survey is one run: Options go in; Look gives the observations, read from
// the built-in release, from clones or live; Run judges them, derives every other
// table, and hands the dataset to whoever writes it. Beside that are the smaller
// looks that a person asks for: which sources answer (Hosts, Reach), whether evidence still
// matches on clones (Mismatches), and what to read for a new rule (Documentation).
//
// It may import dataset and what that composes, ecosystems, catalog, probes and
// the ways of looking. It prints nothing: commands do, from what it returns.
package survey
