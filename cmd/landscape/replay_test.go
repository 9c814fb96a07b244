// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// Whatever went wrong in a run, its recording gives the same observations, with
// the same reasons: rate limits and hosts left alone included.
func TestReplayOfFaults(t *testing.T) {
	hurry(t)
	rules := worldRules(t)
	chosen := map[string]func(*http.Request) faulttest.Fault{}
	for seed := uint64(1); seed <= 6; seed++ { // each leaves something to read
		chosen[fmt.Sprint("seed ", seed)] = faulttest.Seeded(seed, 0.3, allFaults()...)
	}
	for _, f := range []faulttest.Fault{"exhausted", "secondary", "century", "past", faulttest.Stall, faulttest.RedirectLoop, "to-file"} {
		for _, place := range []string{"/git/", "/tarball/", "/commits", "/signing", "/one"} {
			chosen[fmt.Sprint(f, " at ", place)] = func(r *http.Request) faulttest.Fault {
				if strings.Contains(r.URL.Path, place) {
					return f
				}
				return faulttest.None
			}
		}
	}
	for name, choose := range chosen {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := faulttest.New(t, newWorld())
			server.Plays = oddPlays
			server.Choose(choose)
			out, again := t.TempDir(), t.TempDir()
			warc := filepath.Join(out, "run.warc.gz")
			said, code := landscape("probe", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace", "--record", warc, "--out", out)
			if code != exitDone {
				t.Fatal(said)
			}
			if said, code := landscape("probe", "--ecosystems", rules, "--replay", warc, "--out", again); code != exitDone {
				t.Fatal(said)
			}
			same(t, filepath.Join(out, "observations.parquet"), filepath.Join(again, "observations.parquet"))
		})
	}
}
