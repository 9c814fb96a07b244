// SPDX-License-Identifier: Apache-2.0

// Package completion is what a shell offers while a person types: the ids of features,
// ecosystems, tables and waves, each with its title.
//
// In comes a command, out goes the same command with its flags completed. It may import
// ecosystems, catalog and table.
package completion
