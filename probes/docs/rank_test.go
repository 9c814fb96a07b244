// SPDX-License-Identifier: Apache-2.0

package docs_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/docs"
)

// made pages, each about one thing.
var made = map[string]string{
	"trusted-publishers.md": "# Trusted publishing\n\nPublish from a workflow with OpenID Connect and no long-lived token.\n",
	"about-2fa.md":          "# Two-factor authentication\n\nProtect your account with 2FA.\n\n## Security keys\n\nWebAuthn and passkeys work.\n",
	"unpublish.md":          "# Unpublishing\n\nOwners can delete a version within 72 hours.\n",
	"install.md":            "# Installing\n\nRun the command and wait.\n",
}

func TestRank(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	var pages []docs.Page
	for name, text := range made {
		d, err := docs.Reduce(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, docs.Page{URL: name, Document: d})
	}
	for id, want := range map[string]string{
		"authentication.trusted-publishing": "trusted-publishers.md/Trusted publishing",
		"authentication.mfa":                "about-2fa.md/Two-factor authentication",
		"authentication.passkeys":           "about-2fa.md/Security keys",
	} {
		f, ok := features.Feature(id)
		if !ok {
			t.Fatal(id)
		}
		found := docs.Rank(pages, f)
		if len(found) == 0 || found[0].URL+"/"+found[0].Heading != want || found[0].Excerpt == "" || found[0].Score <= 0 {
			t.Errorf("%s: %+v", id, found)
		}
	}
	if found := docs.Rank(nil, catalog.Feature{Title: "x"}); len(found) != 0 {
		t.Error(found)
	}
}

// documentation is where an ecosystem's own documentation stands in a clone.
var documentation = []struct {
	ecosystem, repository string
	folders               []string
}{
	{"npm", "npm/documentation", []string{"content/"}},
	{"pypi", "pypi/warehouse", []string{"docs/user/", "warehouse/templates/pages/"}},
	{"gem", "rubygems/guides", []string{""}},
	{"cargo", "rust-lang/cargo", []string{"doc/book/src/", "src/doc/src/"}},
	{"nuget", "NuGet/docs.microsoft.com-nuget", []string{"docs/"}},
	{"brew", "Homebrew/brew", []string{"docs/"}},
}

// TestRankOnClones measures how often one of the pages that a feature's rules
// name is among the first five.
func TestRankOnClones(t *testing.T) {
	mirror := os.Getenv("LANDSCAPE_MIRROR")
	if mirror == "" {
		t.Skip("LANDSCAPE_MIRROR names no clones")
	}
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(os.DirFS("../../ecosystems"), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	hits, total := 0, 0
	for _, where := range documentation {
		i := slices.IndexFunc(all, func(e *ecosystems.Ecosystem) bool { return e.ID == where.ecosystem })
		pages := clonePages(t, filepath.Join(mirror, where.repository+".git"), where.folders)
		index := docs.NewIndex(pages)
		h, n := 0, 0
		for id, named := range namedPages(all[i], where.repository) {
			if placeOf(everyPage(pages), named) < 0 {
				continue // none of them stands in these folders
			}
			f, _ := features.Feature(id)
			n++
			if place := placeOf(index.Rank(f), named); place >= 0 && place < 5 {
				h++
			} else {
				t.Logf("%s %s: %v at %d", where.ecosystem, id, named, place+1)
				if os.Getenv("RANK_SHOW") != "" {
					for i, p := range index.Rank(f)[:min(6, len(index.Rank(f)))] {
						t.Logf("    %d %.1f %s | %s | %.60s", i+1, p.Score, p.URL, p.Heading, p.Excerpt)
					}
				}
			}
		}
		t.Logf("%s: %d of %d features, %d pages", where.ecosystem, h, n, len(pages))
		hits, total = hits+h, total+n
	}
	t.Logf("all: %d of %d (%.0f %%)", hits, total, 100*float64(hits)/float64(total))
	if total == 0 || 2*hits <= total {
		t.Errorf("only %d of %d", hits, total)
	}
}

// namedPages lists, by feature, the pages of the repository that rules name.
func namedPages(e *ecosystems.Ecosystem, repository string) map[string][]string {
	named := make(map[string][]string)
	for _, p := range e.Probes() {
		if p.Method == probes.Page && p.Repository == repository && p.Kind == probes.Documentation {
			named[p.Feature] = append(named[p.Feature], path.Base(p.Paths[0]))
		}
	}
	return named
}

func placeOf(found []docs.Passage, named []string) int {
	for i, p := range found {
		if slices.Contains(named, path.Base(p.URL)) {
			return i
		}
	}
	return -1
}

func everyPage(pages []docs.Page) []docs.Passage {
	var all []docs.Passage
	for _, p := range pages {
		all = append(all, docs.Passage{URL: p.URL})
	}
	return all
}

func clonePages(t *testing.T, clone string, folders []string) []docs.Page {
	t.Helper()
	out, err := exec.Command("git", "-C", clone, "ls-tree", "-r", "--name-only", "HEAD").Output()
	if err != nil {
		t.Skipf("%s: %v", clone, err)
	}
	var pages []docs.Page
	for name := range strings.FieldsSeq(string(out)) {
		in := slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(name, folder) })
		if !in || !slices.Contains([]string{".md", ".mdx", ".rst", ".html"}, path.Ext(name)) {
			continue
		}
		text, err := exec.Command("git", "-C", clone, "show", "HEAD:"+name).Output()
		if err != nil {
			t.Fatal(err)
		}
		if d, err := docs.Reduce(name, text); err == nil {
			pages = append(pages, docs.Page{URL: name, Document: d})
		}
	}
	return pages
}
