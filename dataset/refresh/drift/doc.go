// SPDX-License-Identifier: Apache-2.0

// Package drift finds the commit with which a repository lost a passage that the last
// release had seen: it searches what the default branch went through since the commit
// that the release read.
//
// A refresh and clones come in, a Drift for each lost piece of evidence comes out. It
// imports refresh, table, probes and repo.
package drift
