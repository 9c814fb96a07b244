// SPDX-License-Identifier: Apache-2.0

// Package repo answers probes from public git repositories: documentation pages
// from the repository that they are built from, files of a source tree, searches
// that find nothing in a whole tree, and commits. In come
// probes, out go observations; each repository is read once, at one commit. How it
// is read is behind Repo, which gitclone and githubrepo implement.
//
// It imports probes and the readers of documents, and nothing that runs git or
// speaks HTTP.
package repo
