// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// BenchmarkSurvey looks at the clones that LANDSCAPE_MIRROR names and judges what
// was seen, the site left out, and beside it runs git cat-file --batch on the files
// concerned. Metrics: cpu-s/op (user and system, children included) and x-cat-file,
// the ratio.
func BenchmarkSurvey(b *testing.B) {
	mirror := os.Getenv("LANDSCAPE_MIRROR")
	if mirror == "" {
		b.Skip("give the clones: make bench MIRROR=DIR")
	}
	for _, ids := range []string{"npm,pypi", ""} {
		name := strings.ReplaceAll(ids, ",", "+")
		if ids == "" {
			name = "all"
		}
		b.Run(name, func(b *testing.B) { benchmarkSurvey(b, mirror, ids) })
	}
}

func benchmarkSurvey(b *testing.B, mirror, ids string) {
	objects := concerned(b, mirror, ids)
	features, all := loadChosen(b, ids)
	var survey, cat time.Duration
	for b.Loop() {
		survey += cpu(b, func() error {
			out := b.TempDir()
			args := []string{"probe", "--mirror", mirror, "--out", out}
			if ids != "" {
				args = append(args, "--ecosystem", ids)
			}
			if code := run(context.Background(), args, io.Discard, io.Discard); code != 0 {
				return fmt.Errorf("probe ended with %d", code)
			}
			seen, err := table.ReadObservations(out)
			if err == nil {
				dataset.Judge(seen[0].Wave, table.AsOf(seen), features, all, seen)
			}
			return err
		})
		b.StopTimer()
		cat += cpu(b, func() error { return catFiles(mirror, objects) })
		b.StartTimer()
	}
	b.ReportMetric(survey.Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(survey.Seconds()/cat.Seconds(), "x-cat-file")
}

// loadChosen loads the catalog and the ecosystems with these ids ("": all).
func loadChosen(b *testing.B, ids string) (*catalog.Catalog, []*ecosystems.Ecosystem) {
	b.Helper()
	features, err := catalog.Load()
	if err != nil {
		b.Fatal(err)
	}
	var only []string
	if ids != "" {
		only = strings.Split(ids, ",")
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, only...)
	if err != nil {
		b.Fatal(err)
	}
	return features, all
}

// concerned lists the objects that the survey reads, by repository.
func concerned(b *testing.B, mirror, ids string) map[string][]string {
	b.Helper()
	_, all := loadChosen(b, ids)
	objects := make(map[string][]string)
	m := &gitclone.Mirror{Dir: mirror, Read: func(repository string, read []string) { objects[repository] = read }, Workers: 1}
	var asked []probes.Probe
	for _, e := range all {
		asked = append(asked, e.Probes()...)
	}
	if _, err := probes.Run(context.Background(), []probes.Looker{m}, asked); err != nil {
		b.Fatal(err)
	}
	return objects
}

func catFiles(mirror string, objects map[string][]string) error {
	for repository, list := range objects {
		dir := filepath.Join(mirror, repository+".git")
		if _, err := os.Stat(dir); err != nil {
			dir = filepath.Join(mirror, repository)
		}
		cmd := exec.Command("git", "--git-dir="+dir, "cat-file", "--batch", "--buffer")
		cmd.Stdin = bytes.NewBufferString(strings.Join(list, "\n") + "\n")
		cmd.Stdout = io.Discard
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", repository, err)
		}
	}
	return nil
}

// cpu is the processor time that a step takes, children included.
func cpu(b *testing.B, step func() error) time.Duration {
	b.Helper()
	before := processorTime()
	if err := step(); err != nil {
		b.Fatal(err)
	}
	return processorTime() - before
}

func processorTime() time.Duration {
	var total time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		_ = syscall.Getrusage(who, &u)
		total += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return total
}
