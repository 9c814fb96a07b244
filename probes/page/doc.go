// SPDX-License-Identifier: Apache-2.0

// Package page reduces a documentation page to plain text with headings, so that a
// pattern matches alike whether the page was read from a live site as HTML or from a
// repository as Markdown, reStructuredText or a template.
//
// In come a path and the bytes of a file, or of a live page; out goes a Document, which
// Match asks the question of a probe. It may import probes, and frontmatter, jsx and
// scan in its own folder.
package page

// Every reader emits the same few kinds of block, each one line of text with its white
// space collapsed, markup and link targets gone. All readers are linear in the size of
// their input and none recurses on it without a bound, for pages are not written by
// friends only.
