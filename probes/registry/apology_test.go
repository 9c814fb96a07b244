// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

// Errors with status 200 that say the words are no answers.
func TestApologies(t *testing.T) {
	for _, test := range []struct {
		media, body, accept string
		want                probes.Outcome
	}{
		{"text/plain", "404 Not Found\nindex.timestamp", "", probes.Invalid},
		{"text/plain", "Not found: index.timestamp", "", probes.Invalid},
		{"text/plain", "#Thu\nindex.timestamp=4", "", probes.Matched},
		{"text/plain", "4040 index.timestamp", "", probes.Matched},
		{"application/json", `{"error":"no index.timestamp"}`, "application/json", probes.Invalid},
		{"application/json", `{"errors":[{"detail":"index.timestamp"}]}`, "application/json", probes.Invalid},
		{"application/json", `{"error":null,"errors":[],"is":"index.timestamp"}`, "application/json", probes.Matched},
		{"application/json", `["index.timestamp"]`, "application/json", probes.Matched},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", test.media)
			fmt.Fprint(w, test.body)
		}))
		api := &API{Client: server.Client()}
		p := probes.Probe{Key: "a", Method: probes.Endpoint, URL: server.URL + "/index", Ask: &probes.Ask{EndpointID: "index", Accept: test.accept, Matches: probes.MustCompile(`index\.timestamp`)}}
		err := api.Look(t.Context(), []probes.Probe{p}, func(o probes.Observation) {
			if o.Outcome != test.want {
				t.Errorf("%s: %s (%s), want %s", test.body, o.Outcome, o.Detail, test.want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		server.Close()
	}
}
