// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// The document has this many bullets per track and level.
func TestEmbeddedPrinciples(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][3]int{"authentication": {5, 4, 3}, "authorization": {2, 1, 3}, "general": {2, 4, 3}, "cli": {1, 1, 3}}
	var order []string
	for _, track := range c.Principles {
		order = append(order, track.ID)
		var got [3]int
		for _, item := range track.Items {
			got[item.Level-1]++
		}
		if got != want[track.ID] {
			t.Errorf("%s has %v items on its levels, the document %v", track.ID, got, want[track.ID])
		}
	}
	if !slices.Equal(order, catalog.Tracks) {
		t.Errorf("tracks are %v, want %v", order, catalog.Tracks)
	}
	if item, ok := principle(c, "general-1-2"); !ok || !item.Any || len(item.Features) < 2 {
		t.Errorf("general-1-2 is %+v", item)
	}
	if _, ok := principle(c, "general-4-1"); ok {
		t.Error("there is an item general-4-1")
	}
}

func TestEmbeddedGuidance(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, list := range c.Guidance {
		order = append(order, list.ID)
		if list.ID == "homebrew" && !list.Scope.Covers("brew", "builds", nil) || list.ID == "homebrew" && list.Scope.Covers("npm", "built", nil) {
			t.Errorf("homebrew is for %+v", list.Scope)
		}
	}
	if !slices.Equal(order, catalog.Guidances) {
		t.Errorf("guidance is %v, want %v", order, catalog.Guidances)
	}
}

// Features and checklists name each other; Read says so for the records as they
// are edited, and this for those built in, whatever Read checks.
func TestEmbeddedLinks(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	principles, guidance := make(map[string][]string), make(map[string][]string)
	for _, track := range c.Principles {
		for _, item := range track.Items {
			for _, id := range item.Features {
				principles[id] = append(principles[id], item.ID)
			}
		}
	}
	for _, list := range c.Guidance {
		for _, item := range list.Items {
			for _, id := range item.Features {
				guidance[id] = append(guidance[id], list.ID)
			}
		}
	}
	for _, f := range c.Features {
		said := f.Principle.String()
		if (said != "") != (len(principles[f.ID]) > 0) || said != "" && !slices.Contains(principles[f.ID], said) {
			t.Errorf("%s says principle %q, the items that name it are %v", f.ID, said, principles[f.ID])
		}
		for _, id := range catalog.Guidances {
			if slices.Contains(f.Guidance, id) != slices.Contains(guidance[f.ID], id) {
				t.Errorf("%s says guidance %v, the checklists that name it are %v", f.ID, f.Guidance, guidance[f.ID])
			}
		}
	}
}

func TestScope(t *testing.T) {
	accounts := map[string]bool{"accounts": true}
	tests := []struct {
		name  string
		scope catalog.Scope
		want  bool
	}{
		{"all", catalog.Scope{}, true},
		{"trait", catalog.Scope{Traits: []string{"accounts"}}, true},
		{"no such trait", catalog.Scope{Traits: []string{"accounts", "uploads"}}, false},
		{"origin", catalog.Scope{Origins: []string{"source", "built"}}, true},
		{"other origin", catalog.Scope{Origins: []string{"builds"}}, false},
		{"ecosystem", catalog.Scope{Ecosystems: []string{"made"}}, true},
		{"other ecosystem", catalog.Scope{Ecosystems: []string{"brew"}}, false},
		{"trait but other origin", catalog.Scope{Traits: []string{"accounts"}, Origins: []string{"builds"}}, false},
	}
	for _, test := range tests {
		if got := test.scope.Covers("made", "built", accounts); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Lines of a checklist: id 1, title 2, repository 3, commit 4, path 5, applies
// 6, because 7; its first item begins at 9 and its second at 16.
const goodTrack = `id: general
title: General
repository: acme/docs
commit: 0123456789012345678901234567890123456789
path: docs/principles.md
applies: {traits: [accounts], origins: [built]}
because: For some.
items:
  - id: general-1-1
    title: First
    asks: It asks for one thing.
    lines: 12-14
    features: [naming.one, naming.two]
    combine: any
    beyond: Something else.
  - id: general-1-2
    title: Second
    asks: It asks for more.
    lines: 15,20-22
    features: naming.one
    enforcement: required
`

const goodGuidance = `id: deletion
title: Deletion
repository: acme/docs
commit: 0123456789012345678901234567890123456789
path: docs/deletion.md
items:
  - id: first-thing
    title: First
    asks: It asks for one thing.
    lines: 12
    features: naming.one
    aim: true
  - id: second
    title: Second
    asks: Nothing answers it.
    lines: 15
`

// withChecklists gives a sound catalog of two features and two checklists, with
// each old text replaced by the new one that follows it, in one file.
func withChecklists(t *testing.T, file string, replace ...string) fstest.MapFS {
	t.Helper()
	all := files(t)
	all["features/naming.two.yml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("naming.one", "naming.two", "general-1-2", "general-1-1", "guidance: [deletion]\n", "").Replace(goodFeature))}
	all["principles/general.yml"] = &fstest.MapFile{Data: []byte(goodTrack)}
	all["guidance/deletion.yml"] = &fstest.MapFile{Data: []byte(goodGuidance)}
	for i := 0; i < len(replace); i += 2 {
		text := string(all[file].Data)
		if !strings.Contains(text, replace[i]) {
			t.Fatalf("%s has no %q", file, replace[i])
		}
		all[file].Data = []byte(strings.Replace(text, replace[i], replace[i+1], 1))
	}
	return all
}

func TestReadChecklists(t *testing.T) {
	c, err := catalog.Read(withChecklists(t, ""), "at")
	if err != nil {
		t.Fatal(err)
	}
	const at = "https://github.com/acme/docs/blob/0123456789012345678901234567890123456789/docs/"
	track := c.Principles[0]
	first, second := track.Items[0], track.Items[1]
	switch {
	case track.ID != "general" || track.Because != "For some." || track.URL != at+"principles.md?plain=1" || !slices.Equal(track.Scope.Origins, []string{"built"}):
		t.Errorf("read %+v", track)
	case first.Level != 1 || !first.Any || first.URL != at+"principles.md?plain=1#L12-L14" || len(first.Features) != 2 || first.Beyond == "":
		t.Errorf("read %+v", first)
	case second.Any || second.Enforcement != "required" || second.URL != at+"principles.md?plain=1#L15":
		t.Errorf("read %+v", second)
	}
	if items := c.Guidance[0].Items; !items[0].Aim || items[0].Level != 0 || len(items[1].Features) != 0 {
		t.Errorf("read %+v", items)
	}
}

func TestReadChecklistErrors(t *testing.T) {
	const track, list = "principles/general.yml", "guidance/deletion.yml"
	_, items, _ := strings.Cut(goodGuidance, "items:")
	noItems := "items:" + items
	tests := map[string]struct {
		file    string
		replace []string
		want    []string
	}{
		"wrong key":                       {track, []string{"beyond:", "behind:"}, []string{"at/" + track + `:15:5: unknown key "behind": did you mean beyond?`}},
		"no such track":                   {track, []string{"id: general\n", "id: generally\n"}, []string{"at/" + track + `:1:5: id "generally" must be the file's name, and one of authentication, authorization, general, cli`}},
		"no title":                        {track, []string{"title: General\n", ""}, []string{"at/" + track + `:1:5: title is missing: write one sentence`}},
		"not a repository":                {track, []string{"acme/docs", "acme"}, []string{"at/" + track + `:3:13: repository "acme" is not OWNER/NAME`}},
		"a branch, not a commit":          {track, []string{"commit: 0123456789012345678901234567890123456789", "commit: main"}, []string{"at/" + track + `:4:9: commit "main" must be a whole commit id of 40 hexadecimal digits, since lines move`}},
		"path out of the repository":      {track, []string{"path: docs/", "path: /docs/"}, []string{"at/" + track + `:5:7: path "/docs/principles.md" must name the document within the repository`}},
		"unknown trait":                   {track, []string{"[accounts]", "[acounts]"}, []string{"at/" + track + `:6:20: unknown trait "acounts"`}},
		"unknown origin":                  {track, []string{"[built]", "[baked]"}, []string{"at/" + track + `:6:41: unknown origin "baked": it is one of built, builds, source`}},
		"scope without a reason":          {track, []string{"because: For some.\n", ""}, []string{"at/" + track + `:1:5: applies and because go together: say in one sentence for whom it is`}},
		"id of another track":             {track, []string{"id: general-1-2", "id: cli-1-2"}, []string{"at/" + track + `:16:5: id "cli-1-2" is not general-LEVEL-ITEM, such as general-1-1`}},
		"a number left out":               {track, []string{"id: general-1-2", "id: general-1-3"}, []string{"at/" + track + `:16:5: item general-1-3 is out of order: items count up from 1 within each level`}},
		"no asks":                         {track, []string{"    asks: It asks for more.\n", ""}, []string{"at/" + track + `:16:5: asks is missing: write one sentence`}},
		"no lines":                        {track, []string{"    lines: 12-14\n", ""}, []string{"at/" + track + `:9:5: lines is missing: say where the document asks it, such as 12-14`}},
		"lines that are none":             {track, []string{"12-14", "L12"}, []string{"at/" + track + `:12:12: lines "L12" must be such as 12, 12-14 or 12,20-22`}},
		"unknown feature":                 {track, []string{"[naming.one, naming.two]", "[naming.two, naming.three]"}, []string{"at/" + track + `:13:28: no feature "naming.three": landscape catalog lists them`}},
		"several features, not combined":  {track, []string{"    combine: any\n", ""}, []string{"at/" + track + `:9:5: combine is missing: say whether all of the features are needed, or any is enough`}},
		"one feature, combined":           {track, []string{"enforcement: required", "combine: all"}, []string{"at/" + track + `:21:14: combine goes only with several features: remove it`}},
		"unknown enforcement":             {track, []string{"enforcement: required", "enforcement: optional"}, []string{"at/" + track + `:21:18: unknown enforcement "optional": it is required or default, or left out`}},
		"a principle without a feature":   {track, []string{"    features: naming.one\n    enforcement: required\n", ""}, []string{"at/" + track + `:16:5: the item has no feature: name those that answer it`}},
		"a guidance of several features":  {list, []string{"features: naming.one", "features: [naming.one, naming.one]"}, []string{"at/" + list + `:11:28: an item of a guidance has one feature at most: split it`}},
		"a guidance with an enforcement":  {list, []string{"    aim: true\n", "    enforcement: required\n"}, []string{"at/" + list + `:12:18: enforcement goes only with principles: remove it`}},
		"an unknown grade":                {list, []string{"    aim: true\n", "    grade: B\n"}, []string{"at/" + list + `:12:12: unknown grade "B": it is A, AA, AAA`}},
		"a page out of the repository":    {list, []string{"    aim: true\n", "    path: ../x.md\n"}, []string{"at/" + list + `:12:11: path "../x.md" must name the page within the repository`}},
		"refines no feature":              {list, []string{"items:", "refines: naming.three\nitems:"}, []string{"at/" + list + `:6:10: no feature "naming.three": landscape catalog lists them`}},
		"an item twice":                   {list, []string{"id: second", "id: first-thing"}, []string{"at/" + list + `:13:5: item first-thing is there twice`}},
		"an id that is no name":           {list, []string{"id: second", "id: Second"}, []string{"at/" + list + `:13:5: id "Second" must be a name of small letters, digits and hyphens`}},
		"a checklist without items":       {list, []string{noItems, "items: []\n"}, []string{"at/" + list + `:1:5: the checklist has no items`}},
		"a feature that no item names":    {list, []string{"    features: naming.one\n", ""}, []string{"at/features/naming.one.yml:1:1: guidance: deletion, but no item of it names naming.one: add it there or remove it here"}},
		"a feature that says nothing":     {oneFile, []string{"guidance: [deletion]\n", ""}, []string{"at/features/naming.one.yml:1:1: guidance: deletion is missing, whose checklist names naming.one: add it here or remove it there"}},
		"a principle that is not said":    {"features/naming.two.yml", []string{"principle: general-1-1\n", ""}, []string{"at/features/naming.two.yml:1:1: principle: general-1-1 is missing, whose checklist names naming.two: add it here or remove it there"}},
		"a principle that is not the one": {"features/naming.two.yml", []string{"general-1-1", "general-1-2"}, []string{"at/features/naming.two.yml:1:1: principle: general-1-2, but no item of it names naming.two: add it there or remove it here"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := catalog.Read(withChecklists(t, test.file, test.replace...), "at")
			compare(t, c, err, test.want)
		})
	}
}

// principle finds an item of the principles by id.
func principle(c *catalog.Catalog, id string) (catalog.Item, bool) {
	for _, track := range c.Principles {
		for _, item := range track.Items {
			if item.ID == id {
				return item, true
			}
		}
	}
	return catalog.Item{}, false
}
