// SPDX-License-Identifier: Apache-2.0

// Package release writes a release and verifies one. Write makes the folder that is
// published: every table as Parquet, CSV and JSON, their metadata and texts.
// Verify makes all of it again from the observations in such a folder, and lists
// what differs.
//
// It may import dataset and what that composes, report, releases, ecosystems and
// catalog.
package release
