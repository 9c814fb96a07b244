// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// shaped are the ecosystems whose API's documented shapes are played.
var shaped = []string{"npm", "pypi", "gem", "cargo", "maven", "nuget", "brew"}

// shapesServer plays shapes for every host. Nothing that is seen of it may get
// into a release.
func shapesServer(t *testing.T, s shapes) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		a, ok := s[host+r.URL.RequestURI()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.media)
		_, _ = w.Write([]byte(a.body)) // the reader may have gone
	}))
	t.Cleanup(server.Close)
	return server
}

// askShapes runs an ecosystem's questions to its API against shapes.
func askShapes(t *testing.T, s shapes, root []byte, bases map[string]string, asked []probes.Probe) []probes.Observation {
	t.Helper()
	way, err := transport.New(transport.Options{
		AllowPrivate: true, Origins: map[string]string{"*": shapesServer(t, s).URL}, MaxRetries: -1,
		Paces: map[string]transport.Pace{"*": {PerSecond: -1, Concurrency: -1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer way.Close()
	trusted, err := attestation.ParseRoot(root)
	if err != nil {
		t.Fatal(err)
	}
	api := &endpoint.API{Client: way.Client(), Root: trusted, Registries: bases, Now: madeNow}
	seen, err := probes.Run(context.Background(), []probes.Looker{api}, asked)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func shapedEcosystems(t *testing.T) []*ecosystems.Ecosystem {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, shaped...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What the rules ask of an API matches the shape that its registry documents,
// and not the same shape without the feature.
func TestDocumentedShapes(t *testing.T) {
	with, without, root := makeShapes(t)
	all := shapedEcosystems(t)
	bases := map[string]string{"npm": "https://npm.made.example"}
	for _, e := range all {
		bases[e.ID] = cmp.Or(bases[e.ID], e.BaseURL)
	}
	for _, e := range all {
		origin := make(map[string]probes.Probe)
		var asked []probes.Probe
		for _, p := range e.Probes() {
			if p.Ask != nil {
				asked = append(asked, p)
				origin[p.Key] = p
			}
		}
		if len(asked) < 6 {
			t.Errorf("%s asks its API only %d questions", e.ID, len(asked))
		}
		for _, o := range askShapes(t, with, root, bases, asked) {
			if o.Outcome != probes.Matched {
				t.Errorf("%s: %s %s: %s, %s", origin[o.Key].Origin, o.Feature, o.URL, o.Outcome, o.Detail)
			}
		}
		read := 0
		for _, o := range askShapes(t, without, root, bases, asked) {
			if o.Outcome == probes.Matched {
				t.Errorf("%s: %s %s matches without the feature", origin[o.Key].Origin, o.Feature, o.URL)
			}
			if o.Outcome == probes.Unmatched {
				read++
			}
		}
		if read < 3 { // what always goes with a registry's answers tells a mirror without it
			t.Errorf("%s: without the features only %d of %d questions were read", e.ID, read, len(asked))
		}
	}
}

// A whole run against the shapes: attestations are verified and judged.
func TestSurveyOfShapes(t *testing.T) {
	t.Parallel()
	with, _, root := makeShapes(t)
	server := shapesServer(t, with)
	out := t.TempDir()
	trust := filepath.Join(out, "trusted_root.json")
	if err := os.WriteFile(trust, root, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"survey", "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--registry", "npm=https://npm.made.example",
		"--ecosystem", strings.Join(shaped, ","), "--feature", "integrity.provenance,integrity.signing,integrity.publish-attestation,ecosystem.security-txt"}
	said, code := landscape(append(args, "--trust-root", trust, "--out", out)...)
	if code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	if want := "brew     verified attestations of type: " + slsa; !strings.Contains(said, want) {
		t.Errorf("the run does not tell %q:\n%s", want, said)
	}
	d, err := dataset.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]vocabulary.Verdict)
	for _, v := range d.Verdicts {
		got[v.Ecosystem+" "+v.Feature] = v.Verdict
	}
	for question, want := range map[string]vocabulary.Verdict{
		"npm integrity.provenance": "supported", "npm integrity.publish-attestation": "partial", "npm ecosystem.security-txt": "supported",
		"pypi integrity.signing": "partial", "gem integrity.provenance": "unknown", "maven integrity.signing": "supported",
		"brew integrity.provenance": "partial", "cargo integrity.signing": "unknown",
	} {
		if got[question] != want {
			t.Errorf("%s is %s, want %s", question, got[question], want)
		}
	}
	said, _ = landscape("explain", "npm", "integrity.provenance", "--dataset", out)
	for _, want := range []string{"behaviour, matched", "verified, by https://github.com/sigstore/sigstore-js/", "curl "} {
		if !strings.Contains(said, want) {
			t.Errorf("explain does not say %q:\n%s", want, said)
		}
	}

	// Without the made instance's root its attestations do not verify, which
	// costs evidence and earns nothing.
	if said, code := landscape(append(args, "--out", out)...); code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	if d, err = dataset.Open(out); err != nil {
		t.Fatal(err)
	}
	for _, v := range d.Verdicts {
		if v.Ecosystem == "brew" && v.Feature == "integrity.provenance" && v.Verdict != vocabulary.Unknown {
			t.Errorf("an attestation that does not verify makes %s", v.Verdict)
		}
	}
	// What a stand-in says cannot become a release.
	if said, code := landscape("probe", "--per-ecosystem", "--origins", "*="+server.URL, "--out", out); code != exitUsage || !strings.Contains(said, "release") {
		t.Errorf("status %d: %s", code, said)
	}
	if said, code := landscape(append(args, "--trust-root", filepath.Join(out, "none"), "--out", out)...); code != exitUsage || !strings.Contains(said, "--trust-root") {
		t.Errorf("a root that is not there: status %d: %s", code, said)
	}
}
