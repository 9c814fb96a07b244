// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// outcome of one run: what it said, its status.
type outcome struct {
	said string
	code int
}

func (w *refreshWorld) refresh(args ...string) outcome {
	w.t.Helper()
	return w.refreshing(context.Background(), args...)
}

func (w *refreshWorld) refreshing(ctx context.Context, args ...string) outcome {
	w.t.Helper()
	var out bytes.Buffer
	code := run(ctx, append(w.args(), args...), &out, &out)
	return outcome{out.String(), code}
}

// must runs, and ends the test unless the status is 0.
func (w *refreshWorld) must(args ...string) string {
	w.t.Helper()
	got := w.refresh(args...)
	if got.code != 0 {
		w.t.Fatalf("status %d: %s", got.code, got.said)
	}
	return got.said
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newRefreshWorld(t)
	main := pullrequesttest.Git(t, w.bare, "rev-parse", "main")

	// Looking only changes nothing.
	if said := w.must("--dry-run"); !strings.Contains(said, "would propose: Refresh one: ") || pullrequesttest.Refs(t, w.bare) != "refs/heads/main "+main {
		t.Errorf("dry run: %s", said)
	}
	// The first run proposes both ecosystems.
	w.must()
	pulls := w.hub.Pulls()
	if len(pulls) != 2 || pulls[0].Head != "refresh/one" || pulls[1].Head != "refresh/two" || pulls[0].Base != "main" {
		t.Fatalf("pull requests: %+v", pulls)
	}
	if body := pulls[0].Body; !strings.Contains(body, "[docs.one.example/guide](https://docs.one.example/guide") || !strings.Contains(body, "docs.one.example | 4 | 0 | 0 | ") {
		t.Errorf("body: %s", body)
	}
	if got := pullrequesttest.Git(t, w.bare, "diff", "--name-status", "main", "refresh/one"); got != "A\tdataset/releases/2026/observations/one.parquet" {
		t.Errorf("the branch changes %s", got)
	}
	// The second changes nothing: no push, no request that writes.
	w.unchanged("a second run", func() { w.must() })
	// Merged, and nothing changed.
	w.merge("one", "two")
	w.unchanged("a run after the merge", func() { w.must() })
}

func TestRefreshChangedPage(t *testing.T) {
	t.Parallel()
	w := merged(t)
	w.site.set("docs.one.example/guide", page("Guide", "Signing", "Sign your packages with made sign, as before; every word beside that is new here and was written to fill the page."))
	w.must()
	pulls := w.open()
	if len(pulls) != 1 || pulls[0].Head != "refresh/one" || pulls[0].Title != "Refresh one: evidence renewed, verdicts as they were" {
		t.Fatalf("pull requests: %+v", pulls)
	}
	if !strings.Contains(pulls[0].Body, "## Evidence renewed (1)\n\nThe source changed and says the same: docs.one.example (1).") {
		t.Errorf("body: %s", pulls[0].Body)
	}
	// The other one changes as well: one more, and the first stays as it is.
	w.site.set("docs.two.example/policy", page("Policy", "Deletion", "A version may be deleted at any time by its owner, and everything that depends on it breaks; this was not so before."))
	w.must()
	if now := w.open(); len(now) != 2 || now[0].Body != pulls[0].Body {
		t.Fatalf("pull requests: %+v", now)
	}
	if body := w.open()[1].Body; !strings.Contains(body, "| feature | was | is | reason | evidence | note |") || !strings.Contains(body, "supported (required) | **partial (optional)** | registry changed | ") {
		t.Errorf("a fall on new evidence: %s", body)
	}
	if v := w.verdict("refresh/two", "policy.deletion-policy"); v.Verdict != "partial" || v.Stale {
		t.Errorf("%+v", v)
	}
	// It goes back: the pull request is closed, with a word.
	w.site.reset("docs.two.example/policy")
	w.must()
	last := w.hub.Pulls()[len(w.hub.Pulls())-1]
	if len(w.open()) != 1 || last.State != "closed" || len(last.Comments) != 1 {
		t.Errorf("%+v", last)
	}
}

func TestRefreshLostPage(t *testing.T) {
	t.Parallel()
	w := merged(t)
	w.site.set("docs.one.example/policy", "")
	w.must()
	pulls := w.open()
	if len(pulls) != 1 || pulls[0].Title != "Refresh one: 1 stale" {
		t.Fatalf("pull requests: %+v", pulls)
	}
	v := w.verdict("refresh/one", "policy.deletion-policy")
	if v.Verdict != "supported" || v.Enforcement != "required" || !v.Stale || v.LastSeen != time.Now().UTC().Format(time.DateOnly) {
		t.Errorf("%+v", v)
	}
	for _, want := range []string{"## Stale: kept, for review (1)", "`ecosystems/one/reviews.yml`", "unreachable: ", "## Evidence lost (1)", "## Sources that could not be read (1)"} {
		if !strings.Contains(pulls[0].Body, want) {
			t.Errorf("%q is not in the body: %s", want, pulls[0].Body)
		}
	}
	w.unchanged("the same loss again", func() { w.must("--ecosystem", "two") })

	// After the release took it over, it stays stale for 180 days, and is unknown then.
	w.merge("one")
	look := w.probe()
	w.unchanged("180 days", func() { w.must("--observations", later(t, look, history.StaleDays)) })
	w.must("--observations", later(t, look, history.StaleDays+2))
	if v := w.verdict("refresh/one", "policy.deletion-policy"); v.Verdict != "unknown" || v.Stale || !strings.Contains(v.Note, "more than 180 days") {
		t.Errorf("%+v", v)
	}
	if body := w.open()[0].Body; !strings.Contains(body, "**unknown** | source lost | before: [docs.one.example/policy]") {
		t.Errorf("body: %s", body)
	}
	// The page is back: as before.
	w.merge("one")
	w.site.reset("docs.one.example/policy")
	w.must()
	if v := w.verdict("refresh/one", "policy.deletion-policy"); v.Verdict != "supported" || v.Stale || v.LastSeen != "" {
		t.Errorf("%+v", v)
	}
}

// A proposal that nobody merges does not stop the clock.
func TestRefreshLostAndNotMerged(t *testing.T) {
	t.Parallel()
	w := merged(t)
	w.site.set("docs.one.example/policy", "")
	w.must()
	look := w.probe()
	w.must("--observations", later(t, look, history.StaleDays+2))
	if v := w.verdict("refresh/one", "policy.deletion-policy"); v.Verdict != "unknown" || v.LastSeen == "" {
		t.Errorf("%+v", v)
	}
	if len(w.hub.Pulls()) != 3 || len(w.open()) != 1 {
		t.Errorf("%+v", w.open())
	}
}

// What fails for one ecosystem is told in one line, and the others go on.
func TestRefreshProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		spoil func(*refreshWorld)
		want  string
		code  int
		open  int
		main  bool // nothing but main is there
	}{
		{"protected branch", func(w *refreshWorld) {
			pullrequesttest.Hook(w.t, w.bare, "while read old new ref; do case $ref in */one) echo 'protected branch hook declined' >&2; exit 1;; esac; done")
		}, "one      failed: branch refresh/one was not pushed: git push: remote: protected branch hook declined", exitNeedsReview, 1, false},
		{"all protected", func(w *refreshWorld) { pullrequesttest.Hook(w.t, w.bare, "exit 1") }, "problems: 2", exitNeedsReview, 0, true},
		{"API refuses", func(w *refreshWorld) {
			w.hub.Before = func(r *http.Request) int { return map[string]int{http.MethodPost: 403}[r.Method] }
		}, "one      failed: the pull request of refresh/one was not opened: the API answers 403: made to fail", exitNeedsReview, 0, false},
		{"remote gone", func(w *refreshWorld) {
			pullrequesttest.Git(w.t, w.clone, "remote", "set-url", "origin", filepath.Join(w.clone, "no"))
		}, "nothing was changed", exitNoSource, 0, true},
		{"one ecosystem down", func(w *refreshWorld) {
			for _, name := range []string{"guide", "policy", "more"} {
				w.site.set("docs.one.example/"+name, "")
			}
		}, "one      failed: none of its sources could be read; its release is left as it is", exitNeedsReview, 1, false},
		{"all down", func(w *refreshWorld) { w.server.Close() }, "none of 8 sources could be read", exitNoSource, 0, true},
		{"not signed off", func(w *refreshWorld) { w.author = "nobody" }, `author "nobody": write NAME <MAIL>`, exitUsage, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newRefreshWorld(t)
			test.spoil(w)
			status := pullrequesttest.Git(t, w.clone, "status", "--porcelain", "--branch")
			got := w.refresh()
			if got.code != test.code || !strings.Contains(got.said, test.want) {
				t.Errorf("status %d: %s", got.code, got.said)
			}
			if len(w.open()) != test.open || test.main == strings.Contains(pullrequesttest.Refs(t, w.bare), "refresh/") {
				t.Errorf("%d open; %s", len(w.open()), pullrequesttest.Refs(t, w.bare))
			}
			if pullrequesttest.Git(t, w.clone, "status", "--porcelain", "--branch") != status {
				t.Error("the clone is not as it was")
			}
		})
	}
}

func TestRefreshFailingSource(t *testing.T) {
	t.Parallel()
	w := merged(t)
	w.site.set("docs.one.example/policy", "")
	look := w.probe()
	for n, want := range []int{0, 0, 1, 1} {
		w.must("--observations", later(t, look, 7*n))
		issues := w.hub.Issues()
		if len(issues) != want {
			t.Fatalf("run %d: %d issues", n+1, len(issues))
		}
		if want > 0 && issues[0].Title != "Cannot read docs.one.example" {
			t.Errorf("%+v", issues[0])
		}
	}
}

func TestRefreshRefusesInput(t *testing.T) {
	w := newRefreshWorld(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--offline"}, "--offline has nothing new to compare"},
		{[]string{"--observations", w.clone}, "no file of observations is there"},
		{[]string{"--slug", "made"}, "write OWNER/NAME"},
		{[]string{"--repository", t.TempDir()}, "no git repository"},
		{[]string{"--remote", "upstream"}, "no remote upstream"},
		{[]string{"--base", "trunk"}, "remote origin has no branch trunk"},
	} {
		got := w.refresh(test.args...)
		if got.code == 0 || !strings.Contains(got.said, test.want) {
			t.Errorf("%q: status %d: %s", test.args, got.code, got.said)
		}
	}
	if writes := w.hub.Writes(); len(writes) > 0 {
		t.Errorf("written: %q", writes)
	}
}

// later writes the observations of a look as of a number of days later.
func later(t *testing.T, look string, days int) string {
	t.Helper()
	rows, err := table.ReadObservations(look)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i].RetrievedAt += int64(days) * 24 * 3600 * 1000
	}
	data, err := table.EncodeObservations(rows)
	if err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(t.TempDir(), fmt.Sprintf("%d.parquet", days))
	if err := os.WriteFile(place, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return place
}
