// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Whoever cannot see or point gets past every table, and into every frame that scrolls.
func TestSkipAndScroll(t *testing.T) {
	dir := releaseSite(t)
	for _, name := range htmlFiles(t, dir) {
		page := parseHTML(t, dir, name)
		for _, frame := range page.all("section", "frame") {
			if frame.attr("tabindex") != "0" || frame.attr("aria-label") == "" {
				t.Errorf("%s: a frame cannot be reached, or has no name", name)
			}
		}
		for _, pre := range page.all("pre", "") {
			if pre.attr("tabindex") != "0" {
				t.Errorf("%s: a block of code cannot be reached", name)
			}
		}
		if !strings.HasPrefix(name, "v/") {
			first := page.all("body", "")[0].all("a", "")[0]
			if !first.has("skip") || first.attr("href") != "#main" {
				t.Errorf("%s does not begin with a link to its content", name)
			}
		}
	}
	page := parseHTML(t, dir, "compare/index.html")
	sections := page.all("section", "journey")
	for i, s := range sections {
		want := "#end"
		if i+1 < len(sections) {
			want = "#" + sections[i+1].attr("id")
		}
		if skip := s.all("a", "skip"); len(skip) != 1 || skip[0].attr("href") != want {
			t.Errorf("nothing leads past %s", s.attr("id"))
		}
	}
}

// Text, BibTeX, CITATION.cff, the page's own citation and the description for
// machines name one title, version, day, licence and address.
func TestCiteBox(t *testing.T) {
	for _, o := range []Options{{BaseURL: "https://example.org/x"}, {BaseURL: "https://example.org/x/", Version: "2026.11"}} {
		dir := build(t, release(t), o)
		d := published(t, dir)
		page := parseHTML(t, dir, "data/index.html")
		cite, _ := page.id("cite")
		text, bibtex := cite.all("p", "cite")[0].text(), cite.all("pre", "")[0].text()
		cff := read(t, dir, "data/CITATION.cff")
		field := func(name string) string {
			m := regexp.MustCompile(`(?m)^` + name + `: "(.*)"$`).FindStringSubmatch(cff)
			if m == nil {
				t.Fatalf("CITATION.cff has no %s: %s", name, cff)
			}
			return m[1]
		}
		metas := make(map[string]string)
		for _, m := range page.all("meta", "") {
			metas[m.attr("name")] = m.attr("content")
		}
		var ld map[string]any
		for _, s := range page.all("script", "") {
			if s.attr("type") == "application/ld+json" {
				if err := json.Unmarshal([]byte(s.text()), &ld); err != nil {
					t.Fatal(err)
				}
			}
		}
		version := o.Version
		if version == "" {
			version = observedDay(d)
		}
		for where, got := range map[string]string{"CITATION.cff": field("version"), "citation_version": metas["citation_version"], "JSON-LD": fmt.Sprint(ld["version"])} {
			if got != version {
				t.Errorf("%s: version %q, want %q", where, got, version)
			}
		}
		for where, got := range map[string]string{"CITATION.cff": field("date-released"), "citation_publication_date": metas["citation_publication_date"], "JSON-LD": fmt.Sprint(ld["dateModified"])} {
			if got != observedDay(d) {
				t.Errorf("%s: day %q, want %q", where, got, observedDay(d))
			}
		}
		for where, got := range map[string]string{"citation_title": metas["citation_title"], "JSON-LD": fmt.Sprint(ld["name"])} {
			if got != field("title") {
				t.Errorf("%s: title %q, want %q", where, got, field("title"))
			}
		}
		if ld["license"] != field("license-url") || page.all("a", "")[0].attr("href") == "" {
			t.Errorf("JSON-LD: licence %v", ld["license"])
		}
		address := "https://example.org/x/v/" + version + "/"
		for _, box := range []string{text, bibtex} {
			for _, want := range []string{field("title"), version, address, model.Publisher} {
				if !strings.Contains(box, want) {
					t.Errorf("the cite box lacks %s: %s", want, box)
				}
			}
		}
		if _, err := filepath.Abs(filepath.Join(dir, "v", version)); err != nil || read(t, dir, "v/"+version+"/index.html") == "" {
			t.Errorf("the cited version is not there")
		}
	}
}
