// SPDX-License-Identifier: Apache-2.0

// Package terminal is what a person sees: Screen is standard error, with log lines,
// and on a terminal progress bars below them; Stdout is standard output, which
// tells when it is lost; Table lines up columns. Text from elsewhere is cleaned of
// what a terminal or a workflow would obey. Colours are used on a terminal alone,
// and not where NO_COLOR is set.
//
// It imports nothing of ours.
package terminal
