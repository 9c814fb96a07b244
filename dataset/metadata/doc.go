// SPDX-License-Identifier: Apache-2.0

// Package metadata describes the files of a dataset for machines and people who cite:
// Frictionless Data Package, Croissant, CITATION.cff and SHA256SUMS.
//
// Files with their tables come in, the same files with those that describe them go
// out; it writes and checks them too. It imports table and the wave of survey2022.
package metadata
