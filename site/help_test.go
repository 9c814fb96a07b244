// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/page"
	"golang.org/x/net/html"
)

// released is the dataset of the built-in release.
var released = sync.OnceValues(func() (*table.Dataset, error) {
	features, err := catalog.Load()
	if err != nil {
		return nil, err
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		return nil, err
	}
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		return nil, err
	}
	d := dataset.Build(catalog.Wave, time.Time{}, features, all, seen)
	dataset.AddTimeline(d, catalog.Wave, all)
	return d, nil
})

func release(t testing.TB) *table.Dataset {
	t.Helper()
	d, err := released()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// built is the release's site, made once for all tests that only read it.
var built = sync.OnceValues(func() (string, error) {
	d, err := released()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "site")
	if err != nil {
		return "", err
	}
	return dir, Build(d, dir, Options{Commit: "0123abc"})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := built(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func releaseSite(t testing.TB) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func build(t testing.TB, d *table.Dataset, o Options) string {
	t.Helper()
	dir := t.TempDir()
	if err := Build(d, dir, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t testing.TB, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// htmlFiles lists the pages of a site.
func htmlFiles(t testing.TB, dir string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".html") {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// node is an element to ask questions of.
type node struct{ *html.Node }

func parseHTML(t testing.TB, dir, name string) node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(read(t, dir, name)))
	if err != nil {
		t.Fatal(err)
	}
	return node{n}
}

func (n node) attr(key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (n node) has(class string) bool {
	for _, c := range strings.Fields(n.attr("class")) {
		if c == class {
			return true
		}
	}
	return false
}

// all lists the elements below n that have the name, and the class if one is given.
func (n node) all(name, class string) []node {
	var found []node
	for d := range n.Descendants() {
		e := node{d}
		if d.Type == html.ElementNode && (name == "" || d.Data == name) && (class == "" || e.has(class)) {
			found = append(found, e)
		}
	}
	return found
}

func (n node) id(id string) (node, bool) {
	for d := range n.Descendants() {
		if e := (node{d}); d.Type == html.ElementNode && e.attr("id") == id {
			return e, true
		}
	}
	return node{}, false
}

func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// many makes a dataset of n registries with a few features.
func many(n int) *table.Dataset {
	d := &table.Dataset{}
	for i := range 6 {
		d.Features = append(d.Features, table.FeatureRow{
			Feature: fmt.Sprintf("integrity.feature-%d", i), Journey: "integrity", Title: fmt.Sprintf("Feature %d", i), SupportedWhen: "It is there.",
		})
	}
	for k := range n {
		id := fmt.Sprintf("reg%02d", k)
		d.Ecosystems = append(d.Ecosystems, table.EcosystemRow{Ecosystem: id, Name: fmt.Sprintf("Registry %02d", k), PurlType: id})
		for i, f := range d.Features {
			v := table.VerdictRow{Wave: "2026", Ecosystem: id, Feature: f.Feature, Verdict: vocabulary.Verdicts[(i+k)%len(vocabulary.Verdicts)], Method: "probed", Observations: []string{}}
			d.Verdicts = append(d.Verdicts, v)
		}
	}
	return d
}

// What the tests know of the site beside what it says of itself.
const (
	idBase = "tag:github.com,2026:ossf/package-manager-landscape/"
	most   = page.MaxColumns
)

type cellKey struct{ ecosystem, feature string }

type atomEntry struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

type atomFeed struct {
	Subtitle string      `xml:"subtitle"`
	Entries  []atomEntry `xml:"entry"`
}

type metaJSON struct{ Observed, Version, Commit string }

// hidden says whether a rune is a control that could reorder or break a text.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// dictionary gives the columns and the number of rows of a table.
func dictionary(d *table.Dataset, table string) ([]model.Column, int) {
	for _, t := range model.DescribeTables(d) {
		if t.Name == table {
			return t.Columns, t.Rows
		}
	}
	return nil, 0
}

// modelOf makes the model of a dataset with retired ids and corrections of its own.
func modelOf(t *testing.T, d *table.Dataset, retired string, corrections []model.Correction) *model.Model {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	w, err := messages.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(model.Input{Dataset: d, Catalog: features, Texts: w, Retired: model.ReadRetired(retired), Corrections: corrections})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rendered gives the pages of a model by path.
func rendered(t *testing.T, m *model.Model) map[string]string {
	t.Helper()
	set, err := page.New(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	pages := make(map[string]string)
	for _, p := range set.Pages() {
		pages[p.Path] = string(contentOf(t, p.Render))
	}
	return pages
}

// contentOf is what a file of the site, or a page, writes.
func contentOf(t *testing.T, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// publishedCorrections are those of corrections.csv.
func publishedCorrections(t *testing.T) []model.Correction {
	t.Helper()
	list, err := model.ReadCorrections(strings.NewReader(correctionsCSV))
	if err != nil {
		t.Fatal(err)
	}
	return list
}
