// SPDX-License-Identifier: Apache-2.0

// Package model is the dataset as the pages and feeds need it: cleaned, in the
// order of display, and tied together.
//
// In: the tables, the catalog, the texts, and what persons wrote down of
// corrections and retired ids. Out: a Model of registries, journeys, features,
// cells with their evidence, changes and counts, with the paths at which the site
// shows them. It holds no HTML.
//
// It may import dataset, ecosystems, probes, probes/catalog and site/messages.
package model
