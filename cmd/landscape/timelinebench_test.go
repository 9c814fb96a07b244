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
// every 24th month, and writes .github/BENCHMARKS.md. Each step is measured by the
// clock and in processor time, children included.
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
	lines   []string // rows of the table
	mu      sync.Mutex
}

// taken is what a step took.
type taken struct{ clock, processor time.Duration }

func (t *timelineBench) timed(step func() error) taken {
	began := time.Now()
	processor := cpu(t.B, step)
	return taken{time.Since(began), processor}
}

func (t *timelineBench) run(args ...string) taken {
	return t.timed(func() error {
		args = append([]string{"timeline", "--mirror", t.mirror, "--out", t.TempDir()}, args...)
		if code := run(context.Background(), args, io.Discard, io.Discard); code != exitDone {
			return fmt.Errorf("timeline ended with %d", code)
		}
		return nil
	})
}

// read is the reading alone, of some of the rules.
func (t *timelineBench) read(all []*ecosystems.Ecosystem) taken {
	m := &gitclone.Mirror{Dir: t.mirror, Former: ecosystems.Former(all)}
	from := timeline.DayOf(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC))
	clear(t.objects)
	return t.timed(func() (err error) {
		t.stories, _, err = timeline.Stories(context.Background(), all, timeline.Reading{Open: m.OpenPast, From: from, Read: func(name string, objects []string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.objects[name] = append(t.objects[name], objects...)
		}})
		return err
	})
}

func (t *timelineBench) measure() {
	kept := t.TempDir()
	first := t.run("--cache", kept)
	second := t.run("--cache", kept)
	weekly := t.run("--no-cache", "--every", "week")
	half := t.read(halfOf(t.all))
	whole := t.read(t.all)
	cat := t.timed(func() error { return catFiles(t.mirror, t.present()) })
	grep, months := t.grep()
	add := func(what, ratio string, took, over, under taken) {
		clock, processor := over.clock.Seconds()/under.clock.Seconds(), over.processor.Seconds()/under.processor.Seconds()
		t.lines = append(t.lines, fmt.Sprintf("| %s | %.1f | %.1f | %.3g | %.3g | %s |", what, took.clock.Seconds(), took.processor.Seconds(), clock, processor, ratio))
		t.ReportMetric(clock, strings.ReplaceAll(ratio, " ", "-"))
	}
	t.lines = nil
	add("the whole timeline, by month from 2010", "of itself", first, first, first)
	add("git cat-file --batch on the distinct contents concerned", "timeline of cat-file", cat, first, cat)
	add(fmt.Sprintf("git grep of every month, extrapolated from every %dth (%d searched)", grepEvery, months), "grep of timeline", grep, grep, first)
	add("by week: four times the dates", "week of month", weekly, weekly, first)
	add("reading for half of the rules", "all of half the rules", half, whole, half)
	add("a second run with nothing new", "second of first", second, second, first)
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
func (t *timelineBench) grep() (took taken, searched int) {
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
	took = t.timed(func() error {
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
	return taken{took.clock * grepEvery, took.processor * grepEvery}, searched
}

func (t *timelineBench) report() {
	version, _ := exec.Command("git", "--version").Output()
	goVersion := runtime.Version()
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# Benchmarks\n\n`make bench MIRROR=DIR BENCH=Timeline` writes this file. %d repositories, %s/%s, %d cores, %s, %s.\nSeconds by the clock and of the processors, children included, and the ratio of each. Everything is measured in one run;\na machine that does other work as well lengthens all of it.\n\n| what | clock | processor | ratio by the clock | of the processor | which ratio |\n| --- | --- | --- | --- | --- | --- |\n",
		len(t.stories), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), goVersion, strings.TrimSpace(string(version)))
	for _, line := range t.lines {
		fmt.Fprintln(&out, line)
	}
	if err := os.WriteFile(filepath.Join("..", "..", ".github", "BENCHMARKS.md"), []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
