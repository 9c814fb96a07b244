// SPDX-License-Identifier: Apache-2.0

// Package dataset composes: Build makes every table from observations and rules, Write
// lays them out as files with their metadata, Open reads them back.
//
// In come observations, ecosystems and the catalog; out goes a table.Dataset, or a
// folder of files. What is computed is computed in the rooms below, which it may import,
// with ecosystems and catalog.
package dataset
