// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// frontMatter is what a page declares before its text.
type frontMatter struct {
	lines       int // how many it takes; 0 without any
	title       string
	titleLine   int
	draft       string // why the page is not published, else ""
	from, until time.Time
	dated       bool // from is a date of publication rather than the page's date
}

// apply puts it on the page that it stands before.
func (f *frontMatter) apply(d *Document) {
	d.Draft, d.From, d.Until = f.draft, f.from, f.until
	if f.title != "" && !(len(d.Blocks) > 0 && d.Blocks[0].Level == 1 && d.Blocks[0].Text == f.title) {
		head := Block{Kind: Heading, Level: 1, Text: f.title, Start: f.titleLine, End: f.titleLine}
		d.Blocks = append([]Block{head}, d.Blocks...)
	}
}

// readFrontMatter reads YAML between "---", TOML between "+++" or JSON, alone or
// between ";;;".
func readFrontMatter(src []byte) frontMatter {
	first, next := lineAt(src, 0)
	switch fence := string(bytes.TrimRight(first, " \t\r")); fence {
	case "---", "+++":
		return fencedMatter(src, next, fence)
	case ";;;":
		f := jsonMatter(src, next)
		if end, _ := lineAt(src, min(len(src), offsetOfLine(src, f.lines))); f.lines > 0 && string(bytes.TrimSpace(end)) == ";;;" {
			f.lines++
			return f
		}
	case "{":
		return jsonMatter(src, 0)
	}
	return frontMatter{}
}

// fencedMatter reads the lines from next on up to the closing fence. Without one
// the first line was a thematic break.
func fencedMatter(src []byte, next int, fence string) (f frontMatter) {
	sign, table, keys, texts := ":", false, 0, 0
	if fence == "+++" {
		sign = "="
	}
	for n := 2; next < len(src); n++ {
		var raw []byte
		raw, next = lineAt(src, next)
		line := strings.TrimRight(string(raw), " \t\r")
		if line == fence || fence == "---" && line == "..." {
			if keys == 0 && texts > 0 {
				return frontMatter{} // text between two rules
			}
			f.lines = n
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
		if key == "title" && f.titleLine == 0 {
			f.title, f.titleLine = unquote(foldTitle(strings.TrimSpace(value), src[next:])), n
			continue
		}
		f.set(key, unquote(value))
	}
	return frontMatter{}
}

// jsonMatter reads the object that begins at offset from.
func jsonMatter(src []byte, from int) (f frontMatter) {
	decoder := json.NewDecoder(bytes.NewReader(src[from:]))
	var all map[string]any
	if decoder.Decode(&all) != nil {
		return f
	}
	end := from + int(decoder.InputOffset())
	if line, _ := lineAt(src, end); !blank(line) {
		return f // text in braces
	}
	f.lines = 1 + bytes.Count(src[:end], []byte{'\n'})
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if value := fmt.Sprint(all[key]); key == "title" {
			f.title, f.titleLine = Collapse(value), 1
		} else {
			f.set(key, value)
		}
	}
	return f
}

// offsetOfLine is where the line after the first n begins.
func offsetOfLine(src []byte, n int) (off int) {
	for ; n > 0 && off < len(src); n-- {
		_, off = lineAt(src, off)
	}
	return off
}

// set takes note of a key that says whether the page is published. Their names
// and meanings are those of Hugo, Jekyll, Docusaurus, Astro and VitePress.
func (f *frontMatter) set(key, value string) {
	value = strings.ToLower(strings.TrimSpace(value))
	yes := slices.Contains([]string{"true", "yes", "on", "1"}, value)
	no := slices.Contains([]string{"false", "no", "off", "0"}, value)
	switch key = strings.ToLower(strings.TrimPrefix(key, "page-")); key {
	case "draft", "unpublished":
		if yes {
			f.draft = key + ": " + value
		}
	case "published", "publish", "publishdate", "pubdate", "date":
		if no && key != "date" {
			f.draft = key + ": " + value
		}
		if day, ok := parseDay(value); ok && (key != "date" || !f.dated) {
			f.from, f.dated = day, key != "date"
		}
	case "expirydate", "unpublishdate", "expires":
		if day, ok := parseDay(value); ok {
			f.until = day
		}
	}
}

func parseDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02t15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if day, err := time.Parse(layout, strings.ToUpper(s)); err == nil {
			return day, true
		}
		if day, err := time.Parse(layout, s); err == nil {
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
		line, off = lineAt(rest, off)
		if len(line) == 0 || line[0] != ' ' || blank(line) {
			break
		}
		value += " " + string(bytes.TrimSpace(line))
	}
	return value
}

func unquote(s string) string {
	s = Collapse(s)
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		quote := s[:1]
		s = s[1 : n-1]
		if quote == "'" {
			return Collapse(strings.ReplaceAll(s, "''", "'"))
		}
		return Collapse(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s))
	}
	s, _, _ = strings.Cut(s, " #")
	return s
}

// Withheld says why a page is not published on a day, or "". A page that is not
// is no page: nothing of it is said.
func Withheld(d *Document, day time.Time) string {
	switch {
	case d.Draft != "":
		return "the page is not published (" + d.Draft + ")"
	case !d.From.IsZero() && d.From.After(day):
		return "the page is not published before " + d.From.Format(time.DateOnly)
	case !d.Until.IsZero() && !d.Until.After(day):
		return "the page is not published since " + d.Until.Format(time.DateOnly)
	}
	return ""
}
