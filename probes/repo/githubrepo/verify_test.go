// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// entry reads a line of git ls-tree -r -t.
func entry(line string) *github.TreeEntry {
	meta, name, _ := strings.Cut(line, "\t")
	f := strings.Fields(meta)
	return &github.TreeEntry{Path: &name, Mode: &f[0], Type: &f[1], SHA: &f[2]}
}

func entries(c *clone, args ...string) []*github.TreeEntry {
	var list []*github.TreeEntry
	for line := range strings.Lines(c.Git(append([]string{"ls-tree"}, args...)...) + "\n") {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			list = append(list, entry(line))
		}
	}
	return list
}

// A list proves itself only when no entry is missing, changed or too many.
func TestProven(t *testing.T) {
	c, head, _ := made(t)
	root := strings.TrimSpace(c.Git("rev-parse", head+"^{tree}"))
	whole := entries(c, "-r", "-t", head)
	if !provenTree(root, slices.Clone(whole), true) || !provenTree(root, entries(c, head), false) {
		t.Fatal("git's own list is not proven")
	}
	for i := range whole {
		if provenTree(root, slices.Delete(slices.Clone(whole), i, i+1), true) {
			t.Errorf("proven without %s", whole[i].GetPath())
		}
		changed := *whole[i]
		changed.SHA = new(strings.Repeat("1", 40))
		other := slices.Clone(whole)
		other[i] = &changed
		if provenTree(root, other, true) {
			t.Errorf("proven with another %s", changed.GetPath())
		}
	}
	for _, more := range []*github.TreeEntry{
		{Path: new("more"), Mode: new("100644"), Type: new("blob"), SHA: whole[0].SHA},
		{Path: new("no/where"), Mode: new("100644"), Type: new("blob"), SHA: whole[0].SHA},
		{Path: new("more"), Mode: new("100644"), Type: new("blob"), SHA: new("x")},
	} {
		if provenTree(root, append(slices.Clone(whole), more), true) {
			t.Errorf("proven with %s more", more.GetPath())
		}
	}
	if provenTree(root, nil, true) {
		t.Error("proven without an entry")
	}
}

// Without a proof that the list is whole nothing is absent; what it names is
// read all the same, and proves itself.
func TestAbsentNeedsTheWholeTree(t *testing.T) {
	c, _, _ := made(t)
	for what, change := range map[string]func([]any) []any{
		"nothing":     func([]any) []any { return []any{} },
		"one missing": func(list []any) []any { return list[1:] },
		"one file": func(list []any) []any {
			return slices.DeleteFunc(list, func(e any) bool { return e.(map[string]any)["path"] != "docs/guide.md" })
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHub(t, c)
			h.before = func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.Contains(r.URL.Path, "/trees/") {
					return false
				}
				rec := httptest.NewRecorder()
				r.SetPathValue("sha", r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
				h.trees(rec, r)
				var answer map[string]any
				if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
					t.Error(err)
				}
				answer["tree"] = change(answer["tree"].([]any))
				send(w, answer)
				return true
			}
			got := h.ask(h.github(time.Time{}), repotest.Absent("**", "nobody says this"), repotest.Page("docs/guide.md", "--sign"))
			if o := got[0]; o.Outcome.Reached() {
				t.Errorf("%s (%s)", o.Outcome, o.Detail)
			}
			if o := got[1]; o.Outcome != probes.Matched && what == "one file" {
				t.Errorf("%s (%s)", o.Outcome, o.Detail)
			}
		})
	}
	if o := newHub(t, c); o.ask(o.github(time.Time{}), repotest.Absent("**", "nobody says this"))[0].Outcome != probes.Matched {
		t.Error("a whole tree does not earn it")
	}
}
