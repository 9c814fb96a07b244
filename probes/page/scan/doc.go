// SPDX-License-Identifier: Apache-2.0

// Package scan looks at the bytes of a page: its lines and their indents, kinds
// of characters, the ends of code spans, tags, braces and fences, the markers of
// lists; and the budget for looks that are in vain.
//
// In come lines; out go what they are. It may import nothing of this module.
package scan
