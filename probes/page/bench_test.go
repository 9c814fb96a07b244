// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// BenchmarkPages reduces every page that rules name, read beforehand from the
// clones that LANDSCAPE_MIRROR names.
func BenchmarkPages(b *testing.B) {
	mirror := os.Getenv("LANDSCAPE_MIRROR")
	if mirror == "" {
		b.Skip("give the clones: make bench MIRROR=DIR")
	}
	pages := rulePages(b, mirror)
	size := 0
	for _, text := range pages {
		size += len(text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for path, text := range pages {
			if _, err := page.Reduce(path, text); err != nil {
				b.Fatal(err)
			}
		}
	}
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
				if text, err := exec.Command("git", "--git-dir="+dir, "show", "HEAD:"+path).Output(); err == nil {
					pages[key] = text
					break
				}
			}
		}
	}
	return pages
}
