// SPDX-License-Identifier: Apache-2.0

// Package releases embeds the built-in releases (observations, timeline, adoption,
// cohorts), the baseline of 2022, and their terms.
//
// Nothing comes in; out goes a file system of Parquet files. It may import nothing of
// this module.
package releases
