// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// What one hostile server answers to everything, under every host's name.
var hostile = map[string]http.HandlerFunc{
	"one page": func(w http.ResponseWriter, _ *http.Request) {
		sayHTML(w, strings.Repeat("Welcome to this site. ", 200))
	},
	"echo": func(w http.ResponseWriter, r *http.Request) {
		sayHTML(w, strings.Repeat(html.EscapeString(r.Host+r.RequestURI)+" ", 60))
	},
	"404": http.NotFound,
	"echo as text": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, strings.Repeat(r.Host+r.RequestURI+"\n", 60))
	},
	"echo as JSON": func(w http.ResponseWriter, r *http.Request) {
		sayJSON(w, object{"path": r.RequestURI, "host": r.Host, "name": path.Base(r.URL.Path), "query": r.URL.Query()})
	},
	"one list":      func(w http.ResponseWriter, _ *http.Request) { sayJSON(w, []object{{"sha": strings.Repeat("a", 40)}}) },
	"catalog words": func(w http.ResponseWriter, _ *http.Request) { sayHTML(w, catalogWords()) },
	"empty trees":   hub(func(string) object { return object{"tree": []object{}, "truncated": false} }),
	"no trees":      hub(func(string) object { return object{"truncated": false} }),
	"cut trees": hub(func(string) object {
		return object{"tree": []object{{"path": "README.md", "mode": "100644", "type": "blob", "size": 5, "sha": gitName("blob", "other")}}, "truncated": true}
	}),
	"endless trees": hub(func(string) object {
		return object{"tree": []object{{"path": "more", "mode": "040000", "type": "tree", "sha": strings.Repeat("b", 40)}}, "truncated": true}
	}),
	"made up trees": hub(func(string) object { return object{"tree": everywhere("other"), "truncated": false} }),
	"other blobs":   hub(func(string) object { return object{"tree": everywhere("unread"), "truncated": false} }),
}

// believed are the servers that lie so well that a look without anything to
// compare with must take their word for what they say, though never for what
// they do not say.
var believed = map[string]bool{"catalog words": true, "made up trees": true}

func sayHTML(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<html><head><title>Made</title></head><body><main><h1>Made</h1><p>%s</p></main></body></html>", text)
}

func sayJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(encoded(v))
}

// hub plays GitHub's API with such trees, and a blob of five bytes for any.
func hub(tree func(string) object) http.HandlerFunc {
	fake := newRepository("made/up", map[string]string{"file": "made up"})
	return func(w http.ResponseWriter, r *http.Request) {
		what, id := path.Base(path.Dir(r.URL.Path)), path.Base(r.URL.Path)
		switch {
		case !strings.HasPrefix(r.Host, "api.github.com"):
			http.NotFound(w, r)
		case id == "commits":
			sayJSON(w, []object{{"sha": fake.commit, "commit": fake.described()}})
		case what == "commits":
			about := fake.described()
			about["sha"] = id
			sayJSON(w, about)
		case what == "trees":
			answer := tree(id)
			answer["sha"] = id
			sayJSON(w, answer)
		case what == "blobs":
			fmt.Fprint(w, "other")
		default:
			http.NotFound(w, r)
		}
	}
}

// everywhere is a file at each path that a rule names, all with the same text.
func everywhere(text string) []object {
	list := []object{}
	for _, name := range pathsOfRules() {
		list = append(list, object{"path": name, "mode": "100644", "type": "blob", "size": len(text), "sha": gitName("blob", text)})
	}
	return list
}

var pathsOfRules = sync.OnceValue(func() []string {
	_, chosen := realRules()
	wild := strings.NewReplacer("**/", "", "/**", "/x.md", "**", "x.md", "*", "x", "{", "", "}", "", "?", "x")
	var names []string
	for _, p := range survey.QuestionsOf(chosen, nil) {
		for _, name := range p.Paths {
			names = append(names, wild.Replace(name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
})

// realRules are parsed once: the hostile server asks for their words often.
var realRules = sync.OnceValues(func() (*catalog.Catalog, []*ecosystems.Ecosystem) {
	features, chosen, err := (&scopeFlags{}).load()
	if err != nil {
		panic(err)
	}
	return features, chosen
})

// catalogWords are all words that the catalog has for what is supported.
var catalogWords = sync.OnceValue(func() string {
	features, _ := realRules()
	var b strings.Builder
	for _, f := range features.Features {
		fmt.Fprintf(&b, "Yes, supported: %s. %s. ", f.Title, f.Supported)
	}
	return html.EscapeString(b.String())
})

// Every base URL at one hostile server, with the rules of every registry: the
// look ends, and what nobody read earns nothing.
func TestHostileServers(t *testing.T) {
	hurry(t)
	features, chosen := realRules()
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(hostile[name])
			defer server.Close()
			start := time.Now()
			seen := surveyAll(t, chosen, server.URL)
			counts := make(map[string]int)
			for _, v := range judge.Judge("2026", time.Time{}, features, chosen, seen) {
				counts[v.Verdict]++
				if v.Verdict != table.Unknown && v.Verdict != table.NotApplicable && (v.Verdict == "unsupported" || !believed[name]) {
					t.Errorf("%s %s is %s by %v", v.Ecosystem, v.Feature, v.Verdict, v.Observations)
				}
			}
			for _, o := range seen {
				if o.Outcome == "matched" && o.Locator != "commit" && (!believed[name] || strings.HasPrefix(o.Locator, "files=")) {
					t.Errorf("%s matched: %s %s %s: %s", o.Observation, o.Kind, o.URL, o.Locator, o.Excerpt)
				}
			}
			t.Logf("%v in %s", counts, time.Since(start).Round(10*time.Millisecond))
		})
	}
}

func surveyAll(t *testing.T, chosen []*ecosystems.Ecosystem, origin string) []table.Observation {
	t.Helper()
	features, _ := realRules()
	o, err := madeOptions(features, chosen, origin, t.TempDir(), "npm=https://npm.example")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute) // ends what hangs
	defer cancel()
	seen, err := survey.Look(ctx, o)
	if err != nil && !strings.Contains(err.Error(), "could be read") {
		t.Fatal(err)
	}
	if seen == nil {
		return nil
	}
	return seen.Observations
}
