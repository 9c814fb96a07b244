// SPDX-License-Identifier: Apache-2.0

//go:build long

package site

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLighthouse asks Lighthouse about three pages: 100 in accessibility, best
// practices and search engines. Its own run costs seconds a page, and its
// figures for speed vary with what else the machine does: make lighthouse
// measures those, on a phone and a desk, and wants 98 and no layout shift. Only
// make pages and make lighthouse run it.
func TestLighthouse(t *testing.T) {
	p := newPlan(t, release(t), releaseSite(t))
	p.Pages = map[string]string{"matrix": p.Pages["matrix"], "feature": p.Pages["feature"], "registry": p.Pages["registry"]}
	three := plan{Sites: []sitePlan{p}, Forms: []string{"mobile"}}
	if os.Getenv("LANDSCAPE_LIGHTHOUSE") == "speed" {
		three.Forms, three.Speed = append(three.Forms, "desktop"), true
	}
	check(t, filepath.Join("browser", "lighthouse"), three)
}
