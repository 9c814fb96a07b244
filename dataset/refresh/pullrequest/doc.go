// SPDX-License-Identifier: Apache-2.0

// Package pullrequest proposes changed files as pull requests: one branch and one
// pull request each, updated in place. Git does the pushing and the GitHub API the
// rest; no work tree, index or branch of the local repository is touched.
//
// In come a repository, files and a text; out go a branch, a pull request, or an
// issue. It may import nothing of this module.
package pullrequest
