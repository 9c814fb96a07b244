// SPDX-License-Identifier: Apache-2.0

// Package propose is one refresh: each ecosystem of which something differs from the
// release on the base branch of a repository becomes one commit and one pull request,
// updated in place. What differs no more is withdrawn. Say gets a line for each.
//
// In come fresh observations; out go pull requests. It may import dataset, refresh with
// drift and pullrequest, report, table, history, judge, ecosystems and catalog.
package propose
