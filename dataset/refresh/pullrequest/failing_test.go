// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
)

// remember is the run of a day, counted from day.
func (w *world) remember(n int, failing ...string) ([]string, error) {
	w.t.Helper()
	ctx := context.Background()
	p, err := w.proposer(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := []Seen{{Name: "acme/well"}, {Name: "acme/other"}}
	for _, name := range failing {
		for i := range seen {
			if seen[i].Name == name {
				seen[i].Reason = "unreachable: `404` @everyone"
			}
		}
	}
	return p.Remember(ctx, day.AddDate(0, 0, 7*n), seen)
}

func TestRemember(t *testing.T) {
	w := newWorld(t)
	step := func(n, issues int, failing ...string) {
		t.Helper()
		if _, err := w.remember(n, failing...); err != nil {
			t.Fatal(err)
		}
		if got := len(w.hub.Issues()); got != issues {
			t.Fatalf("run %d: %d issues, want %d", n, got, issues)
		}
	}
	step(0, 0)
	if strings.Contains(pullrequesttest.Refs(t, w.bare), StateBranch) {
		t.Error("nothing fails, and a state is kept")
	}
	step(1, 0, "acme/well")
	step(2, 0, "acme/well")
	step(3, 0) // recovered
	step(4, 0, "acme/well")
	step(5, 0, "acme/well", "acme/other")
	refs := pullrequesttest.Refs(t, w.bare)
	step(5, 0, "acme/well", "acme/other") // the same look counts once
	if pullrequesttest.Refs(t, w.bare) != refs {
		t.Error("the same look was counted twice")
	}
	step(6, 1, "acme/well", "acme/other")
	issue := w.hub.Issues()[0]
	if issue.Title != "Cannot read acme/well" || !strings.Contains(issue.Body, "3 runs in a row, the first on 2026-12-22") || !strings.Contains(issue.Body, "`` unreachable: '404' @everyone ``") {
		t.Errorf("%+v", issue)
	}
	step(7, 2, "acme/well", "acme/other")
	step(8, 2, "acme/well", "acme/other")
	w.hub.Close(issue.Number)
	step(9, 2, "acme/well", "acme/other") // a person closed it: not again
	if base := strings.Fields(pullrequesttest.Git(t, w.bare, "rev-list", "--max-parents=0", "main", StateBranch)); len(base) != 2 {
		t.Error("the state shares history with the base")
	}
}

// A run that is stopped after the issue was opened does not open another.
func TestIssueOnce(t *testing.T) {
	w := newWorld(t)
	for n := range 2 {
		if _, err := w.remember(n, "acme/well"); err != nil {
			t.Fatal(err)
		}
	}
	pullrequesttest.Hook(t, w.bare, "exit 1")
	if _, err := w.remember(2, "acme/well"); err == nil || !strings.Contains(err.Error(), "branch refresh/state was not pushed") {
		t.Errorf("got %v", err)
	}
	pullrequesttest.Hook(t, w.bare, "")
	if done, err := w.remember(2, "acme/well"); err != nil || len(done) != 1 {
		t.Errorf("%q %v", done, err)
	}
	if n := len(w.hub.Issues()); n != 1 {
		t.Errorf("%d issues", n)
	}
}

// Without the API the failures are counted all the same, and told later.
func TestIssueLater(t *testing.T) {
	w := newWorld(t)
	w.hub.Before = func(*http.Request) int { return http.StatusForbidden }
	for n := range 4 {
		_, err := w.remember(n, "acme/well")
		if n >= 2 && (err == nil || !strings.Contains(err.Error(), "open issues cannot be listed: the API answers 403")) {
			t.Errorf("run %d: %v", n, err)
		}
	}
	w.hub.Before = nil
	if _, err := w.remember(4, "acme/well"); err != nil {
		t.Fatal(err)
	}
	issues := w.hub.Issues()
	if len(issues) != 1 || !strings.Contains(issues[0].Body, "5 runs in a row") {
		t.Errorf("%+v", issues)
	}
}

// Whatever part of a repository or host fails, there is one issue for it; a run
// opens few, and takes what is open for its own.
func TestOneIssueEach(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	run := func(n int, groups, parts int) []string {
		p, err := w.proposer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var seen []Seen
		for g := range groups {
			name := fmt.Sprintf("acme/%03d", g)
			seen = append(seen, Seen{Name: name, Group: name})
			for i := range parts {
				// another part is well each time: whatever part failed
				reason := "unreachable: HTTP status 429"
				if i%7 == n {
					reason = ""
				}
				seen = append(seen, Seen{Name: fmt.Sprintf("%s docs/%03d.md", name, i), Group: name, Reason: reason})
			}
		}
		done, err := p.Remember(ctx, day.AddDate(0, 0, 7*n), seen)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	for n, want := range []int{0, 0, mostIssues, 2 * mostIssues, 12, 12} {
		done := run(n, 12, 60)
		if got := len(w.hub.Issues()); got != want {
			t.Fatalf("run %d: %d issues, want %d", n, got, want)
		}
		if n == 2 && !strings.Contains(strings.Join(done, "\n"), "7 more repositories or hosts fail; a run opens at most 5 issues") {
			t.Errorf("said %q", done)
		}
	}
	text := w.hub.Issues()[0].Body
	if !strings.Contains(text, "- source: `` acme/000 ``") || strings.Count(text, "acme/000 docs/") != mostParts || !strings.Contains(text, " more\n") {
		t.Error(text)
	}
}

func TestIssueIsReused(t *testing.T) {
	for _, title := range []string{"Cannot read acme/well", "Cannot read acme/well docs/a.md"} {
		w := newWorld(t)
		p, err := w.proposer(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Service.openIssue(context.Background(), title, "opened before"); err != nil {
			t.Fatal(err)
		}
		for n := range 4 {
			if _, err := w.remember(n, "acme/well"); err != nil {
				t.Fatal(err)
			}
		}
		if issues := w.hub.Issues(); len(issues) != 1 {
			t.Errorf("%s: %d issues", title, len(issues))
		}
	}
	if findOpenIssue(map[string]int{"Cannot read acme/well-known": 1, "Cannot read https://docs.example.org.evil/": 2}, "acme/well") != 0 {
		t.Error("another's issue is taken")
	}
	if findOpenIssue(map[string]int{"Cannot read https://docs.example.org/a": 3}, "docs.example.org") != 3 {
		t.Error("the issue of a page is not taken for its host's")
	}
}

// A name from a hostile look is a name in an issue, and nothing else.
func TestIssueText(t *testing.T) {
	const hostile = "a`b`` @octocat fixes #1\n\n## Heading\r\nhttps://evil.example"
	g := &group{name: hostile, parts: []Seen{{Name: hostile + "/x", Reason: hostile}}}
	f := &Failing{Sources: map[string]*Record{hostile + "/x": {Runs: 3, Since: "2026-11-24"}}}
	for _, banned := range []string{"@", "#", "\n", "`", " fixes"} {
		if title := issueTitle(hostile); strings.Contains(title, banned) {
			t.Errorf("%q is in the title %q", banned, title)
		}
	}
	for line := range strings.Lines(issueText(g, f)) {
		outside := ""
		for i, part := range strings.Split(line, "``") {
			if i%2 == 0 {
				outside += part
			}
		}
		if strings.ContainsAny(outside, "@#`") || strings.Contains(outside, "evil") {
			t.Errorf("%q", line)
		}
	}
}
