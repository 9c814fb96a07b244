// SPDX-License-Identifier: Apache-2.0

// Package journal keeps what a run finds out on disk as it comes, so that a run that
// was killed can be taken up again: a first line that names the run, then one JSON line
// per entry.
//
// In come entries of one kind; out go their lines and offsets. It imports nothing of
// ours.
package journal
