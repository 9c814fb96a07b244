// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/osv"
	"github.com/ossf/package-manager-landscape/probes/pgp"
	"github.com/ossf/package-manager-landscape/probes/securitytxt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// packument is made, in the shape of an npm registry's answer.
const packument = `{"name":"made","dist-tags":{"latest":"2.0.0"},"versions":{"1.0.0":{"dist":{}},
"2.0.0":{"dist":{"attestations":{"provenance":{"predicateType":"https://slsa.dev/provenance/v1"}},"signatures":[{"keyid":"SHA256:made"}],"unpackedSize":123456789012345678901234567890,"none":null}}}}`

const securityTxt = "Contact: mailto:security@example.org\nExpires: 2027-01-01T00:00:00z\n"

// handlers are a made registry.
var handlers = map[string]http.HandlerFunc{
	"/made":           send("application/json", packument),
	"/plain-json":     send("text/plain", packument),
	"/error":          send("application/json", `{"error":"not now"}`),
	"/empty-object":   send("application/json", `{}`),
	"/empty-list":     send("application/json", `[]`),
	"/twice":          send("application/json", `{"a":1,"a":2}`),
	"/bundle":         send("application/json", `{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}`),
	"/deep":           send("application/json", strings.Repeat("[", 100_000)),
	"/half":           send("application/json", packument[:80]),
	"/wall":           send("text/html", "<!doctype html><title>Just a moment...</title>"),
	"/wall-disguised": send("application/json", "<html>Just a moment..."),
	"/wall.asc":       send("text/plain", "please enable cookies"),
	"/good.asc":       send("application/pgp-signature", "-----BEGIN PGP SIGNATURE-----\n\nmade\n-----END PGP SIGNATURE-----\n"),
	"/signed.asc":     send("application/pgp-signature", pgpSignature),
	"/osv":            send("application/json", `{"id":"MAL-2026-1","affected":[{"package":{"ecosystem":"npm","name":"made"}}]}`),
	"/entries":        send("application/json", `{"name":"made","list":[{"id":1,"value":2},{"id":2},{"id":3,"value":null}]}`),
	"/challenge":      send("application/json", `{"status":"challenge","url":"https://made.example/verify"}`),
	"/none":           send("application/json", ""),
	"/properties":     send("text/plain", "nexus.index.id=central\n"),
	"/limited":        status(429),
	"/broken":         status(500),
	"/created":        status(201),
	"/cut": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 999\r\nContent-Type: application/json\r\n\r\n{}")
	},
	"/reset": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		conn.Close()
	},
	"/good/.well-known/security.txt":    send("text/plain", securityTxt),
	"/old/.well-known/security.txt":     send("text/plain", strings.Replace(securityTxt, "2027", "2026", 1)),
	"/html/.well-known/security.txt":    send("text/html", securityTxt),
	"/nothing/.well-known/security.txt": send("text/plain", "Hello."),
	"/post": func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"method":%q,"type":%q,"accept":%q,"body":%q}`, r.Method, r.Header.Get("Content-Type"), r.Header.Get("Accept"), body)
	},
}

func send(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "{}")
	}
}

func server(t *testing.T) (base string, client *http.Client) {
	t.Helper()
	mux := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := handlers[r.URL.Path]; ok {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	})
	s := httptest.NewServer(mux)
	transport := &http.Transport{}
	t.Cleanup(s.Close)
	t.Cleanup(transport.CloseIdleConnections)
	return s.URL, &http.Client{Transport: transport, Timeout: 5 * time.Second}
}

func probe(path string, ask probes.Ask) probes.Probe {
	ask.EndpointID = "made"
	switch method(path, ask) {
	case probes.OSV:
		ask.Format = osv.Format
	case probes.PGP:
		ask.Format = pgp.Format
	case probes.SecurityTxt:
		ask.Format = securitytxt.Format
	}
	p := probes.Probe{Ecosystem: "npm", Feature: "x.y", Method: method(path, ask), Kind: probes.Behaviour, URL: "{registry}" + path, Ask: &ask}
	p.Key = probes.NewKey(p) + path
	return p
}

// method is the form that goes with what a path of the made registry serves.
func method(path string, ask probes.Ask) probes.Method {
	switch {
	case ask.OSV != nil:
		return probes.OSV
	case ask.Verify != nil:
		return probes.Attestation
	case strings.HasSuffix(path, ".asc") && ask.Status == 0:
		return probes.PGP
	case strings.HasSuffix(path, "security.txt") && ask.Status == 0:
		return probes.SecurityTxt
	}
	return probes.Endpoint
}

func look(t *testing.T, api *API, asked ...probes.Probe) map[string]probes.Observation {
	t.Helper()
	var mu sync.Mutex
	seen := make(map[string]probes.Observation)
	if err := api.Probe(context.Background(), asked, func(o probes.Observation) {
		mu.Lock()
		defer mu.Unlock()
		seen[o.Key] = o
	}); err != nil {
		t.Error(err)
	}
	return seen
}

// held is a form with one value.
func held(at, is string) *probes.Form {
	value := probes.FormValue{At: at}
	if is != "" {
		value.Is = regexp.MustCompile("^(?:" + is + ")$")
	}
	return &probes.Form{Values: []probes.FormValue{value}}
}

// said is a form with one word.
func said(pattern string) *probes.Form {
	return &probes.Form{Text: []*probes.Pattern{probes.MustCompile(pattern)}}
}

const latest = "/versions/{latest}/dist"

var outcomes = []struct {
	path   string
	ask    probes.Ask
	want   probes.Outcome
	detail string
}{
	{"/made", probes.Ask{At: latest + "/attestations/provenance/predicateType", Equals: "https://slsa.dev/provenance/v1"}, probes.Matched, ""},
	{"/made", probes.Ask{At: latest + "/attestations/provenance/predicateType", Equals: "other"}, probes.Unmatched, "instead of"},
	{"/made", probes.Ask{At: latest + "/signatures/0/keyid", Matches: probes.MustCompile("^sha256:")}, probes.Matched, ""},
	{"/made", probes.Ask{At: latest + "/signatures/0/keyid", Matches: probes.MustCompile("^md5:")}, probes.Unmatched, "does not match"},
	{"/made", probes.Ask{At: latest + "/signatures/1", Exists: true}, probes.Unmatched, "no value at /versions/2.0.0/dist/signatures/1"},
	{"/made", probes.Ask{At: latest + "/none", Exists: true}, probes.Unmatched, "null"},
	{"/made", probes.Ask{At: latest + "/unpackedSize", Equals: "123456789012345678901234567890"}, probes.Matched, ""},
	{"/made", probes.Ask{At: latest + "/attestations", Exists: true}, probes.Matched, ""},
	{"/made", probes.Ask{Header: "content-type", HeaderIs: probes.MustCompile("json")}, probes.Matched, ""},
	{"/made", probes.Ask{Header: "Content-Type", HeaderIs: probes.MustCompile("xml")}, probes.Unmatched, "application/json"},
	{"/made", probes.Ask{Header: "X-None"}, probes.Unmatched, "no header"},
	{"/plain-json", probes.Ask{At: latest, Exists: true}, probes.Matched, ""},
	{"/twice", probes.Ask{At: "/a", Equals: "2"}, probes.Matched, ""},
	{"/bundle", probes.Ask{At: "/mediaType", Matches: probes.MustCompile(`sigstore\.bundle`)}, probes.Matched, ""},
	{"/properties", probes.Ask{Status: 200}, probes.Matched, ""},
	{"/properties", probes.Ask{Matches: probes.MustCompile(`index\.id=`)}, probes.Matched, ""},
	{"/properties", probes.Ask{Matches: probes.MustCompile(`index\.chain=`), Form: said(`^nexus\.index\.id=`)}, probes.Unmatched, "does not say"},
	{"/properties", probes.Ask{Matches: probes.MustCompile(`index\.chain=`)}, probes.Invalid, "nothing tells"},
	{"/properties", probes.Ask{Matches: probes.MustCompile(`index\.id=`), Form: said(`^nexus\.index\.time=`)}, probes.Invalid, "not the documented form: it does not say"},
	{"/good.asc", probes.Ask{Status: 200}, probes.Matched, ""},
	{"/missing", probes.Ask{Status: 404}, probes.Matched, ""},
	{"/made", probes.Ask{Status: 404}, probes.Unmatched, "200 instead of 404"},
	{"/created", probes.Ask{Status: 200}, probes.Unmatched, "201 instead of 200"},
	{"/old/.well-known/security.txt", probes.Ask{Status: 200}, probes.Matched, ""},
	{"/good/.well-known/security.txt", probes.Ask{}, probes.Matched, ""},
	{"/old/.well-known/security.txt", probes.Ask{}, probes.Unmatched, "expired on 2026-01-01"},
	{"/signed.asc", probes.Ask{}, probes.Matched, ""},
	{"/osv", probes.Ask{OSV: &probes.OSVAsk{Ecosystem: "npm", IDs: probes.MustCompile("^MAL-")}}, probes.Matched, ""},
	{"/osv", probes.Ask{OSV: &probes.OSVAsk{Ecosystem: "npm", IDs: probes.MustCompile("^GHSA-")}}, probes.Unmatched, "another kind"},
	{"/osv", probes.Ask{OSV: &probes.OSVAsk{Ecosystem: "NuGet"}}, probes.Unmatched, "does not affect"},

	{"/empty-object", probes.Ask{At: "/mediaType", Exists: true}, probes.Invalid, "no value at /mediaType"},
	{"/bundle", probes.Ask{At: "/dsseEnvelope", Exists: true}, probes.Invalid, "no value at /dsseEnvelope"},
	{"/bundle", probes.Ask{At: "/dsseEnvelope", Exists: true, Form: held("/mediaType", "application/vnd\\.dev\\.sigstore\\..*")}, probes.Unmatched, "no value at /dsseEnvelope"},
	{"/bundle", probes.Ask{At: "/dsseEnvelope", Exists: true, Form: held("/mediaType", "application/other")}, probes.Invalid, "not the documented form: \"application"},
	{"/bundle", probes.Ask{At: "/mediaType", Exists: true, Form: held("/verificationMaterial", "")}, probes.Invalid, "not the documented form: no value at /verificationMaterial"},
	{"/entries", probes.Ask{At: "/list/0/value", Exists: true}, probes.Matched, ""},
	{"/entries", probes.Ask{At: "/list/1/value", Exists: true}, probes.Invalid, "an entry of the answer has no value"},
	{"/entries", probes.Ask{At: "/list/2/value", Exists: true}, probes.Invalid, "an entry of the answer holds nothing"},
	{"/entries", probes.Ask{At: "/list/3/value", Exists: true}, probes.Unmatched, "no value at /list/3/value"},
	{"/entries", probes.Ask{At: "/list/1/value", Exists: true, Form: held("/name", "")}, probes.Invalid, "an entry of the answer has no value"},
	{"/entries", probes.Ask{At: "/name", Exists: true, Form: held("/list/*/value", "")}, probes.Invalid, "no value at /list/*/value"},
	{"/entries", probes.Ask{At: "/name", Exists: true, Form: held("/list/*/id", "[0-9]+")}, probes.Matched, ""},
	{"/entries", probes.Ask{At: "/name/0", Exists: true, Form: held("/name", "")}, probes.Invalid, "no value at /name/0"},
	{"/challenge", probes.Ask{At: "/deprecated", Exists: true}, probes.Invalid, "no value at /deprecated"},
	{"/empty-list", probes.Ask{At: "/0/mediaType", Exists: true}, probes.Unmatched, "no value"},
	{"/empty-object", probes.Ask{At: latest, Exists: true}, probes.Invalid, "dist-tags"},
	{"/empty-object", probes.Ask{At: "/keys/0/scheme", Exists: true}, probes.Invalid, "no value at /keys"},
	{"/empty-list", probes.Ask{At: "/keys/0", Exists: true}, probes.Invalid, "no value at /keys"},
	{"/error", probes.Ask{At: "/mediaType", Exists: true}, probes.Invalid, "not the document"},
	{"/deep", probes.Ask{At: "/0", Exists: true}, probes.Invalid, "deeper"},
	{"/half", probes.Ask{At: "/name", Exists: true}, probes.Invalid, "not JSON"},
	{"/half", probes.Ask{Status: 200, Accept: "application/json"}, probes.Invalid, "not JSON"},
	{"/wall", probes.Ask{Status: 200}, probes.Invalid, "web page"},
	{"/wall-disguised", probes.Ask{Status: 200}, probes.Invalid, "web page"},
	{"/wall.asc", probes.Ask{Status: 200}, probes.Invalid, "armor"},
	{"/none", probes.Ask{Status: 200}, probes.Invalid, "empty"},
	{"/cut", probes.Ask{Status: 200}, probes.Invalid, "unexpected EOF"},
	{"/html/.well-known/security.txt", probes.Ask{}, probes.Invalid, "web page"},
	{"/nothing/.well-known/security.txt", probes.Ask{}, probes.Invalid, "not a security.txt"},
	{"/wall.asc", probes.Ask{}, probes.Invalid, "armor"},
	{"/good.asc", probes.Ask{}, probes.Invalid, "PGP"},
	{"/wall", probes.Ask{OSV: &probes.OSVAsk{Ecosystem: "npm"}}, probes.Invalid, "web page"},
	{"/error", probes.Ask{OSV: &probes.OSVAsk{Ecosystem: "npm"}}, probes.Invalid, "neither"},

	{"/missing", probes.Ask{Status: 200}, probes.Unreachable, "404"},
	{"/missing", probes.Ask{At: "/a", Exists: true}, probes.Unreachable, "404"},
	{"/limited", probes.Ask{At: "/a", Exists: true}, probes.Unreachable, "429"},
	{"/broken", probes.Ask{Status: 200}, probes.Unreachable, "500"},
	{"/reset", probes.Ask{Status: 200}, probes.Unreachable, "EOF"},
	{"/{package}", probes.Ask{Status: 200}, probes.Unreachable, "no value for package"},
}

func TestOutcomes(t *testing.T) {
	base, client := server(t)
	var asked []probes.Probe
	for i, test := range outcomes {
		p := probe(test.path, test.ask)
		p.Key = fmt.Sprint(i)
		asked = append(asked, p)
	}
	seen := look(t, &API{Client: client, Registries: map[string]string{"npm": base + "/"}, Now: now}, asked...)
	for i, test := range outcomes {
		o, ok := seen[asked[i].Key]
		if !ok || o.Outcome != test.want || !strings.Contains(o.Detail, test.detail) || (o.Outcome == probes.Matched) != (o.Detail == "") {
			t.Errorf("%s %+v: %s %q, want %s %q", test.path, test.ask, o.Outcome, o.Detail, test.want, test.detail)
		}
	}
}

func TestObservation(t *testing.T) {
	base, client := server(t)
	p := probe("/made", probes.Ask{At: latest + "/attestations/provenance/predicateType", Matches: probes.MustCompile("slsa")})
	sum := sha256.Sum256([]byte(packument))
	want := probes.Observation{
		Key: p.Key, Ecosystem: "npm", Feature: "x.y", Kind: probes.Behaviour, URL: base + "/made",
		Locator: "/versions/2.0.0/dist/attestations/provenance/predicateType", RetrievedAt: now, HTTPStatus: 200,
		Digest: sum[:], Outcome: probes.Matched, Excerpt: "https://slsa.dev/provenance/v1",
	}
	got := look(t, &API{Client: client, Registries: map[string]string{"npm": base}, Now: now, Excerpts: true}, p)[p.Key]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// A registry whose address is not known costs the observation only.
	got = look(t, &API{Client: client, Now: now}, p)[p.Key]
	if got.Outcome != probes.Unreachable || !strings.Contains(got.Detail, "--registry npm=URL") {
		t.Errorf("%+v", got)
	}
}

func TestRequest(t *testing.T) {
	base, client := server(t)
	var count atomic.Int64
	counted := *client
	counted.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		count.Add(1)
		return client.Transport.RoundTrip(r)
	})
	ask := probes.Ask{Method: "POST", Accept: "application/json", Body: `{"q":"{name}"}`, Values: map[string]string{"name": `a"b`}}
	var asked []probes.Probe
	for at, want := range map[string]string{"/method": "POST", "/type": "application/json", "/accept": "application/json", "/body": `{"q":"a\"b"}`} {
		one := ask
		one.At, one.Equals = at, want
		asked = append(asked, probe("/post", one))
	}
	for _, o := range look(t, &API{Client: &counted, Registries: map[string]string{"npm": base}, Now: now}, asked...) {
		if o.Outcome != probes.Matched {
			t.Errorf("%s: %s", o.Locator, o.Detail)
		}
	}
	if count.Load() != 1 {
		t.Errorf("%d requests for one question", count.Load())
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestBuild(t *testing.T) {
	for _, test := range []struct{ url, base, want string }{
		{"{registry}/{package}", "https://r.example/npm/", "https://r.example/npm/@a/b"},
		{"{registry}/x/{path}.asc", "https://r.example", "https://r.example/x/org/a%20b.jar.asc"},
		{"https://{host}/.well-known/security.txt", "", "https://r.example/.well-known/security.txt"},
		{"https://r.example/{nothing}", "", ""},
		{"{registry}/a", "https://user:secret@r.example", ""},
		{"{registry}/a", "file:///etc", ""},
	} {
		p := probes.Probe{Ecosystem: "npm", URL: test.url, Ask: &probes.Ask{Values: map[string]string{"package": "@a/b", "path": "org/a b.jar", "host": "r.example"}}}
		got, err := (&API{Registries: map[string]string{"npm": test.base}}).requestOf(p)
		if got.url != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%+v: %q %v", test, got.url, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error("a password in an error")
		}
	}
}

func TestCancelled(t *testing.T) {
	base, client := server(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := (&API{Client: client, Registries: map[string]string{"npm": base}}).Probe(ctx, []probes.Probe{probe("/made", probes.Ask{Status: 200})}, func(o probes.Observation) {
		t.Errorf("%+v", o)
	})
	if err == nil {
		t.Error("no error of a context that ended")
	}
}
