// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// Every cell is in the page with a word, in tables that a reader can walk.
func TestMatrixIsWhole(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	page := parseHTML(t, dir, "compare/index.html")
	w, _ := messages.Load("en")
	for _, v := range d.Verdicts {
		cell, ok := page.id(v.Feature + "." + v.Ecosystem)
		if !ok {
			t.Fatalf("no cell %s %s", v.Feature, v.Ecosystem)
		}
		links := cell.all("a", "")
		if len(links) != 1 || links[0].text() != model.VerdictWord(w, v.Verdict) || !cell.has(model.Class(v.Verdict)) {
			t.Errorf("%s %s: the cell says %q, want %q", v.Feature, v.Ecosystem, cell.text(), model.VerdictWord(w, v.Verdict))
		}
	}
	journeys := make(map[string]bool)
	for _, f := range d.Features {
		journeys[f.Journey] = true
	}
	tables := page.all("table", "")
	if len(tables) != len(journeys) {
		t.Errorf("%d tables, want one for each of %d journeys", len(tables), len(journeys))
	}
	for _, table := range tables {
		checkTable(t, table, len(d.Ecosystems))
	}
}

func checkTable(t *testing.T, table node, columns int) {
	t.Helper()
	if len(table.all("caption", "")) != 1 {
		t.Error("a table has no caption")
	}
	heads, rows := 0, 0
	for _, th := range table.all("th", "") {
		switch th.attr("scope") {
		case "col":
			heads++
		case "row":
			rows++
		}
	}
	if bodies := len(table.all("tbody", "")[0].all("tr", "")); heads != columns || rows != bodies {
		t.Errorf("%d column heads and %d row heads, want %d and %d", heads, rows, columns, bodies)
	}
	for _, cell := range append(table.all("td", ""), table.all("th", "")...) {
		if cell.attr("rowspan") != "" || cell.attr("colspan") != "" {
			t.Error("a cell spans")
		}
	}
}

// A verdict reaches its evidence: address, day and digest. Without evidence it
// says why.
func TestVerdictsReachEvidence(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	seen := make(map[string]table.Observation)
	for _, o := range d.Observations {
		seen[o.Observation] = o
	}
	pages := make(map[string]node)
	for _, v := range d.Verdicts {
		page, ok := pages[v.Feature]
		if !ok {
			page = parseHTML(t, dir, "features/"+v.Feature+"/index.html")
			pages[v.Feature] = page
		}
		section, ok := page.id(v.Ecosystem)
		if !ok {
			t.Fatalf("%s has no section %s", v.Feature, v.Ecosystem)
		}
		checkEvidence(t, section, v, seen)
	}
}

func checkEvidence(t *testing.T, section node, v table.VerdictRow, seen map[string]table.Observation) {
	t.Helper()
	where := v.Feature + " " + v.Ecosystem
	text := section.text()
	switch v.Verdict {
	case table.NotApplicable:
		if !strings.Contains(text, "Trait") && len(section.all("li", "evidence")) == 0 {
			t.Errorf("%s: not-applicable names no trait", where)
		}
		return
	case table.Unknown:
		if strings.TrimSpace(v.Note) == "" || !strings.Contains(text, v.Note) {
			t.Errorf("%s: unknown does not say why", where)
		}
		return
	}
	if len(section.all("li", "evidence")) == 0 {
		t.Errorf("%s is %s without evidence", where, v.Verdict)
	}
	for _, key := range v.Observations {
		o := seen[key]
		block, ok := section.id(v.Ecosystem + "-" + path.Base(key))
		if !ok {
			t.Errorf("%s: evidence %s is not shown", where, key)
			continue
		}
		links := block.all("a", "source")
		if len(links) != 1 || links[0].attr("href") != o.URL {
			t.Errorf("%s: evidence %s does not link %s", where, key, o.URL)
		}
		if o.Digest != nil && !strings.Contains(block.text(), fmt.Sprintf("%x", *o.Digest)) || !strings.Contains(block.text(), model.DayOf(o.RetrievedAt)) {
			t.Errorf("%s: evidence %s lacks digest or day", where, key)
		}
	}
}

// Offers show a date or say that it is unknown; no date is relative.
func TestDates(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	page := parseHTML(t, dir, "compare/index.html")
	for _, v := range d.Verdicts {
		if v.Verdict != "supported" && v.Verdict != "partial" {
			continue
		}
		cell, _ := page.id(v.Feature + "." + v.Ecosystem)
		times := shownDates(cell)
		if v.Since == "" && !strings.Contains(cell.text(), "date unknown") || v.Since != "" && (len(times) != 1 || times[0].text() != v.Since) {
			t.Errorf("%s %s: since %q, shown %q", v.Feature, v.Ecosystem, v.Since, cell.text())
		}
	}
	for _, name := range htmlFiles(t, dir) {
		for _, at := range parseHTML(t, dir, name).all("time", "") {
			if !regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`).MatchString(at.text()) {
				t.Errorf("%s: time %q", name, at.text())
			}
		}
	}
}

// shownDates are the dates of a cell itself: its flags tell other dates.
func shownDates(cell node) []node {
	var list []node
	for _, small := range cell.all("small", "") {
		if small.attr("class") != "flag" {
			list = append(list, small.all("time", "")...)
		}
	}
	return list
}

// Words say the verdict; colours, classes and content: only repeat it.
func TestVerdictsAreWords(t *testing.T) {
	w, err := messages.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	first := make(map[string]string)
	for _, v := range table.Verdicts {
		word := model.VerdictWord(w, v)
		if other := first[firstFour(word)]; other != "" || word == v {
			t.Errorf("%s: the word %q is no word of its own beside %q", v, word, other)
		}
		first[firstFour(word)] = word
	}
	css, err := os.ReadFile("page/assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`content:"([^"]*)"`).FindAllStringSubmatch(string(css), -1) {
		if regexp.MustCompile(`[A-Za-z]`).MatchString(m[1]) {
			t.Errorf("the style sheet says %q", m[1])
		}
	}
	for _, rule := range strings.Split(string(css), "}") {
		selector, body, _ := strings.Cut(rule, "{")
		if regexp.MustCompile(`(^|[\s,>+~])(table|thead|tbody|tr|th|td|caption|\.m|\.plain)$`).MatchString(strings.TrimSpace(selector)) && strings.Contains(body, "display:") {
			t.Errorf("a rule sets display on a table element: %s", selector)
		}
	}
}

// Every page says of which day, version and commit it is, keeps to the policy,
// and its links lead somewhere within the folder.
func TestEveryPage(t *testing.T) {
	d, dir := release(t), releaseSite(t)
	observed := ""
	for _, o := range d.Observations {
		observed = max(observed, model.DayOf(o.RetrievedAt))
	}
	known := make(map[string]map[string]bool)
	pages := make(map[string]node)
	for _, name := range htmlFiles(t, dir) {
		page := parseHTML(t, dir, name)
		pages[name] = page
		known[name] = ids(t, name, page)
		text := page.text()
		if !strings.Contains(text, observed) || !strings.Contains(text, "0123abc") || !strings.Contains(text, "Dataset version") {
			t.Errorf("%s does not say of which day, version and commit it is", name)
		}
		checkPolicy(t, name, page)
	}
	for name, page := range pages {
		checkLinks(t, dir, name, page, known)
	}
}

func ids(t *testing.T, name string, page node) map[string]bool {
	t.Helper()
	found := make(map[string]bool)
	for _, e := range page.all("", "") {
		if id := e.attr("id"); id != "" {
			if found[id] {
				t.Errorf("%s: id %s is there twice", name, id)
			}
			found[id] = true
		}
	}
	return found
}

func checkPolicy(t *testing.T, name string, page node) {
	t.Helper()
	policy := ""
	for _, m := range page.all("meta", "") {
		if strings.EqualFold(m.attr("http-equiv"), "Content-Security-Policy") {
			policy = m.attr("content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", name, policy)
	}
	for _, e := range page.all("", "") {
		if e.Data == "script" && e.attr("src") == "" && e.attr("type") != "application/ld+json" || e.Data == "style" {
			t.Errorf("%s: inline %s", name, e.Data)
		}
		for _, a := range e.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: attribute %s", name, a.Key)
			}
			if a.Key == "src" && strings.Contains(a.Val, ":") {
				t.Errorf("%s loads %s", name, a.Val)
			}
		}
	}
}

func checkLinks(t *testing.T, dir, name string, page node, known map[string]map[string]bool) {
	t.Helper()
	for _, e := range page.all("", "") {
		for _, key := range []string{"href", "src", "action"} {
			link := e.attr(key)
			if link == "" {
				continue
			}
			u, err := url.Parse(link)
			if err != nil || strings.HasPrefix(link, "/") {
				t.Errorf("%s: link %q", name, link)
				continue
			}
			if u.Scheme != "" {
				if u.Scheme != "https" {
					t.Errorf("%s: link %q", name, link)
				}
				continue
			}
			target := name
			if u.Path != "" {
				target = path.Join(path.Dir(name), u.Path)
			}
			if _, err := fs.Stat(os.DirFS(dir), target); err != nil {
				t.Errorf("%s: link %q leads nowhere", name, link)
			} else if u.Fragment != "" && !known[target][u.Fragment] {
				t.Errorf("%s: link %q has no such anchor", name, link)
			}
		}
	}
}

// A publisher such as Jekyll leaves out names that begin with _ or a dot.
func TestNames(t *testing.T) {
	err := fs.WalkDir(os.DirFS(releaseSite(t)), ".", func(name string, _ fs.DirEntry, err error) error {
		if base := path.Base(name); name != "." && (base[0] == '_' || base[0] == '.') {
			t.Errorf("name %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range htmlFiles(t, releaseSite(t)) {
		if strings.HasPrefix(read(t, releaseSite(t), name), "---") {
			t.Errorf("%s has front matter", name)
		}
	}
}

// Each cell can be contested with all that names it.
func TestDispute(t *testing.T) {
	d, dir := release(t), build(t, release(t), Options{BaseURL: "https://example.org/landscape", Version: "v9"})
	w, _ := messages.Load("en")
	for _, f := range d.Features {
		page := parseHTML(t, dir, "features/"+f.Feature+"/index.html")
		for _, e := range d.Ecosystems {
			section, _ := page.id(e.Ecosystem)
			i := slices.IndexFunc(d.Verdicts, func(v table.VerdictRow) bool { return v.Ecosystem == e.Ecosystem && v.Feature == f.Feature })
			found := false
			for _, a := range section.all("a", "") {
				u, _ := url.Parse(a.attr("href"))
				if !strings.HasSuffix(u.Path, "/issues/new") {
					continue
				}
				found = true
				body := u.Query().Get("body")
				for _, want := range []string{f.Feature, e.Ecosystem, model.VerdictWord(w, d.Verdicts[i].Verdict), "v9", "https://example.org/landscape/features/" + f.Feature + "/#" + e.Ecosystem} {
					if !strings.Contains(body, want) {
						t.Errorf("%s %s: the issue does not say %s: %s", f.Feature, e.Ecosystem, want, body)
					}
				}
			}
			if !found {
				t.Errorf("%s %s cannot be contested", f.Feature, e.Ecosystem)
			}
		}
	}
}

// Texts are all there and all used, and the scripts hold none.
func TestWords(t *testing.T) {
	w, err := messages.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, pattern := range []string{"page/templates/*.html", "*.go", "*/*.go"} {
		names, _ := fs.Glob(os.DirFS("."), pattern)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source.WriteString(read(t, ".", name))
		}
	}
	text := source.String()
	for _, m := range regexp.MustCompile(`(?:[({]t|[mM]ust\()\s?"([a-z0-9.-]+)"`).FindAllStringSubmatch(text, -1) {
		if _, ok := w[m[1]]; !ok && !strings.HasSuffix(m[1], ".") {
			t.Errorf("no text %q", m[1])
		}
	}
	for key := range w {
		dot := strings.IndexByte(key, '.')
		built := dot > 0 && (strings.Contains(text, `"`+key[:dot+1]+`"`) || strings.Contains(text, `"`+key[:strings.LastIndexByte(key, '.')+1]+`"`) ||
			strings.Contains(text, `"`+key[:strings.LastIndexByte(key, '.')]+`"`))
		if !built && !strings.Contains(text, `"`+key+`"`) {
			t.Errorf("text %q is used nowhere", key)
		}
	}
}

// A trait has words for a registry that has it, and for a cell where it is missing.
func TestTraitsHaveWords(t *testing.T) {
	w, err := messages.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	for trait := range catalog.Traits {
		for _, key := range []string{"has." + trait, "trait." + trait} {
			if w[key] == "" {
				t.Errorf("no text %q in site/messages/text", key)
			}
		}
	}
}

// firstFour gives the first letters of a word.
func firstFour(s string) string {
	r := []rune(s)
	return string(r[:min(4, len(r))])
}
