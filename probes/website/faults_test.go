// SPDX-License-Identifier: Apache-2.0

package website

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// TestSiteFaults holds that a fault on any share of the pages ends as the same
// outcome or as none, never as another.
func TestSiteFaults(t *testing.T) {
	server := faulttest.New(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		send("text/html", htmlPage("T", "<h1>A</h1><p>Trusted publishing.</p>"+manyWords))(w, r)
	}))
	var asked []probes.Probe
	truth := make(map[string]probes.Outcome)
	for i := range 20 {
		for says, outcome := range map[string]probes.Outcome{"trusted publishing": probes.Matched, "arrays|captcha|javascript|challenge|moment": probes.Unmatched} {
			p := ask(fmt.Sprintf("%s/%d", server.URL, i), says)
			p.Key += says
			truth[p.Key] = outcome
			asked = append(asked, p)
		}
	}
	rounds := []func(*http.Request) faulttest.Fault{faulttest.Always(faulttest.None)}
	for _, fault := range faulttest.All() {
		rounds = append(rounds, faulttest.Always(fault))
	}
	for seed := range uint64(6) {
		rounds = append(rounds, faulttest.Seeded(seed, 0.5))
	}
	for round, choose := range rounds {
		server.Choose(func(r *http.Request) faulttest.Fault {
			if r.URL.Path == "/robots.txt" {
				return faulttest.None
			}
			return choose(r)
		})
		options := transport.Options{
			AllowPrivate: true, MaxBody: 1 << 20, MaxRetries: -1,
			Backoff: time.Millisecond, Paces: map[string]transport.Pace{"": {PerSecond: 10_000, Concurrency: 16}},
		}
		if round > 0 { // a good answer may take long on a busy machine
			options.Timeout, options.Stall = time.Second, 200*time.Millisecond
		}
		way, err := transport.New(options)
		if err != nil {
			t.Fatal(err)
		}
		reached := 0
		for key, o := range look(t, &Site{Client: way.Client(), PerHost: 16}, asked...) {
			if o.Outcome.Reached() {
				reached++
				if o.Outcome != truth[key] {
					t.Errorf("round %d: %s is %s, want %s", round, key, o.Outcome, truth[key])
				}
			}
		}
		if round == 0 && reached != len(asked) {
			t.Errorf("without a fault %d of %d were read", reached, len(asked))
		}
		if err := way.Close(); err != nil {
			t.Error(err)
		}
	}
}
