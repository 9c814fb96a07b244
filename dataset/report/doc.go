// SPDX-License-Identifier: Apache-2.0

// Package report writes what people read: the differences of two waves, the quarterly
// update, which registries support a feature, the survey's results and summary, the
// questionnaire, release notes, the data dictionary, and the text of a refresh. All of
// it is Markdown but the results (csv) and the questionnaire (YAML).
//
// Datasets come in, text goes out. It imports table, history, derive, survey2022,
// refresh and catalog.
package report
