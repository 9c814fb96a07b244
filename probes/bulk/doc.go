// SPDX-License-Identifier: Apache-2.0

// Package bulk reads whole registries from what they publish for that: the
// repository of opam, the database dumps of crates.io and RubyGems, the catalog of
// NuGet and the simple index of PyPI.
//
// In come a clone, a stream or a way to fetch pages, read once from beginning to end, out go packages one
// after the other: what is held in memory does not grow with the descriptions, files
// and downloads in a dump. It imports repo and gitclone.
package bulk
