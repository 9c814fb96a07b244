// SPDX-License-Identifier: Apache-2.0

// Package feed makes the files of the site for machines: the API, Atom and JSON
// feeds of changes, the sitemap, badges, and the card that other sites show.
//
// In: a model. Out: files, each made when it is written. Paths and members of the
// API are only ever added; ids of entries do not change.
//
// It may import site/model and site/messages.
package feed
