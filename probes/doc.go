// SPDX-License-Identifier: Apache-2.0

// Package probes holds what every way of looking shares: the question (Probe),
// the answer (Observation), the patterns that compare the two, and the runner
// that hands each question to the way of looking that can answer it.
//
// In come probes and the ways of looking; out go observations, sorted. It may import
// vocabulary and journal, and nothing else of this module: everything that looks imports it.
package probes
