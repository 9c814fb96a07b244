// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

func loadAll(t testing.TB) []*ecosystems.Ecosystem {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ordered encodes a run over all API metrics of an ecosystem.
func ordered(t testing.TB, all []*ecosystems.Ecosystem, id, base string, n survey.Network) []byte {
	t.Helper()
	for _, e := range all {
		if e.ID != id {
			continue
		}
		m := &adoption.Measurer{Ecosystem: e, API: &endpoint.API{Registries: map[string]string{id: base}, Now: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}}
		for _, metric := range e.Metrics {
			if metric.Source == "api" {
				m.Metrics = append(m.Metrics, metric)
			}
		}
		data, err := Encode(m, &n, time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	t.Fatal("no " + id)
	return nil
}

// On the other side of an order the same work is done: at its addresses, with its
// budget, with no token, and with nothing that its coordinator did not allow.
func TestOrder(t *testing.T) {
	t.Setenv("GITHUB_TOKEN", "made-token")
	r := &adoptiontest.Registry{Ecosystem: "npm", Packages: 20, Seed: 3}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") != "" {
			t.Error("a token was sent")
		}
		r.ServeHTTP(w, req)
	}))
	defer server.Close()
	all := loadAll(t)
	for _, test := range []struct {
		name    string
		network survey.Network
		read    bool
	}{
		{"as told", survey.Network{Origins: "*=" + server.URL, AllowPrivate: true, NoPace: true}, true},
		{"by a table", survey.Network{Origins: `{"registry.made.example":"` + server.URL + `"}`, AllowPrivate: true, NoPace: true}, true},
		{"private addresses are not allowed", survey.Network{Origins: "*=" + server.URL, NoPace: true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, err := Decode(ordered(t, all, "npm", "https://registry.made.example", test.network))
			if err != nil {
				t.Fatal(err)
			}
			tuned := false
			work, stop, err := o.Start(t.Context(), all, func(*transport.Options) { tuned = true }, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			packages, err := r.Cohort()
			if err != nil || !tuned {
				t.Fatal(err, tuned)
			}
			data, err := work(t.Context(), workqueue.Item{ID: "x", Data: []byte(packages[0].PURL)})
			if err != nil {
				t.Fatal(err)
			}
			values, err := adoption.Decode(data, len(o.Metrics))
			if err != nil || values[0].Read() != test.read {
				t.Errorf("%+v %v", values, err)
			}
			if _, err := work(t.Context(), workqueue.Item{ID: "x", Data: []byte("pkg:pypi/made")}); err == nil || !strings.Contains(err.Error(), "not a package of npm") {
				t.Errorf("a package of another ecosystem: %v", err)
			}
		})
	}
}

// A password of a registry's address stays where it is.
func TestOrderWithPassword(t *testing.T) {
	m := &adoption.Measurer{Ecosystem: loadAll(t)[0], API: &endpoint.API{}}
	m.API.Registries = map[string]string{m.Ecosystem.ID: "https://me:s3cret@registry.made.example"}
	if _, err := Encode(m, &survey.Network{}, time.Time{}); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Error(err)
	}
}

// An order of another version, or of nobody, is no order.
func TestForeignOrder(t *testing.T) {
	all := loadAll(t)
	good := ordered(t, all, "npm", "https://registry.made.example", survey.Network{})
	change := func(key string, value any) []byte {
		var fields map[string]any
		if err := json.Unmarshal(good, &fields); err != nil {
			t.Fatal(err)
		}
		fields[key] = value
		data, _ := json.Marshal(fields)
		return data
	}
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"not JSON", []byte("hello"), errOrder.Error()},
		{"nothing", nil, errOrder.Error()},
		{"twice", append(good, good...), errOrder.Error()},
		{"cut off", good[:len(good)-3], errOrder.Error()},
		{"an unknown key", change("token", "x"), errOrder.Error()},
		{"another type", change("allow_private", "yes"), errOrder.Error()},
		{"a file", change("base", "file:///etc/passwd"), errOrder.Error()},
		{"a password", change("base", "https://u:p@h.example"), errOrder.Error()},
		{"no host", change("base", "https:///x"), errOrder.Error()},
		{"no metric", change("metrics", []string{}), errOrder.Error()},
		{"no time", change("began", "0001-01-01T00:00:00Z"), errOrder.Error()},
		{"another ecosystem", change("ecosystem", "cpan\x1b[2J"), `"cpan\x1b[2J" is not an ecosystem here`},
		{"another metric", change("metrics", []string{"x"}), `"x" is not a metric of npm here`},
		{"other rules", change("rules", "0"), "the metrics of npm are others here"},
		{"no pace for others' servers", change("no_pace", true), "--no-pace needs --origins"},
	} {
		o, err := Decode(test.data)
		if err == nil {
			_, _, err = o.Start(context.Background(), all, func(*transport.Options) {}, slog.New(slog.DiscardHandler))
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	all := loadAll(f)
	f.Add(ordered(f, all, "npm", "https://registry.made.example", survey.Network{Origins: "a=https://b.example"}))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o, err := Decode(data); err == nil {
			if _, _, err := o.find(all); err == nil && !strings.HasPrefix(strings.ToLower(o.Base), "http") {
				t.Errorf("%q is asked", o.Base)
			}
		}
	})
}
