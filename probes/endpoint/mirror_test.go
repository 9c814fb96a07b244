// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/snappy"
	"github.com/ossf/package-manager-landscape/probes"
)

// The manifests are made, in the shapes of the public registry and of mirrors
// that leave out what they do not keep.
const (
	publicManifest = `{"name":"made","version":"1.0.0","deprecated":"no","dist":{"integrity":"sha512-made","signatures":[{"keyid":"SHA256:made","sig":"x"}]}}`
	mirrorManifest = `{"name":"made","version":"1.0.0","dist":{"integrity":"sha512-made","tarball":"https://mirror.made.example/made.tgz"}}`
)

func manifestForm() *probes.Form {
	return &probes.Form{
		Values: []probes.FormValue{{At: "/name", Is: regexp.MustCompile("^made$")}, {At: "/dist/integrity"}},
		Public: []probes.FormValue{{At: "/dist/signatures/*/keyid"}, {At: "/dist/signatures/0"}},
	}
}

// made plays a registry by path.
func made(t *testing.T, answers map[string]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func mirrorProbes() []probes.Probe {
	return []probes.Probe{
		probe("/made", probes.Ask{At: "/deprecated", Exists: true, Form: manifestForm(), Homepage: "https://made.example"}),
		probe("/made", probes.Ask{At: "/dist/integrity", Exists: true, Form: manifestForm(), Homepage: "https://made.example"}),
		probe("/a-first", probes.Ask{At: "/value", Exists: true, Form: held("/name", ""), Homepage: "https://made.example"}),
		probe("/a-first", probes.Ask{At: "/name", Exists: true, Form: held("/name", ""), Homepage: "https://made.example"}),
	}
}

// What a mirror leaves out is never seen as missing from the registry, however
// the mirror is known; the public registry's answers say what they say.
func TestMirror(t *testing.T) {
	for _, test := range []struct {
		name     string
		manifest string
		address  bool // known not to be the public one
		want     [4]probes.Outcome
		marked   bool
	}{
		{"the public registry", publicManifest, false, [4]probes.Outcome{probes.Matched, probes.Matched, probes.Unmatched, probes.Matched}, false},
		{"a mirror at the public address", mirrorManifest, false, [4]probes.Outcome{probes.Invalid, probes.Invalid, probes.Invalid, probes.Matched}, true},
		{"a mirror at its own", mirrorManifest, true, [4]probes.Outcome{probes.Invalid, probes.Invalid, probes.Invalid, probes.Matched}, true},
		{"a mirror that keeps everything", publicManifest, true, [4]probes.Outcome{probes.Matched, probes.Matched, probes.Invalid, probes.Matched}, true},
	} {
		base := made(t, map[string]string{"/made": test.manifest, "/a-first": `{"name":"made"}`})
		asked := mirrorProbes()
		for i := range asked {
			asked[i].Key = fmt.Sprint(i)
		}
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		api := &API{Client: client, Registries: map[string]string{"npm": base}, Mirrors: map[string]bool{"npm": test.address}, Now: now, Excerpts: true}
		host := strings.TrimPrefix(base, "http://")
		api.Progress = func(p probes.Progress) {
			if test.address && strings.Contains(p.Source, host) {
				t.Errorf("%s: progress tells %s", test.name, p.Source)
			}
		}
		for i, o := range look(t, api, asked...) {
			n := int(i[0] - '0')
			if o.Outcome != test.want[n] || o.Mirror != test.marked {
				t.Errorf("%s: %d is %s (%s), marked %v", test.name, n, o.Outcome, o.Detail, o.Mirror)
			}
			told := fmt.Sprint(o.URL, o.Detail, o.Locator, o.Excerpt)
			if test.address && (strings.Contains(told, host) || o.URL != "https://made.example") {
				t.Errorf("%s: %d tells the mirror's address: %s", test.name, n, told)
			}
		}
	}
}

// An address that cannot be filled in, or that fails, never leaves its template
// or the address of a mirror in an observation.
func TestNoPlaceholder(t *testing.T) {
	gone := made(t, nil)
	ask := func(url string, values map[string]string) probes.Probe {
		p := probe("", probes.Ask{At: "/a", Exists: true, Values: values, Homepage: "https://made.example"})
		p.URL = url
		p.Key += url
		return p
	}
	attested := ask("https://api.made.example/attestations/sha256:{digest}", nil)
	attested.Method = probes.Attestation
	attested.Ask.Verify = &probes.Verify{Issuer: "x", Identity: "y", Digest: &probes.Place{EndpointID: "beside", URL: "{registry}/missing", At: "/a"}}
	list := []probes.Probe{
		ask("{registry}/{package}/x", nil), ask("https://api.made.example/v1/{package}/{version}", map[string]string{"package": "a"}), ask("https://{host}/x", nil), attested,
	}
	want := []string{"https://made.example", "https://api.made.example/v1/a/", "https://made.example", "https://api.made.example/attestations/"}
	for name, api := range map[string]*API{
		"no address":  {Client: http.DefaultClient, Now: now},
		"a mirror":    {Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, Registries: map[string]string{"npm": gone}, Mirrors: map[string]bool{"npm": true}, Now: now},
		"unreachable": {Client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, Registries: map[string]string{"npm": "http://127.0.0.1:1"}, Mirrors: map[string]bool{"npm": true}, Now: now},
	} {
		seen := look(t, api, list...)
		for i, p := range list {
			o := seen[p.Key]
			told := fmt.Sprint(o.URL, o.Detail, o.Locator)
			if o.Outcome.Reached() || o.URL != want[i] && i != 3 || strings.ContainsAny(told, "{}") || strings.Contains(told, "127.0.0.1") {
				t.Errorf("%s: %d: %s %s", name, i, o.Outcome, told)
			}
		}
	}
}

// toLoopback sends every host to one server, with its name kept.
type toLoopback struct {
	http.Transport
	host string
	log  func(*http.Request)
}

func (l *toLoopback) RoundTrip(r *http.Request) (*http.Response, error) {
	l.log(r)
	r = r.Clone(r.Context())
	r.Host, r.URL.Scheme, r.URL.Host = r.URL.Host, "http", l.host
	return l.Transport.RoundTrip(r)
}

// The bundle behind bundle_url is fetched from the hosts that the record names,
// and from no others.
func TestBundleHosts(t *testing.T) {
	packed := snappy.Encode(nil, example(t, "bundle-provenance.json"))
	for _, test := range []struct {
		name, address string
		serve         string
		want          probes.Outcome
		said          string
	}{
		{"as declared", "https://a.bundles.made.example/1.json.sn?sig=secret", "snappy", probes.Matched, ""},
		{"not there", "https://a.bundles.made.example/2.json.sn?sig=secret", "404", probes.Unreachable, "a.bundles.made.example: HTTP status 404"},
		{"a wall", "https://a.bundles.made.example/3?sig=secret", "wall", probes.Invalid, "not a Sigstore bundle"},
		{"another host", "https://elsewhere.made.example/1.json.sn", "never", probes.Unreachable, "elsewhere.made.example"},
		{"the domain itself", "https://bundles.made.example/1.json.sn", "never", probes.Unreachable, "not among"},
		{"a host that ends alike", "https://evilbundles.made.example/1", "never", probes.Unreachable, "not among"},
		{"without encryption", "http://a.bundles.made.example/1", "never", probes.Unreachable, "https://"},
		{"a password", "https://u:p@a.bundles.made.example/1", "never", probes.Unreachable, "https://"},
		{"a port", "https://a.bundles.made.example:8443/1", "never", probes.Unreachable, "https://"},
		{"no address", "/1", "never", probes.Unreachable, "https://"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/manifest":
				fmt.Fprintf(w, `{"dist":{"integrity":%q}}`, integrity)
			case r.URL.Path == "/attestations":
				fmt.Fprintf(w, `{"attestations":[{"repository_id":1,"bundle_url":%q,"bundle":null}]}`, test.address)
			case test.serve == "snappy":
				w.Header().Set("Content-Type", "application/x-snappy")
				_, _ = w.Write(packed)
			case test.serve == "wall":
				fmt.Fprint(w, "<html>wait")
			default:
				http.NotFound(w, r)
			}
		}))
		fetched := false
		way := &toLoopback{host: strings.TrimPrefix(server.URL, "http://"), log: func(r *http.Request) {
			fetched = fetched || strings.Contains(r.URL.Host, "made.example") && r.URL.Host != "api.made.example"
		}}
		v := build(func(v *probes.Verify) { v.Bundles = []string{"*.bundles.made.example"} })
		p := probe("/attestations", probes.Ask{Accept: "application/json", Verify: &v})
		o := look(t, &API{Client: &http.Client{Transport: way}, Registries: map[string]string{"npm": "https://api.made.example"}, Now: now}, p)[p.Key]
		if o.Outcome != test.want || !strings.Contains(o.Detail, test.said) || fetched != (test.serve != "never") {
			t.Errorf("%s: %s %q, fetched %v", test.name, o.Outcome, o.Detail, fetched)
		}
		if strings.Contains(o.Detail+o.Locator+o.URL, "secret") {
			t.Errorf("%s: the address's key is told: %+v", test.name, o)
		}
		way.CloseIdleConnections()
		server.Close()
	}
}
