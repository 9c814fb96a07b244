// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"net/http"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// TestFaults holds that a fault ends as the same outcome or as none, never as
// another.
func TestFaults(t *testing.T) {
	server := faulttest.New(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := handlers[r.URL.Path]; ok {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	var asked []probes.Probe
	truth := make(map[string]probes.Outcome)
	for _, test := range outcomes {
		if !test.want.Reached() {
			continue
		}
		p := probe(test.path, test.ask)
		truth[p.Key] = test.want
		asked = append(asked, p)
	}
	for _, fault := range append(faulttest.All(), faulttest.None) {
		server.Choose(func(r *http.Request) faulttest.Fault {
			if r.URL.Path == "/robots.txt" {
				return faulttest.None
			}
			return fault
		})
		options := transport.Options{
			AllowPrivate: true, MaxBody: 4 << 20, MaxRetries: -1,
			Backoff: time.Millisecond, Paces: map[string]transport.Pace{"": {PerSecond: 10_000, Concurrency: 16}},
		}
		if fault != faulttest.None { // a good answer may take long on a busy machine
			options.Timeout, options.Stall = time.Second, 100*time.Millisecond
		}
		way, err := transport.New(options)
		if err != nil {
			t.Fatal(err)
		}
		reached := 0
		for key, o := range look(t, &API{Client: way.Client(), Registries: map[string]string{"npm": server.URL}, Now: now}, asked...) {
			if !o.Outcome.Reached() {
				continue
			}
			reached++
			if o.Outcome != truth[key] {
				t.Errorf("%s: %s is %s, want %s", fault, o.URL, o.Outcome, truth[key])
			}
		}
		if fault == faulttest.None && reached != len(truth) {
			t.Errorf("without a fault %d of %d were read", reached, len(truth))
		}
		if err := way.Close(); err != nil {
			t.Error(err)
		}
	}
}
