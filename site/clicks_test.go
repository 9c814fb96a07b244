// SPDX-License-Identifier: Apache-2.0

package site

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table"

	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// clicks walks the links of the built pages from the front page, and gives the
// number of clicks that each page takes.
func clicks(t *testing.T, dir string, most int) map[string]int {
	t.Helper()
	away := map[string]int{"index.html": 0}
	queue := []string{"index.html"}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if away[name] == most {
			continue
		}
		for _, a := range parseHTML(t, dir, name).all("a", "") {
			u, err := url.Parse(a.attr("href"))
			if err != nil || u.Scheme != "" || path.Ext(u.Path) != ".html" {
				continue
			}
			to := path.Join(path.Dir(name), u.Path)
			if _, known := away[to]; !known {
				away[to] = away[name] + 1
				queue = append(queue, to)
			}
		}
	}
	return away
}

// A newcomer finds which registries support trusted publishing, since when, and
// the line of source that shows it: one click on a question of the front page
// shows the answers, a second opens the source. Any other feature takes one
// click more.
func TestThreeClicks(t *testing.T) {
	const asked = "authentication.trusted-publishing"
	dir := releaseSite(t)
	d := published(t, dir)
	front := parseHTML(t, dir, "index.html")
	found := false
	for _, a := range front.all("main", "")[0].all("a", "") {
		if a.attr("href") == "features/"+asked+"/index.html" && strings.Contains(strings.ToLower(a.text()), "trusted publishing") {
			found = true
		}
	}
	if !found {
		t.Error("the front page does not ask about trusted publishing")
	}
	away := clicks(t, dir, 2)
	for _, f := range d.Features {
		if n, ok := away["features/"+f.Feature+"/index.html"]; !ok || n > 2 {
			t.Errorf("%s takes more than two clicks", f.Feature)
		}
	}
	page := parseHTML(t, dir, "features/"+asked+"/index.html")
	w, _ := messages.Load("en")
	glance := page.all("table", "glance")[0].all("tbody", "")[0].all("tr", "")
	supported := 0
	for i, row := range glance {
		registry := strings.TrimPrefix(row.all("a", "")[0].attr("href"), "#")
		for _, v := range d.Verdicts {
			if v.Feature != asked || v.Ecosystem != registry {
				continue
			}
			if got := texts(page.all("table", "glance")[0])[i]; got[0] != model.VerdictWord(w, v.Verdict) && !strings.HasPrefix(got[0], model.VerdictWord(w, v.Verdict)+" ") || !strings.Contains(got[2], v.Since) {
				t.Errorf("%s: the page says %q, want %s since %s", registry, got, v.Verdict, v.Since)
			}
			if v.Verdict != "supported" {
				continue
			}
			supported++
			section, _ := page.id(registry)
			if lines := section.all("a", "source"); len(lines) == 0 || !strings.Contains(lines[0].attr("href"), "#L") {
				t.Errorf("%s: no line of source shows it", registry)
			}
		}
	}
	if want := tally(d.Verdicts, func(v table.VerdictRow) bool { return v.Feature == asked })["supported"]; supported != want || want == 0 {
		t.Errorf("%d registries are shown to support it, want %d", supported, want)
	}
}

// What six people come for takes less than three clicks from the front page, and the
// page that they reach says it.
func TestSixTasks(t *testing.T) {
	dir := releaseSite(t)
	away := clicks(t, dir, 2)
	for _, task := range []struct{ name, page, anchor, says string }{
		{"who supports trusted publishing and since when", "features/authentication.trusted-publishing/index.html", "when", "Offered since"},
		{"what PyPI lacks that others have", "registries/pypi/index.html", "gaps", "npm"},
		{"what changed in the last month", "time/index.html", "newest", "2026-"},
		{"how npm looked at the end of 2021", "time/2021/index.html", "authentication.mfa", "Yes"},
		{"the same, npm alone", "time/registries/npm/index.html", "authentication.mfa", "Yes"},
		{"how many of opam's packages have a strong checksum", "adoption/index.html", "dependencies.pinning", "4,107 of 4,108"},
		{"how to correct a verdict", "corrections/index.html", "main", "Contest this"},
	} {
		if n, ok := away[task.page]; !ok {
			t.Errorf("%s: %s takes more than two clicks", task.name, task.page)
		} else {
			t.Logf("%s: %d", task.name, n)
		}
		part, ok := parseHTML(t, dir, task.page).id(task.anchor)
		if ok && part.Data == "h2" {
			part = node{part.Parent}
		}
		if !ok || !strings.Contains(part.text(), task.says) {
			t.Errorf("%s: %s does not say %q", task.name, task.page, task.says)
		}
	}
}

// The explorer asks every question of .github/queries, and has an answer to each.
func TestQuestions(t *testing.T) {
	files, err := filepath.Glob("../.github/queries/*.sql")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d queries: %v", len(files), err)
	}
	asked := make(map[string]bool)
	script := read(t, ".", "page/assets/questions.js")
	for _, a := range parseHTML(t, releaseSite(t), "explorer/index.html").all("a", "") {
		name := a.attr("data-question")
		if asked[name] = true; name != "" && (!strings.Contains(script, "'"+name+"': {") || a.attr("href") != "index.html?question="+name) {
			t.Errorf("%s: questions.js does not answer it, or the link is %s", name, a.attr("href"))
		}
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".sql"); !asked[name] {
			t.Errorf("%s: the explorer does not ask it", name)
		}
	}
	if parts := parseHTML(t, build(t, many(2), Options{}), "explorer/index.html"); strings.Contains(parts.text(), "what the repositories said then") {
		t.Error("the explorer asks about a table that the dataset does not have")
	}
}
