// SPDX-License-Identifier: Apache-2.0

// Package githubrepo reads repositories, issues and releases through GitHub's
// API. Names and dates come in, repo.Repo, issues and releases go out; pace,
// cache, proxies and the token are the business of the client's transport.
//
// It imports repo, probes, the readers of documents, and transport.
package githubrepo
