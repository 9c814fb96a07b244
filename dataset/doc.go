// SPDX-License-Identifier: Apache-2.0

// Package dataset builds a dataset from observations and rules, writes it with its
// metadata, and opens one that was written.
package dataset
