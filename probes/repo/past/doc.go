// SPDX-License-Identifier: Apache-2.0

// Package past answers probes for every day of a repository's history at once, each
// distinct content read once. A Line goes in and a Story comes out: for each probe
// the days on which its answer turned, and the commits that did it. The answer at
// the end of any day is the one that package repo gives at the commit of that day.
//
// It imports probes, their documents and repo, and nothing that runs git.
package past
