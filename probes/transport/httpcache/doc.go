// SPDX-License-Identifier: Apache-2.0

// Package httpcache says what RFC 9111 has a private cache do: which answers may be
// stored, how old and how long fresh they are, what they vary on, with which
// conditions to ask again, and what a 304 renews. In come headers and times, out
// go decisions: it stores nothing and asks nobody, and imports nothing of ours.
//
// There is no heuristic freshness: what is malformed, contradicts itself or leaves
// its age open is stale, since asking once more does no harm and serving an old
// answer as news does.
package httpcache
