// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// longPage is a page that git knows again when a line of it changes.
func longPage(title string, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", title)
	for i := range 20 {
		fmt.Fprintf(&b, "Line %d of the page on %s.\n", i, title)
	}
	return b.String() + "\n" + strings.Join(lines, "\n") + "\n"
}

// turnsOf tells the turns of a page as "YEAR outcome path".
func turnsOf(t *testing.T, c *repotest.Clone, page probes.Probe) (told []string) {
	t.Helper()
	line, err := (&Mirror{Dir: c.Mirror}).OpenPast(context.Background(), repotest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	page.Key, page.Repository = "k", repotest.Name
	story, err := past.Read(context.Background(), line, past.Questions{Asked: []probes.Probe{page}})
	if err != nil {
		t.Fatal(err)
	}
	for _, turn := range story.Turns["k"] {
		at := time.Unix(story.Moments[turn.Moment].Counts, 0).UTC()
		told = append(told, fmt.Sprint(at.Year(), " ", turn.Outcome, " ", turn.Path))
	}
	for year := 2010; year < 2020; year++ {
		end := time.Date(year, 12, 31, 23, 59, 59, 0, time.UTC)
		look := &Mirror{Dir: c.Mirror, Until: end, Now: end}
		seen := repotest.Look(t, look, page)
		if want := past.OutcomeAt(story.Turns["k"], int(end.Unix()/86400)); seen[0].Outcome != want {
			t.Errorf("%d: a look sees %s (%s), and the past says %s", year, seen[0].Outcome, seen[0].Detail, want)
		}
	}
	return told
}

// A page that moved said before its move what it said: the commit that brought the
// text is the one that is named, under the name that the page had then.
func TestMovedPage(t *testing.T) {
	year := func(n int) string { return fmt.Sprintf("201%d-06-01T00:00:00Z", n) }
	page := repotest.Page("docs/guide.md", "sign your")
	said, other := longPage("guide", "Sign your packages."), longPage("guide", "Nothing yet.")
	for name, test := range map[string]struct {
		make func(c *repotest.Clone)
		want []string
	}{
		"renamed": {func(c *repotest.Clone) {
			c.Write("docs/old.md", other)
			c.Commit(year(0), "made")
			c.Write("docs/old.md", said)
			c.Commit(year(1), "says it")
			c.Git("mv", "docs/old.md", "docs/guide.md")
			c.Commit(year(4), "moves it")
		}, []string{"2010 unmatched docs/old.md", "2011 matched docs/old.md"}},
		"renamed and edited": {func(c *repotest.Clone) {
			c.Write("docs/old.md", other)
			c.Commit(year(1), "made")
			c.Git("mv", "docs/old.md", "docs/guide.md")
			c.Write("docs/guide.md", said)
			c.Commit(year(4), "moves it and says it")
		}, []string{"2011 unmatched docs/old.md", "2014 matched docs/guide.md"}},
		"moved across folders, twice": {func(c *repotest.Clone) {
			c.Write("wiki/Guide.md", said)
			c.Commit(year(1), "made")
			c.Git("mv", "wiki/Guide.md", "guide.md")
			c.Commit(year(3), "moves it")
			c.Write("docs/other.md", "another")
			c.Git("mv", "guide.md", "docs/guide.md")
			c.Commit(year(5), "moves it again")
		}, []string{"2011 matched wiki/Guide.md"}},
		"moved, with a pointer in its place on the same day": {func(c *repotest.Clone) {
			c.Write("old.md", said)
			c.Commit(year(1), "made")
			c.Git("mv", "old.md", "docs/between.md")
			c.Commit("2014-06-01T01:00:00Z", "moves it")
			c.Git("mv", "docs/between.md", "docs/guide.md")
			c.Commit("2014-06-01T02:00:00Z", "moves it again")
			c.Write("old.md", "It has moved.")
			c.Commit("2014-06-01T03:00:00Z", "leaves a pointer")
		}, []string{"2011 matched old.md"}},
		"copied": {func(c *repotest.Clone) {
			c.Write("old.md", said)
			c.Commit(year(1), "made")
			c.Write("docs/guide.md", said)
			c.Commit(year(4), "copies it")
		}, []string{"2011 unreachable ", "2014 matched docs/guide.md"}},
		"deleted, and back": {func(c *repotest.Clone) {
			c.Write("docs/guide.md", said)
			c.Commit(year(1), "made")
			c.Git("rm", "-q", "docs/guide.md")
			c.Commit(year(3), "deletes it")
			c.Write("docs/guide.md", said)
			c.Commit(year(5), "takes it back")
		}, []string{"2011 matched docs/guide.md", "2013 unreachable docs/guide.md", "2015 matched docs/guide.md"}},
		"moved over nothing alike": {func(c *repotest.Clone) {
			c.Write("old.md", longPage("signing", "Sign your packages."))
			c.Commit(year(1), "made")
			c.Git("rm", "-q", "old.md")
			c.Write("docs/guide.md", "sign your things")
			c.Commit(year(4), "writes another")
		}, []string{"2011 unreachable ", "2014 matched docs/guide.md"}},
		"moved, and another put in its place": {func(c *repotest.Clone) {
			c.Write("old.md", other)
			c.Commit(year(1), "made")
			c.Git("mv", "old.md", "docs/guide.md")
			c.Commit(year(3), "moves it")
			c.Write("old.md", said)
			c.Commit(year(4), "another")
			c.Git("rm", "-q", "docs/guide.md")
			c.Commit(year(6), "deletes it")
		}, []string{"2011 unmatched old.md", "2016 unreachable docs/guide.md"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := repotest.New(t)
			c.Write("docs/kept.md", "kept")
			test.make(c)
			if diff := cmp.Diff(test.want, turnsOf(t, c, page)); diff != "" {
				t.Errorf("want -, got +: %s", diff)
			}
		})
	}
}

// movedPast writes a random history of pages that are moved, edited, copied, deleted
// and written again, several times a day at times.
func movedPast(r *rand.Rand) string {
	made := &madePast{Rand: r}
	paths := []string{"guide.md", "docs/guide.md", "old/guide.md", "wiki/a.md", "wiki/b.md", "docs/deep/c.md"}
	there := make(map[string]string)
	at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for n := range 120 {
		at += int64(r.IntN([]int{40 * 24, 5}[r.IntN(2)] * 3600))
		made.line("commit refs/heads/main\ncommitter C <c@example.org> %d +0000", at)
		made.data("made")
		to := paths[r.IntN(len(paths))]
		var from string
		if names := slices.Sorted(maps.Keys(there)); len(names) > 0 {
			from = names[r.IntN(len(names))]
		}
		text := longPage(fmt.Sprint("page ", n%3), []string{"Sign your packages.", "Nothing yet."}[r.IntN(2)], fmt.Sprint(n))
		switch kind := r.IntN(8); {
		case from == "" || kind == 0: // another page, or another text
			made.line("M 100644 inline %s", to)
			made.data(text)
			there[to] = text
		case kind == 1:
			made.line("D %s", from)
			delete(there, from)
		case from == to:
			there[to] = strings.Replace(there[to], "Nothing yet", "Sign your packages", 1)
			made.line("M 100644 inline %s", to)
			made.data(there[to])
		default:
			there[to] = there[from]
			if kind == 2 {
				there[to] = strings.Replace(there[to], "Sign your packages", "Nothing yet", 1)
			}
			made.line("M 100644 inline %s", to)
			made.data(there[to])
			if kind != 3 { // a copy
				made.line("D %s", from)
				delete(there, from)
			}
		}
	}
	return made.out.String()
}

func TestMovedPastIsAsOf(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 9))
			c := repotest.New(t)
			importPast(t, c, movedPast(r))
			days := someDays(r, 0)
			for range 25 {
				days = append(days, days[0]+r.IntN(2000))
			}
			samePast(t, c.Mirror, days)
		})
	}
}
