// SPDX-License-Identifier: Apache-2.0

package discover_test

import (
	"context"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/discover"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/website"
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
	var pages []website.Page
	for name, text := range made {
		d, err := page.Reduce(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, website.Page{URL: name, Document: d})
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
		found := discover.NewIndex(pages).Rank(f, discover.Hints{})
		if len(found) == 0 || found[0].URL+"/"+found[0].Heading != want || found[0].Excerpt == "" || found[0].Score <= 0 {
			t.Errorf("%s: %+v", id, found)
		}
	}
	if found := discover.NewIndex(nil).Rank(catalog.Feature{Title: "x"}, discover.Hints{}); len(found) != 0 {
		t.Error(found)
	}
}

// TestRankOnClones measures, over the documentation that the command discover
// reads in clones, how often one of the pages that a feature's rules name is
// among the first five.
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
	for _, e := range all {
		pages := clonePages(t, mirror, e)
		index := discover.NewIndex(pages)
		h, n := 0, 0
		for id, named := range namedPages(e) {
			if !slices.ContainsFunc(pages, func(p website.Page) bool { return named[p.URL] }) {
				continue // none of them stands in these clones
			}
			f, _ := features.Feature(id)
			hints := others(all, e.ID, id)
			hints.Known = knownElsewhere(e, id)
			n++
			found := index.Rank(f, hints)
			place := slices.IndexFunc(found, func(p discover.Passage) bool { return named[p.URL] })
			if place >= 0 && place < 5 {
				h++
				continue
			}
			t.Logf("%s %s: %v at %d", e.ID, id, slices.Sorted(maps.Keys(named)), place+1)
			if os.Getenv("RANK_SHOW") != "" {
				for i, p := range found[:min(6, len(found))] {
					t.Logf("    %d %.1f %s | %s | %.80s", i+1, p.Score, p.URL, p.Heading, p.Excerpt)
				}
			}
		}
		t.Logf("%s: %d of %d features, %d pages", e.ID, h, n, len(pages))
		hits, total = hits+h, total+n
	}
	t.Logf("all: %d of %d (%.0f %%)", hits, total, 100*float64(hits)/float64(total))
	if total == 0 || 4*hits <= 3*total {
		t.Errorf("only %d of %d", hits, total)
	}
}

// others are hints from every ecosystem but the one that is measured.
func others(all []*ecosystems.Ecosystem, but, feature string) discover.Hints {
	var asked []probes.Probe
	for _, e := range all {
		for _, p := range e.Probes() {
			if e.ID != but && p.Feature == feature {
				asked = append(asked, p)
			}
		}
	}
	return discover.NewHints(asked)
}

// knownElsewhere counts the other features whose rules name each page.
func knownElsewhere(e *ecosystems.Ecosystem, but string) map[string]int {
	known := make(map[string]int)
	for feature, pages := range namedPages(e) {
		if feature != but {
			for page := range pages {
				known[page]++
			}
		}
	}
	return known
}

// namedPages lists, by feature, the pages that rules name, as OWNER/NAME/PATH.
func namedPages(e *ecosystems.Ecosystem) map[string]map[string]bool {
	named := make(map[string]map[string]bool)
	for _, p := range e.Probes() {
		if p.Method == probes.Page && p.Repository != "" && p.Kind == probes.Documentation {
			if named[p.Feature] == nil {
				named[p.Feature] = make(map[string]bool)
			}
			for _, path := range p.Paths {
				named[p.Feature][p.Repository+"/"+path] = true
			}
		}
	}
	return named
}

func clonePages(t *testing.T, mirror string, e *ecosystems.Ecosystem) []website.Page {
	t.Helper()
	known := make(map[string][][]string)
	for _, p := range e.Pages {
		if p.Repository != "" && p.Kind == probes.Documentation {
			known[p.Repository] = append(known[p.Repository], p.Paths)
		}
	}
	clones := &gitclone.Mirror{Dir: mirror}
	var pages []website.Page
	for _, name := range slices.Sorted(maps.Keys(known)) {
		err := clones.Files(context.Background(), name, func(paths []string) []string { return discover.Choose(paths, known[name]) }, func(f repo.File) {
			if d, err := page.Reduce(f.Path, f.Data); err == nil && f.Err == nil {
				pages = append(pages, website.Page{URL: name + "/" + f.Path, Document: d})
			}
		})
		if err != nil {
			t.Log(err)
		}
	}
	return pages
}
