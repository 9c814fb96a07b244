// SPDX-License-Identifier: Apache-2.0

// Package timeline turns what the past of repositories answers into the verdicts of
// every day: a span for each verdict, with the commit that began it, and counts by
// month. A feature is judged on the days on which something changed, by the same
// code as a survey as of that day.
//
// Ecosystems and stories of repositories come in, rows go out. It imports table,
// judge, ecosystems, catalog, probes, repo and its package past.
package timeline
