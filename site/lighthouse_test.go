// SPDX-License-Identifier: Apache-2.0

//go:build long

package site

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// arrivals are the kinds of pages that Lighthouse is asked about.
var arrivals = []string{"front", "matrix", "feature", "registry", "time", "time year", "adoption"}

// TestLighthouse asks Lighthouse about the pages where people arrive: 100 in
// accessibility, best practices and search engines. Its run costs seconds a page, and its
// figures for speed vary with what else the machine does: make lighthouse
// measures those, on a phone and a desk, and wants 98 and no layout shift to see. Only
// make pages and make lighthouse run it.
func TestLighthouse(t *testing.T) {
	p := newPlan(t, release(t), releaseSite(t))
	maps.DeleteFunc(p.Pages, func(kind, _ string) bool { return !slices.Contains(arrivals, kind) })
	some := plan{Sites: []sitePlan{p}, Forms: []string{"mobile"}}
	if os.Getenv("LANDSCAPE_LIGHTHOUSE") == "speed" {
		some.Forms, some.Speed = append(some.Forms, "desktop"), true
	}
	check(t, filepath.Join("browser", "lighthouse"), some, chromium)
}
