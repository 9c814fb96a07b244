// SPDX-License-Identifier: Apache-2.0

// Package datasettest has what tests of dataset's rooms share: the built-in release,
// made waves, and golden files.
//
// In come rows and records; out go datasets and comparisons. It may import dataset, its
// tables, ecosystems, catalog and probes, and tests alone import it.
package datasettest
