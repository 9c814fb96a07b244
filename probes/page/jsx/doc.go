// SPDX-License-Identifier: Apache-2.0

// Package jsx takes the JavaScript out of an MDX file: tags of components,
// expressions, comments, elements that are not shown, and the indent that lines
// have for them. In: the bytes of a file. Out: Markdown with the same lines. It
// may import scan.
package jsx
