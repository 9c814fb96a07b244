// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// Lost evidence is followed into the clone's history: the run, the pull request and, once
// the file cannot be read in three runs, the issue name the commit.
func TestRefreshDrift(t *testing.T) {
	t.Parallel()
	w := newRefreshWorld(t)
	if err := os.RemoveAll(filepath.Join(w.rules, "two")); err != nil {
		t.Fatal(err)
	}
	rules := strings.ReplaceAll(refreshEcosystem, "ID", "one")
	rules = strings.Replace(rules, "repositories: {}", "repositories: {"+repotest.Name+": documentation}", 1)
	for _, name := range []string{"guide", "policy", "more"} {
		rules = strings.Replace(rules, "one.example/"+name+"}", "one.example/"+name+", repository: "+repotest.Name+", path: docs/"+name+".md}", 1)
	}
	w.rule("one", "ecosystem.yml", rules)
	c := repotest.New(t)
	c.Write("docs/guide.md", "# Guide\n\n## Signing\n\nSign with made sign.\n")
	c.Write("docs/policy.md", "# Policy\n\nA version may be deleted within 72 hours.\n")
	c.Write("docs/more.md", "# More\n\nA package cannot be deprecated.\n")
	c.Commit("2024-02-03T00:00:00Z", "begin")
	w.must("--mirror", c.Mirror)
	w.merge("one")

	c.Write("docs/guide.md", "# Guide\n\n## Signing\n\nSign with made seal.\n")
	reworded := c.Commit("2024-03-04T00:00:00Z", "reword")
	c.Git("rm", "-q", "docs/more.md")
	removed := c.Commit("2024-03-05T00:00:00Z", "remove")
	said := w.must("--mirror", c.Mirror)
	body := w.open()[0].Body
	for commit, want := range map[string]string{
		reworded: "docs/guide.md of acme/docs no longer says /with made sign/ since commit " + reworded[:10] + " of 2024-03-04",
		removed:  "docs/more.md of acme/docs with /cannot be deprecated/ was removed with commit " + removed[:10] + " of 2024-03-05",
	} {
		if !strings.Contains(said, want+".") {
			t.Errorf("the run does not say %q: %s", want, said)
		}
		if !strings.Contains(body, want+" ([open](https://github.com/acme/docs/commit/"+commit+")).") {
			t.Errorf("the pull request does not say %q: %s", want, body)
		}
	}
	// Observations that were taken before are followed as well.
	look := filepath.Join(t.TempDir(), "look")
	if code, _, errs := command(t, slices.Concat([]string{"probe"}, w.live(), []string{"--mirror", c.Mirror, "--out", look})...); code != exitDone {
		t.Fatal(errs)
	}
	for n := range 3 {
		w.must("--observations", later(t, filepath.Join(look, "observations.parquet"), 7*(n+1)), "--mirror", c.Mirror)
	}
	issues := w.hub.Issues()
	if len(issues) != 1 || !strings.Contains(issues[0].Body, "was removed with commit "+removed[:10]) {
		t.Errorf("issues: %+v", issues)
	}
}
