// SPDX-License-Identifier: Apache-2.0

package advisories

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// madeOSV speaks the shapes of OSV's API about made packages.
func madeOSV(t *testing.T) OSV {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/query", func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Package struct{ Ecosystem, Name string }
			Token   string `json:"page_token"`
		}
		_ = json.NewDecoder(r.Body).Decode(&q)
		switch {
		case q.Package.Name == "down":
			w.WriteHeader(http.StatusServiceUnavailable)
		case q.Package.Name == "proxy":
			http.Error(w, "bad request", http.StatusBadRequest)
		case q.Package.Name == "wall":
			_, _ = fmt.Fprint(w, "<html>")
		case q.Package.Ecosystem != "PyPI":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, `{"code":3,"message":"Invalid ecosystem."}`)
		case q.Package.Name == "bad" && q.Token == "":
			_, _ = fmt.Fprint(w, `{"vulns":[{"id":"MAL-2026-1"},{"id":"GHSA-made"}],"next_page_token":"2"}`)
		case q.Package.Name == "bad":
			_, _ = fmt.Fprint(w, `{"vulns":[{"id":"MAL-2026-2"}]}`)
		default:
			_, _ = fmt.Fprint(w, `{}`)
		}
	})
	mux.HandleFunc("GET /v1/vulns/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") != "MAL-2026-1" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, `{"code":5,"message":"Bug not found."}`)
			return
		}
		_, _ = fmt.Fprint(w, `{"id":"MAL-2026-1","affected":[{"package":{"ecosystem":"PyPI","name":"bad"}}]}`)
	})
	s := httptest.NewServer(mux)
	transport := &http.Transport{}
	t.Cleanup(s.Close)
	t.Cleanup(transport.CloseIdleConnections)
	return OSV{Client: &http.Client{Transport: transport}, Base: s.URL + "/"}
}

func TestOSV(t *testing.T) {
	o, ctx := madeOSV(t), context.Background()
	for _, test := range []struct {
		ecosystem, pkg string
		want, fails    bool
	}{
		{"PyPI", "good", true, false}, {"Homebrew", "good", false, false}, {"PyPI", "down", false, true},
		{"PyPI", "proxy", false, true}, {"PyPI", "wall", false, true},
	} {
		got, err := o.HasEcosystem(ctx, test.ecosystem, test.pkg)
		if got != test.want || (err != nil) != test.fails {
			t.Errorf("%+v: %v %v", test, got, err)
		}
	}
	ids, err := o.Malicious(ctx, "PyPI", "bad")
	if diff := cmp.Diff([]string{"MAL-2026-1", "MAL-2026-2"}, ids); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if ids, err := o.Malicious(ctx, "PyPI", "good"); ids != nil || err != nil {
		t.Error(ids, err)
	}
	ecosystems, ok, err := o.Has(ctx, "MAL-2026-1")
	if !ok || err != nil || len(ecosystems) != 1 || ecosystems[0] != "PyPI" {
		t.Error(ecosystems, ok, err)
	}
	if _, ok, err := o.Has(ctx, "MAL-0"); ok || err != nil {
		t.Error(ok, err)
	}
}
