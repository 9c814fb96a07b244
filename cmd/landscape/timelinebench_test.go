// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/timeline"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// grepEvery is of how many months one is searched with git grep; the rest is
// extrapolated.
const grepEvery = 24

// BenchmarkTimeline runs the whole timeline on the clones that LANDSCAPE_MIRROR names,
// beside git cat-file --batch on the distinct contents concerned and git grep on
// every 24th month, and writes .github/BENCHMARKS.md. Figures are processor time,
// children included.
func BenchmarkTimeline(b *testing.B) {
	mirror := os.Getenv("LANDSCAPE_MIRROR")
	if mirror == "" {
		b.Skip("give the clones: make bench MIRROR=DIR")
	}
	_, all, err := (&scopeFlags{}).load()
	if err != nil {
		b.Fatal(err)
	}
	t := &timelineBench{B: b, mirror: mirror, all: all, objects: make(map[string][]string), stories: make(map[string]*past.Story)}
	for b.Loop() {
		t.measure()
	}
	t.report()
}

type timelineBench struct {
	*testing.B
	mirror  string
	all     []*ecosystems.Ecosystem
	objects map[string][]string
	stories map[string]*past.Story
	lines   [][3]string // what, seconds, ratio
	wall    time.Duration
	mu      sync.Mutex
}

func (t *timelineBench) run(args ...string) time.Duration {
	return cpu(t.B, func() error {
		args = append([]string{"timeline", "--mirror", t.mirror, "--out", t.TempDir()}, args...)
		if code := run(context.Background(), args, io.Discard, io.Discard); code != exitDone {
			return fmt.Errorf("timeline ended with %d", code)
		}
		return nil
	})
}

// read is the reading alone, of some of the rules.
func (t *timelineBench) read(all []*ecosystems.Ecosystem) time.Duration {
	m := &gitclone.Mirror{Dir: t.mirror, Former: ecosystems.Former(all)}
	from := timeline.DayOf(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC))
	return cpu(t.B, func() (err error) {
		t.stories, _, err = timeline.Stories(context.Background(), all, timeline.Reading{Open: m.OpenPast, From: from, Read: func(name string, objects []string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.objects[name] = objects
		}})
		return err
	})
}

func (t *timelineBench) measure() {
	kept := t.TempDir()
	began := time.Now()
	first := t.run("--cache", kept)
	t.wall = time.Since(began)
	second := t.run("--cache", kept)
	weekly := t.run("--no-cache", "--every", "week")
	half := t.read(halfOf(t.all))
	whole := t.read(t.all)
	cat := cpu(t.B, func() error { return catFiles(t.mirror, t.present()) })
	grep, months := t.grep()
	add := func(what string, took time.Duration, ratio string, times float64) {
		t.lines = append(t.lines, [3]string{what, fmt.Sprintf("%.1f", took.Seconds()), fmt.Sprintf("%.3g %s", times, ratio)})
		t.ReportMetric(times, strings.ReplaceAll(ratio, " ", "-"))
	}
	t.lines = nil
	add("the whole timeline, by month from 2010", first, "of itself", 1)
	add("git cat-file --batch on the distinct contents concerned", cat, "timeline of cat-file", first.Seconds()/cat.Seconds())
	add(fmt.Sprintf("git grep of every month, extrapolated from every %dth (%d searched)", grepEvery, months), grep, "grep of timeline", grep.Seconds()/first.Seconds())
	add("by week: four times the dates", weekly, "week of month", weekly.Seconds()/first.Seconds())
	add("reading for half of the rules", half, "all of half the rules", whole.Seconds()/half.Seconds())
	add("a second run with nothing new", second, "second of first", second.Seconds()/first.Seconds())
}

// halfOf leaves out every other feature.
func halfOf(all []*ecosystems.Ecosystem) (half []*ecosystems.Ecosystem) {
	for _, e := range all {
		some := *e
		some.Judgements = nil
		for i, j := range e.Judgements {
			if i%2 == 0 {
				some.Judgements = append(some.Judgements, j)
			}
		}
		half = append(half, &some)
	}
	return half
}

// clone is where a repository's clone is.
func (t *timelineBench) clone(name string) string {
	for _, each := range append([]string{name}, ecosystems.Former(t.all)[name]...) {
		for _, dir := range []string{each + ".git", each} {
			if info, err := os.Stat(filepath.Join(t.mirror, dir)); err == nil && info.IsDir() {
				return dir
			}
		}
	}
	return name
}

func (t *timelineBench) present() map[string][]string {
	found := make(map[string][]string)
	for name, objects := range t.objects {
		found[strings.TrimSuffix(t.clone(name), ".git")] = objects
	}
	return found
}

// grep searches the commit of every 24th month for all patterns of a repository at
// once, below the paths that the rules name: what a script without history would do.
func (t *timelineBench) grep() (took time.Duration, searched int) {
	patterns := make(map[string][]string)
	for _, e := range t.all {
		for _, p := range e.Probes() {
			if timeline.Asked(p) && p.Method != probes.Exists {
				for _, pattern := range p.Patterns {
					patterns[p.Repository] = append(patterns[p.Repository], "-e", pattern.String())
				}
			}
		}
	}
	took = cpu(t.B, func() error {
		for name, story := range t.stories {
			for year := 2010; year <= time.Now().Year(); year += grepEvery / 12 {
				at := story.PinnedAt(timeline.DayOf(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)))
				if at < 0 || len(patterns[name]) == 0 {
					continue
				}
				searched++
				args := append([]string{"--git-dir=" + filepath.Join(t.mirror, t.clone(name)), "grep", "-l", "-i", "-P"}, patterns[name]...)
				_ = exec.Command("git", append(args, story.Moments[at].Commit)...).Run() // nothing found is no failure
			}
		}
		return nil
	})
	return took * grepEvery, searched
}

func (t *timelineBench) report() {
	version, _ := exec.Command("git", "--version").Output()
	goVersion := runtime.Version()
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# Benchmarks\n\n`make bench MIRROR=DIR BENCH=Timeline` writes this file. %d repositories, %s/%s, %d cores, %s, %s.\nThe first run took %.0f s by the clock. Seconds are processor time, children included.\n\n| what | seconds | ratio |\n| --- | --- | --- |\n",
		len(t.stories), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), goVersion, strings.TrimSpace(string(version)), t.wall.Seconds())
	for _, line := range t.lines {
		fmt.Fprintf(&out, "| %s | %s | %s |\n", line[0], line[1], line[2])
	}
	if err := os.WriteFile(filepath.Join("..", "..", ".github", "BENCHMARKS.md"), []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
