// SPDX-License-Identifier: Apache-2.0

package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/site/model"
)

// A frozen version needs nothing outside of its folder, and an edit is refused.
func TestFrozenVersions(t *testing.T) {
	d := many(2)
	old := t.TempDir()
	past := build(t, d, Options{})
	if err := os.CopyFS(filepath.Join(old, "2025-01-02"), os.DirFS(filepath.Join(past, "v", "undated"))); err != nil {
		t.Fatal(err)
	}
	now := build(t, d, Options{Versions: old})
	if got := read(t, now, "v/versions.txt"); got != "2025-01-02\nundated\n" {
		t.Errorf("versions are listed as %q", got)
	}
	for _, version := range []string{"2025-01-02", "undated"} {
		if err := CheckVersion(filepath.Join(now, "v", version)); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"index.html", "reg00.html"} {
		newest := 0
		for _, e := range parseHTML(t, now, "v/2025-01-02/"+name).all("", "") {
			switch href := e.attr("href"); {
			case href == "../../index.html":
				newest++
			case strings.HasPrefix(href, "..") || e.attr("src") != "":
				t.Errorf("%s needs %s", name, href+e.attr("src"))
			}
		}
		if newest != 1 {
			t.Errorf("%s links %d times to the newest version", name, newest)
		}
		page := read(t, now, "v/2025-01-02/"+name)
		for _, says := range []string{`<meta name="robots" content="noindex">`, "one version of “", model.Publisher, `rel="license"`, "icon.svg"} {
			if !strings.Contains(page, says) {
				t.Errorf("%s does not say %s", name, says)
			}
		}
	}
	checkFrozen(t, now)
	edited := filepath.Join(old, "2025-01-02", "reg00.html")
	if err := os.WriteFile(edited, []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Build(d, t.TempDir(), Options{Versions: old}); err == nil || !strings.Contains(err.Error(), "versions never change") {
		t.Errorf("an edited version gives %v", err)
	}
}

// A version that was published before stays as it was, and may not be published
// with other tables.
func TestFrozenOnce(t *testing.T) {
	old := t.TempDir()
	past := build(t, many(2), Options{})
	if err := os.CopyFS(filepath.Join(old, "undated"), os.DirFS(filepath.Join(past, "v", "undated"))); err != nil {
		t.Fatal(err)
	}
	same := build(t, many(2), Options{Versions: old, Commit: "a later program"})
	if got := read(t, same, "v/undated/index.html"); got != read(t, past, "v/undated/index.html") {
		t.Error("a version that was published changed with the program")
	}
	if err := CheckVersion(filepath.Join(same, "v", "undated")); err != nil {
		t.Error(err)
	}
	// Other tables of the same day get a name of their own, and keep it.
	other := build(t, many(3), Options{Versions: old})
	for _, dir := range []string{other, build(t, many(3), Options{Versions: filepath.Join(other, "v"), Commit: "a later program"})} {
		if got := read(t, dir, "v/versions.txt"); got != "undated\nundated.2\n" {
			t.Errorf("versions are listed as %q", got)
		}
		if !strings.Contains(read(t, dir, "index.html"), `href="v/undated.2/index.html"`) || read(t, dir, "v/undated/index.html") != read(t, past, "v/undated/index.html") {
			t.Error("the first version of the day is not what it was")
		}
	}
	given := build(t, many(2), Options{Version: "v1"})
	if err := Build(many(3), t.TempDir(), Options{Version: "v1", Versions: filepath.Join(given, "v")}); err == nil || !strings.Contains(err.Error(), "published before") {
		t.Errorf("got %v", err)
	}
}

// checkFrozen looks whether each page of a version says what it is, leads to the newest
// and keeps search engines away.
func checkFrozen(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"index.html", "reg00.html", "reg01.html"} {
		page := parseHTML(t, dir, "v/undated/"+name)
		text := page.text()
		for _, want := range []string{"Package Manager Security Landscape", "OpenSSF Securing Software Repositories Working Group", "CDLA-Permissive-2.0", "ersion none"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %.300s", name, want, text)
			}
		}
		noindex, newest := false, false
		for _, e := range page.all("", "") {
			noindex = noindex || e.attr("name") == "robots" && e.attr("content") == "noindex"
			newest = newest || e.attr("href") == "../../index.html"
		}
		if !noindex || !newest {
			t.Errorf("%s: noindex %v, a link to the newest version %v", name, noindex, newest)
		}
	}
}
