// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// madeIndexes plays the catalog of NuGet, with three pages, and the simple index of PyPI.
func madeIndexes() http.Handler {
	catalog := func(address string, items ...string) string {
		return fmt.Sprintf(`{"@id":%q,"commitTimeStamp":"2026-11-27T01:02:03.4567891Z","count":%d,"items":[%s]}`, address, len(items), strings.Join(items, ","))
	}
	event := func(kind, id, version string, second int) string {
		return fmt.Sprintf(`{"@id":"https://api.nuget.org/v3/data/x.json","@type":"nuget:Package%s","commitTimeStamp":"2026-11-27T00:00:%02dZ","nuget:id":%q,"nuget:version":%q}`, kind, second, id, version)
	}
	const base = "/v3/catalog0/"
	answers := map[string]string{"/simple/": `{"meta":{"api-version":"1.4","_last-serial":7},"projects":[{"name":"Zope.Interface"},{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"},{"name":"f"},{"name":"g"},{"name":"h"},{"name":"i"}]}`}
	var pages []string
	for n := range 3 {
		name := fmt.Sprintf("%spage%d.json", base, n)
		var events []string
		for i := range 6 {
			events = append(events, event("Details", fmt.Sprintf("Made.%d%d", n, i), "1.0.0", 10*n+i))
		}
		if n == 2 { // one of the first page is deleted, and one deleted and pushed again
			events = append(events, event("Delete", "made.00", "1.0.0", 40), event("Delete", "Made.01", "1.0.0", 41), event("Details", "Made.01", "1.0.0", 42))
		}
		answers[name] = catalog("https://api.nuget.org"+name, events...)
		pages = append(pages, fmt.Sprintf(`{"@id":"https://api.nuget.org%s","commitTimeStamp":"2026-11-27T00:00:00Z","count":%d}`, name, len(events)))
	}
	answers[base+"index.json"] = catalog("https://api.nuget.org"+base+"index.json", pages...)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		text, ok := answers[req.URL.Path]
		if !ok {
			http.NotFound(w, req)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if req.URL.Path == "/simple/" {
			w.Header().Set("Content-Type", "application/vnd.pypi.simple.v1+json")
		}
		_, _ = w.Write([]byte(text))
	})
}

// An index that is fetched can be recorded, and read again with no network: the same
// tables, of the same day.
func TestRecordedIndexes(t *testing.T) {
	server := httptest.NewServer(madeIndexes())
	defer server.Close()
	type read struct{ ecosystem, list, want string }
	reads := []read{
		{"nuget", "catalog", "nuget policy.deletion-policy.catalog-releases: 5.6 %"},
		{"pypi", "names", "pypi naming.name-normalization.index-names: 90.0 %"},
	}
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("catalog", 0o755); err != nil { // a folder of that name is not what is read
		t.Fatal(err)
	}
	file := func(r read, name string) string { return filepath.Join(dir, r.ecosystem+name) }
	said := make(map[string]string)
	for _, r := range reads {
		status, text, told := adoptionOf(t, "adoption", "--ecosystem", r.ecosystem, "--bulk", r.list, "--out", file(r, "-live"), "--record", file(r, ".warc.gz"), "--origins", "*="+server.URL, "--allow-private", "--no-pace")
		if status != 0 || !strings.Contains(text, r.want) {
			t.Fatalf("%s: status %d, no %q in\n%s%s", r.ecosystem, status, r.want, text, told)
		}
		said[r.ecosystem] = text
	}
	server.Close()
	for _, r := range reads {
		again := file(r, "-again")
		status, text, told := adoptionOf(t, "adoption", "--ecosystem", r.ecosystem, "--bulk", r.list, "--out", again, "--replay", file(r, ".warc.gz"))
		if want := strings.ReplaceAll(said[r.ecosystem], file(r, "-live"), again); status != 0 || text != want {
			t.Errorf("%s: status %d, %s%s, want %s", r.ecosystem, status, text, told, want)
		}
		for _, name := range []string{"dataset/adoption.parquet", "adoption_packages.parquet"} {
			one, err := os.ReadFile(filepath.Join(file(r, "-live"), name))
			other, _ := os.ReadFile(filepath.Join(again, name))
			if err != nil || !bytes.Equal(one, other) {
				t.Errorf("%s: %s: %v, %d bytes became %d others", r.ecosystem, name, err, len(one), len(other))
			}
		}
	}

	// A recording of another list answers nothing, and overwrites nothing.
	status, _, told := adoptionOf(t, "adoption", "--ecosystem", "nuget", "--bulk", "catalog", "--out", file(reads[0], "-again"), "--replay", file(reads[1], ".warc.gz"))
	if status != 3 || !strings.Contains(told, "--bulk catalog: ") || !strings.Contains(told, "nothing was overwritten") || strings.Count(strings.TrimSpace(told), "\n") != 0 {
		t.Errorf("status %d, %s", status, told)
	}
}
