// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"strings"
)

// frontMatter finds the YAML ("---") or TOML ("+++") front matter of a page:
// how many lines it takes, and the page's title in it with its 1-based line.
// A page without any gives 0 lines.
func frontMatter(lines [][]byte) (count int, title string, titleLine int) {
	if len(lines) == 0 {
		return 0, "", 0
	}
	fence := strings.TrimRight(string(lines[0]), " \t")
	if fence != "---" && fence != "+++" {
		return 0, "", 0
	}
	for i := 1; i < len(lines); i++ {
		line := strings.TrimRight(string(lines[i]), " \t")
		if line == fence || fence == "---" && line == "..." {
			return i + 1, title, titleLine
		}
		if titleLine == 0 {
			if value, ok := titleValue(line, fence == "+++"); ok {
				title, titleLine = unquote(foldTitle(value, lines[i+1:])), i+1
			}
		}
	}
	return 0, "", 0 // never closed: a thematic break
}

// titleValue is what stands after "title:" or "title =".
func titleValue(line string, toml bool) (string, bool) {
	rest, ok := strings.CutPrefix(line, "title")
	if !ok {
		return "", false
	}
	rest = strings.TrimLeft(rest, " \t")
	sign := ":"
	if toml {
		sign = "="
	}
	rest, ok = strings.CutPrefix(rest, sign)
	return strings.TrimSpace(rest), ok
}

// foldTitle joins a YAML value that goes on over indented lines.
func foldTitle(value string, next [][]byte) string {
	if value == ">" || value == ">-" || value == "|" || value == "|-" {
		value = ""
	}
	for _, line := range next[:min(len(next), 16)] { // no title is longer
		if len(line) == 0 || line[0] != ' ' || blank(line) {
			break
		}
		value += " " + string(bytes.TrimSpace(line))
	}
	return value
}

func unquote(s string) string {
	s = collapse(s)
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		quote := s[:1]
		s = s[1 : n-1]
		if quote == "'" {
			return collapse(strings.ReplaceAll(s, "''", "'"))
		}
		return collapse(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s))
	}
	s, _, _ = strings.Cut(s, " #")
	return s
}
