// SPDX-License-Identifier: Apache-2.0

// Package survey2022 reads the working group's survey of 2022: answers become classes
// by a table of the questions' own options, and counts of them stand beside the
// figures that the group published.
//
// In come results.csv and the records of this folder; out go answers, verdicts of wave
// 2022 and a summary. It may import table, releases, ecosystems, catalog, record and
// vocabulary.
package survey2022
