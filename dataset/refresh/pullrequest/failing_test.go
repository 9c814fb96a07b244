// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
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
