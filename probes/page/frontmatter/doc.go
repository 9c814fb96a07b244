// SPDX-License-Identifier: Apache-2.0

// Package frontmatter reads what a page declares before its text: YAML, TOML or JSON,
// of which only the title and what says whether the page is published is kept.
//
// In come bytes; out goes Matter. It may import scan.
package frontmatter
