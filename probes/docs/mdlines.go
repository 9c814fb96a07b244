// SPDX-License-Identifier: Apache-2.0

package docs

import "bytes"

// lineMap gives the source line of each line of a text that has fewer lines.
type lineMap []int32

// squeezeBlanks leaves one blank line of each run. More mean nothing in
// Markdown, but goldmark visits, and remembers, every open block on every blank
// line: a deep list before a million of them would take gigabytes. A line that
// is not blank pays for the blocks it keeps open with its own indent.
func squeezeBlanks(src []byte) ([]byte, lineMap) {
	out := make([]byte, 0, len(src))
	lines := make(lineMap, 1, bytes.Count(src, []byte{'\n'})+2)
	wasBlank := false
	for i, n := 0, int32(1); i < len(src); n++ {
		line, next := lineAt(src, i)
		isBlank := blank(line)
		if !isBlank || !wasBlank {
			out = append(out, src[i:next]...)
			lines = append(lines, n)
		}
		wasBlank = isBlank
		i = next
	}
	return out, lines
}

// restore gives blocks the lines of the source.
func (m lineMap) restore(blocks []Block) {
	for i := range blocks {
		blocks[i].Start = int(m[min(blocks[i].Start, len(m)-1)])
		blocks[i].End = int(m[min(blocks[i].End, len(m)-1)])
	}
}
