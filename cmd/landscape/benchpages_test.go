// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/docs"
)

// BenchmarkPages reduces every page that rules name, read beforehand from the
// clones that LANDSCAPE_MIRROR names. Metric: cpu-ms/op, over all pages.
func BenchmarkPages(b *testing.B) {
	mirror := os.Getenv("LANDSCAPE_MIRROR")
	if mirror == "" {
		b.Skip("give the clones: make bench MIRROR=DIR")
	}
	pages := rulePages(b, mirror)
	size := 0
	for _, page := range pages {
		size += len(page)
	}
	b.SetBytes(int64(size))
	var total time.Duration
	for b.Loop() {
		total += cpu(b, func() error {
			for path, page := range pages {
				if _, err := docs.Reduce(path, page); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ReportMetric(float64(total.Milliseconds())/float64(b.N), "cpu-ms/op")
}

// rulePages reads the pages, by repository and path.
func rulePages(b *testing.B, mirror string) map[string][]byte {
	b.Helper()
	features, err := catalog.Load()
	if err != nil {
		b.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		b.Fatal(err)
	}
	pages := make(map[string][]byte)
	for _, e := range all {
		for _, p := range e.Probes() {
			if p.Method != probes.Page || p.Repository == "" {
				continue
			}
			dir := filepath.Join(mirror, p.Repository+".git")
			if _, err := os.Stat(dir); err != nil {
				dir = filepath.Join(mirror, p.Repository)
			}
			for _, path := range p.Paths {
				key := p.Repository + "/" + path
				if _, known := pages[key]; known {
					break
				}
				if page, err := exec.Command("git", "--git-dir="+dir, "show", "HEAD:"+path).Output(); err == nil {
					pages[key] = page
					break
				}
			}
		}
	}
	return pages
}
