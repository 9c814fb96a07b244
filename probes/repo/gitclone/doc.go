// SPDX-License-Identifier: Apache-2.0

// Package gitclone reads local clones of git repositories, and makes and renews
// them. Git reads the objects of a clone through a directory of ours, within
// limits of time and memory: nothing that a clone names, a setting, hook, filter
// or program, has a part in it. Names and dates come in, repo.Repo goes out.
//
// It imports repo and probes.
package gitclone
