// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/cohort"
)

// The metric about the linked repository is about packages that link to one on GitHub:
// others are in no count, and a link that cannot be read is not read.
func TestLinkedRepository(t *testing.T) {
	with, without, outside := adoption.Value{With: 1, Of: 1}, adoption.Value{Of: 1}, adoption.Value{Outside: true}
	for i, test := range []struct {
		repository any
		want       adoption.Value
	}{
		{map[string]string{"url": "git+https://github.com/made/with.git"}, with},
		{map[string]string{"url": "git+ssh://git@github.com/made/with.git"}, with},
		{map[string]string{"url": "git@github.com:made/with.git"}, with},
		{map[string]string{"url": "https://www.GitHub.com/made/with#readme"}, with},
		{map[string]string{"url": "github.com/made/with/tree/main/packages/x"}, with},
		{map[string]string{"url": "https://github.com/made/without"}, without},
		{map[string]string{"url": "https://gist.github.com/made/with"}, outside},
		{map[string]string{"url": "https://notgithub.com/made/with"}, outside},
		{map[string]string{"url": "https://gitlab.com/made/with"}, outside},
		{map[string]string{"url": "https://x.example/?at=github.com/made/with"}, outside},
		{map[string]string{"url": "https://github.com/made"}, outside},
		{map[string]string{"url": ""}, outside},
		{map[string]any{"url": nil}, outside},
		{map[string]any{"type": "git"}, outside},
		{nil, outside},
		{map[string]any{"url": []string{"x"}}, adoption.Value{Why: "latest: no repository at /repository/url"}},
		{"github:made/with", adoption.Value{Why: "latest: no repository at /repository/url"}},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			switch {
			case strings.HasSuffix(req.URL.Path, "/latest"):
				text, err := json.Marshal(map[string]any{"name": "made", "version": "1.0.0", "dist": map[string]string{"tarball": "https://x.example/x.tgz"}, "repository": test.repository})
				if err != nil {
					t.Error(err)
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write(text)
			case req.URL.Path == "/made/with/HEAD/SECURITY.md":
				w.Header().Set("Content-Type", "text/plain")
				fmt.Fprint(w, "Report it to us.")
			default:
				http.NotFound(w, req)
			}
		}))
		defer server.Close()
		p, err := cohort.FromName("npm", "made")
		if err != nil {
			t.Fatal(err)
		}
		run := newRun(t, &adoptiontest.Registry{Ecosystem: "npm"}, server.URL, []cohort.Package{p})
		run.Measurer.Metrics = Sampled(Metrics(run.Measurer.Ecosystem, "api"), 1, 1)
		values, err := run.Measurer.Measure(t.Context(), p, 1)
		if err != nil {
			t.Fatal(err)
		}
		for k, m := range run.Measurer.Metrics {
			if m.ID == "ecosystem.vulnerability-disclosure.linked-repository" && values[k] != test.want {
				t.Errorf("%d, %v: %+v, want %+v", i, test.repository, values[k], test.want)
			}
		}
	}
}
