// SPDX-License-Identifier: Apache-2.0

// Package repotest makes git repositories for the tests of what reads them.
//
// In come names and contents of files; out goes a repository on disk, or the
// observations of it. It may import probes and repo, and tests alone import it.
package repotest
