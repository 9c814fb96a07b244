// SPDX-License-Identifier: Apache-2.0

// Package site builds the static comparison site from a dataset.
//
// In: a dataset, and what is known of its publication. Out: a folder of pages,
// feeds, badges, an API, the tables, and the versions that never change. Build
// shows the whole way: tables, model, pages and feeds, version.
//
// It may import dataset, probes, probes/catalog and the packages below it.
package site
