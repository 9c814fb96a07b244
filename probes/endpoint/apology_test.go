// SPDX-License-Identifier: Apache-2.0

package endpoint

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
		err := api.Probe(t.Context(), []probes.Probe{p}, func(o probes.Observation) {
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

// The address says which form an answer has.
func TestMisshapen(t *testing.T) {
	for _, test := range []struct {
		at, body string
		want     probes.Outcome
	}{
		{"/feed.atom", "<?xml version=\"1.0\"?><feed/>", probes.Matched},
		{"/feed.atom", "feed.atom", probes.Invalid},
		{"/feed.atom", "{\"feed\":[]}", probes.Invalid},
		{"/a.properties", "#Thu Jan 01\nnexus.index.id=central\n", probes.Matched},
		{"/a.properties", "repo.example/a.properties\n", probes.Invalid},
		{"/a.properties", "{\"a\":1}", probes.Invalid},
		{"/a.jar.asc", "-----BEGIN PGP SIGNATURE-----\n", probes.Matched},
		{"/a.jar.asc", "none", probes.Invalid},
		{"/anything", "none", probes.Matched},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/octet-stream")
			fmt.Fprint(w, test.body)
		}))
		p := probes.Probe{Key: "a", Method: probes.Endpoint, URL: server.URL + test.at, Ask: &probes.Ask{EndpointID: "a", Status: 200}}
		err := (&API{Client: server.Client()}).Probe(t.Context(), []probes.Probe{p}, func(o probes.Observation) {
			if o.Outcome != test.want {
				t.Errorf("%s %q: %s (%s), want %s", test.at, test.body, o.Outcome, o.Detail, test.want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		server.Close()
	}
}
