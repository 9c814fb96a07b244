// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"regexp"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// writeContainer handles a ":::" marker: the marker goes, its title stays.
func (p *preparer) writeContainer(line, body []byte) {
	p.out = append(p.out, line[:len(line)-len(body)]...)
	if m := docfxImage.FindSubmatch(body); m != nil {
		p.out = append(p.out, m[1]...)
		return
	}
	rest := bytes.TrimSpace(bytes.TrimLeft(body, ":"))
	word := 0
	for word < len(rest) && (scan.IsWord(rest[word]) || rest[word] == '-' || rest[word] == '{' || rest[word] == '}') {
		word++
	}
	title := bytes.TrimSpace(rest[word:])
	if bytes.ContainsAny(title, "=:{") {
		return // attributes
	}
	p.out = append(p.out, bytes.Trim(title, "[]")...)
}

// admonitionTitle reads `!!! note "Title"`, `??? tip` and `=== "Tab"`.
func admonitionTitle(body []byte) (title []byte, ok bool) {
	if !admonition.Match(body) {
		return nil, false
	}
	_, title, _ = bytes.Cut(body, []byte{'"'})
	return title[:max(0, bytes.LastIndexByte(title, '"'))], true
}

// docfxMarker tells whether a line, less its "> ", is only a marker such as
// [!NOTE] or an inclusion.
func docfxMarker(body []byte) bool {
	return len(body) > 3 && body[1] == '!' && docfxAlert.Match(body)
}

// moduleLine tells whether a line at the margin begins an import or export.
func moduleLine(body []byte) bool {
	return mdxModule.Match(body) && bytes.ContainsAny(body, `"'={(`)
}

var (
	docfxAlert   = regexp.MustCompile(`(?i)^\[!(?:note|tip|important|warning|caution|div|video|include|code|notice)\b[^\]]*(?:\]\([^)]*\))?\]?(?:\([^)]*\))?\]?\s*$`)
	docfxImage   = regexp.MustCompile(`:::image\b[^>]*?alt-text="([^"]*)"[^>]*?(?::::|$)`)
	liquidRaw    = regexp.MustCompile(`\{%-?\s*(?:end)?raw\s*-?%\}`)
	admonition   = regexp.MustCompile(`^(?:!!! |\?\?\?\+? |=== ")`)
	mdxModule    = regexp.MustCompile(`^(?:import[ {]|export (?:default|const|let|function|async|[{*]))`)
	liquidHilite = regexp.MustCompile(`^\s*\{%-?\s*highlight\s+(\w*)[^%]*%\}\s*$`)
)
