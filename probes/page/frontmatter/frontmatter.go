// SPDX-License-Identifier: Apache-2.0

package frontmatter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// Matter is what a page declares before its text.
type Matter struct {
	Lines       int // how many it takes; 0 without any
	Title       string
	TitleLine   int
	Draft       string    // why the page is not published, such as "draft: true", else ""
	From, Until time.Time // when it is published; zero without a limit

	dated bool // From is a date of publication rather than the page's date
}

// Read reads YAML between "---", TOML between "+++" or JSON, alone or
// between ";;;".
func Read(src []byte) Matter {
	first, next := scan.LineAt(src, 0)
	switch fence := string(bytes.TrimRight(first, " \t\r")); fence {
	case "---", "+++":
		return fencedMatter(src, next, fence)
	case ";;;":
		f := jsonMatter(src, next)
		if end, _ := scan.LineAt(src, min(len(src), OffsetOfLine(src, f.Lines))); f.Lines > 0 && string(bytes.TrimSpace(end)) == ";;;" {
			f.Lines++
			return f
		}
	case "{":
		return jsonMatter(src, 0)
	}
	return Matter{}
}

// fencedMatter reads the lines from next on up to the closing fence. Without one
// the first line was a thematic break.
func fencedMatter(src []byte, next int, fence string) (f Matter) {
	sign, table, keys, texts := ":", false, 0, 0
	if fence == "+++" {
		sign = "="
	}
	for n := 2; next < len(src); n++ {
		var raw []byte
		raw, next = scan.LineAt(src, next)
		line := strings.TrimRight(string(raw), " \t\r")
		if line == fence || fence == "---" && line == "..." {
			if keys == 0 && texts > 0 {
				return Matter{} // text between two rules
			}
			f.Lines = n
			return f
		}
		if line != "" {
			texts++
		}
		table = table || sign == "=" && strings.HasPrefix(line, "[")
		key, value, ok := strings.Cut(line, sign)
		if !ok || table || key == "" || key[0] == ' ' || key[0] == '\t' || key[0] == '#' {
			continue
		}
		keys++
		key = strings.Trim(strings.TrimSpace(key), `"'`)
		if key == "title" && f.TitleLine == 0 {
			f.Title, f.TitleLine = unquote(foldTitle(strings.TrimSpace(value), src[next:])), n
			continue
		}
		f.Set(key, unquote(value))
	}
	return Matter{}
}

// jsonMatter reads the object that begins at offset from.
func jsonMatter(src []byte, from int) (f Matter) {
	decoder := json.NewDecoder(bytes.NewReader(src[from:]))
	var all map[string]any
	if decoder.Decode(&all) != nil {
		return f
	}
	end := from + int(decoder.InputOffset())
	if line, _ := scan.LineAt(src, end); !scan.IsBlank(line) {
		return f // text in braces
	}
	f.Lines = 1 + bytes.Count(src[:end], []byte{'\n'})
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if value := fmt.Sprint(all[key]); key == "title" {
			f.Title, f.TitleLine = scan.Collapse(value), 1
		} else {
			f.Set(key, value)
		}
	}
	return f
}

// OffsetOfLine is where the line after the first n begins.
func OffsetOfLine(src []byte, n int) (off int) {
	for ; n > 0 && off < len(src); n-- {
		_, off = scan.LineAt(src, off)
	}
	return off
}

// Set takes note of a key that says whether the page is published. Their names
// and meanings are those of Hugo, Jekyll, Zola, Eleventy, Docusaurus and Astro.
func (f *Matter) Set(key, value string) {
	value = strings.ToLower(strings.TrimSpace(value))
	yes := slices.Contains([]string{"true", "yes", "on", "1"}, value)
	no := slices.Contains([]string{"false", "no", "off", "0"}, value)
	switch key = strings.ToLower(strings.TrimPrefix(key, "page-")); key {
	case "draft", "isdraft", "unpublished":
		if yes {
			f.Draft = key + ": " + value
		}
	case "render", "permalink": // Zola; Eleventy
		if value == "false" {
			f.Draft = key + ": " + value
		}
	case "published", "publish", "publishdate", "pubdate", "date":
		if no && key != "date" {
			f.Draft = key + ": " + value
		}
		if day, ok := parseDay(value); ok && (key != "date" || !f.dated) {
			f.From, f.dated = day, key != "date"
		}
	case "expirydate", "unpublishdate", "expires":
		if day, ok := parseDay(value); ok {
			f.Until = day
		}
	}
}

func parseDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if day, err := time.Parse(layout, strings.ToUpper(s)); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

// foldTitle joins a YAML value that goes on over indented lines.
func foldTitle(value string, rest []byte) string {
	if value == ">" || value == ">-" || value == "|" || value == "|-" {
		value = ""
	}
	for off := 0; off < min(len(rest), 4096); { // no title is longer
		var line []byte
		line, off = scan.LineAt(rest, off)
		if len(line) == 0 || line[0] != ' ' || scan.IsBlank(line) {
			break
		}
		value += " " + string(bytes.TrimSpace(line))
	}
	return value
}

func unquote(s string) string {
	s = scan.Collapse(s)
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		quote := s[:1]
		s = s[1 : n-1]
		if quote == "'" {
			return scan.Collapse(strings.ReplaceAll(s, "''", "'"))
		}
		return scan.Collapse(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s))
	}
	s, _, _ = strings.Cut(s, " #")
	return s
}
