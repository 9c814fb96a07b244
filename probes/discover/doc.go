// SPDX-License-Identifier: Apache-2.0

// Package discover proposes to a curator where a feature's evidence may stand. In:
// the documentation of an ecosystem, read live or from clones; a feature; and what
// the rules of other ecosystems tell of how documentation speaks of it. Out:
// passages in order of likelihood. It decides nothing and keeps nothing. It may
// import probes, catalog, page, website, repo and ecosystems.
package discover
