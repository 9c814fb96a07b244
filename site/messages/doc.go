// SPDX-License-Identifier: Apache-2.0

// Package messages holds the texts of the site, one file per language.
//
// In: text/en.txt, with a KEY = TEXT on each line. Out: a text for a key, filled
// in as a format where there are arguments. A translation is one more file.
//
// It may import nothing of ours.
package messages
