// SPDX-License-Identifier: Apache-2.0

package site

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"net/url"
	"path"
	"strings"
	"testing"

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
