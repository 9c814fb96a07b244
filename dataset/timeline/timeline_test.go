// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

func day(text string) int {
	at, _ := time.Parse(time.DateOnly, text)
	return DayOf(at)
}

func TestStartOf(t *testing.T) {
	for text, want := range map[string][2]string{"2019-12": {"2019-12-01", "2020-01-01"}, "2020": {"2020-01-01", "2021-01-01"}} {
		if got := [2]string{Date(startOf(text, 0)), Date(startOf(text, 1))}; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	if startOf("", 1) != -1 {
		t.Error("no date has a first day")
	}
}

// Two made repositories, and one rule on each.
func madeRules(t *testing.T) (mirror string, all []*ecosystems.Ecosystem) {
	t.Helper()
	c := repotest.New(t)
	c.Write("guide.md", "nothing")
	c.Commit("2015-01-02T00:00:00Z", "made")
	c.Write("guide.md", "sign")
	c.Commit("2018-03-04T00:00:00Z", "made")
	other := &repotest.Clone{T: t, Mirror: c.Mirror, Dir: filepath.Join(c.Mirror, "acme", "later")}
	if err := os.MkdirAll(other.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	other.Git("init", "-q", "-b", "main")
	other.Write("a.go", "mfa")
	other.Commit("2020-05-06T00:00:00Z", "made")
	rule := func(feature, name string, p probes.Probe, until string) ecosystems.Judgement {
		p.Ecosystem, p.Feature, p.Repository = "made", feature, name
		p.Key = probes.NewKey(p)
		return ecosystems.Judgement{Feature: feature, Rules: []ecosystems.Rule{{Verdict: "supported", Enforcement: "optional", Until: until, Evidence: []probes.Probe{p}}}}
	}
	return c.Mirror, []*ecosystems.Ecosystem{{ID: "made", Judgements: []ecosystems.Judgement{
		rule("integrity.signing", repotest.Name, repotest.Page("guide.md", "sign"), "2022-02"),
		rule("authentication.mfa", "acme/later", repotest.Code("*.go", "mfa"), ""),
	}}}
}

func TestSpans(t *testing.T) {
	mirror, all := madeRules(t)
	m := &gitclone.Mirror{Dir: mirror}
	stories, failed, err := Stories(context.Background(), all, Reading{Open: m.OpenPast, From: day("2016-01-01")})
	if err != nil || len(failed) > 0 {
		t.Fatal(err, failed)
	}
	features := &catalog.Catalog{Features: []catalog.Feature{{ID: "integrity.signing", Journey: "integrity"}, {ID: "authentication.mfa", Journey: "authentication"}}}
	spans, err := Spans(context.Background(), &Past{Features: features, All: all, Stories: stories, From: day("2016-01-01"), To: day("2024-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range Rows(spans, nil) {
		got = append(got, fmt.Sprint(r.Feature, " ", r.Verdict, " ", r.From, " ", r.Until, " ", r.Path, " ", r.CommitDate))
	}
	want := []string{
		"authentication.mfa supported 2020-05-06  a.go 2020-05-06", "authentication.mfa unknown 2016-01-01 2020-05-06  ",
		"integrity.signing supported 2018-03-04 2022-03-01 guide.md 2018-03-04", "integrity.signing unknown 2016-01-01 2018-03-04  ", "integrity.signing unknown 2022-03-01   ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
	counts := Sampled(spans, features, []int{day("2018-03-03"), day("2018-03-04"), day("2022-02-28"), day("2022-03-01")})
	var supported []int32
	for _, r := range counts {
		if r.Journey == "" {
			supported = append(supported, r.Supported)
		}
	}
	if diff := cmp.Diff([]int32{0, 1, 2, 1}, supported); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
	if on := verdictsOn(spans, day("2021-01-01")); on[table.Cell{Ecosystem: "made", Feature: "integrity.signing"}].Verdict != vocabulary.Supported {
		t.Errorf("on a day: %+v", on)
	}
}

// A run that is stopped has kept what it did, and the next goes on from there.
func TestStopped(t *testing.T) {
	mirror, all := madeRules(t)
	m := &gitclone.Mirror{Dir: mirror}
	kept, err := OpenKept(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	_, _, err = Stories(ctx, all, Reading{Open: m.OpenPast, Kept: kept, Workers: 1, Progress: func(Progress) { stop() }})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped with %v", err)
	}
	known := make(map[string]bool)
	_, _, err = Stories(context.Background(), all, Reading{Open: m.OpenPast, Kept: kept, Workers: 1, Progress: func(p Progress) {
		known[p.Repository] = p.Story.FromKept == p.Story.Objects
	}})
	if diff := cmp.Diff(map[string]bool{repotest.Name: true, "acme/later": false}, known); err != nil || diff != "" {
		t.Errorf("%v: want -, got +: %s", err, diff)
	}
}

// verdictsOn is the verdict of each feature of each ecosystem on a day, by cell.
func verdictsOn(spans []Span, day int) map[table.Cell]Span {
	found := make(map[table.Cell]Span)
	for _, s := range spans {
		if s.From <= day && (s.To == 0 || day < s.To) {
			found[table.Cell{Ecosystem: s.Ecosystem, Feature: s.Feature}] = s
		}
	}
	return found
}
