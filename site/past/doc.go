// SPDX-License-Identifier: Apache-2.0

// Package past puts the timeline of a dataset in the order in which pages show it:
// the verdicts of each year end, who came when to a feature, and a registry's spans.
// In come the rows of timeline and timeline_monthly and the site's model; out come
// lists without HTML. It may import the model and the tables.
package past
