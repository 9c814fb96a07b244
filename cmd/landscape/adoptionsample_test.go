// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/cohort"
)

// withIndex is a made PyPI with the simple index.
func withIndex(t *testing.T, r *adoptiontest.Registry, index string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/simple/" {
			r.ServeHTTP(w, req)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.pypi.simple.v1+json")
		_, _ = w.Write([]byte(index))
	}))
	t.Cleanup(server.Close)
	return server
}

func simpleIndex(t *testing.T, r *adoptiontest.Registry) string {
	t.Helper()
	packages, err := r.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	var projects []map[string]any
	for _, p := range packages {
		projects = append(projects, map[string]any{"_last-serial": 4, "name": strings.ToUpper(p.Name)})
	}
	text, err := json.Marshal(map[string]any{"meta": map[string]any{"api-version": "1.4", "_last-serial": 9}, "projects": projects})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A sample is drawn of the index that the registry publishes; what was drawn stays, and a
// run over it gives the same.
func TestSampleOfTheIndex(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "pypi", Packages: 300, Seed: 6}
	server := withIndex(t, r, simpleIndex(t, r))
	out := filepath.Join(t.TempDir(), "out")
	way := []string{"--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--verify", "0"}
	status, said, told := adoptionOf(t, append([]string{"adoption", "--ecosystem", "pypi", "--cohort", "sample-40", "--seed", "3", "--out", out}, way...)...)
	if status != 0 || !strings.Contains(said, "drew 40 of 300 packages of pypi, every project of the simple index") {
		t.Fatalf("status %d\n%s\n%s", status, said, told)
	}
	drawn, err := os.ReadFile(filepath.Join(out, "pypi-sample-40-seed-3.csv"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	want, err := cohort.Sample(all, 40, 3)
	if got, errRead := cohort.Read("drawn", drawn, "pypi", []string{"pypi"}); err != nil || errRead != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v: %v", err, errRead, got)
	}
	if about, err := os.ReadFile(filepath.Join(out, "pypi-sample-40-seed-3.source.csv")); err != nil || !strings.Contains(string(about), "\npypi,40,names,") {
		t.Errorf("%s %v", about, err)
	}
	for _, test := range []struct {
		name, index, want string
		status            int
	}{
		{"half of an index", simpleIndex(t, r)[:500], "not JSON; nothing was written", 3},
		{"a wall", "<html>Are you human?", "not JSON; nothing was written", 3},
		{"another shape", `{"projects":"none"}`, "nothing was written", 3},
		{"fewer than are to be drawn", `{"projects":[{"name":"a"},{"name":"A"}]}`, "the index holds 1 packages, and not 40; nothing was overwritten", 3},
	} {
		dir := filepath.Join(t.TempDir(), "out")
		bad := withIndex(t, r, test.index)
		status, _, told := adoptionOf(t, "adoption", "--ecosystem", "pypi", "--cohort", "sample-40", "--out", dir, "--origins", "*="+bad.URL, "--allow-private", "--no-pace")
		if status != test.status || !strings.Contains(told, test.want) || strings.Count(told, "landscape: ") != 1 {
			t.Errorf("%s: status %d, %s, want %q", test.name, status, told, test.want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: something was written", test.name)
		}
	}
}

// An index is read whole, and its recording gives the same with no network; half of one
// overwrites nothing.
func TestBulkOfAnIndex(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "pypi", Packages: 120, Seed: 6}
	server := withIndex(t, r, simpleIndex(t, r))
	dir := t.TempDir()
	out, warc := filepath.Join(dir, "out"), filepath.Join(dir, "run.warc.gz")
	args := []string{"adoption", "--ecosystem", "pypi", "--bulk", "names"}
	way := []string{"--origins", "*=" + server.URL, "--allow-private", "--no-pace"}
	status, said, told := adoptionOf(t, append(append(args, "--out", out, "--record", warc), way...)...)
	if status != 0 || !strings.Contains(said, "read: simple index of serial 9 of ") || !strings.Contains(said, "of 120 packages, 120 of 120 packages read") {
		t.Fatalf("status %d\n%s\n%s", status, said, told)
	}
	again := filepath.Join(dir, "again")
	if status, _, told := adoptionOf(t, append(args, "--out", again, "--replay", warc)...); status != 0 {
		t.Fatalf("status %d, %s", status, told)
	}
	first, errFirst := os.ReadFile(filepath.Join(out, "dataset", "adoption.parquet"))
	second, errSecond := os.ReadFile(filepath.Join(again, "dataset", "adoption.parquet"))
	if errFirst != nil || errSecond != nil || string(first) != string(second) {
		t.Error("the recording gives another table")
	}
	half := withIndex(t, r, simpleIndex(t, r)[:2000])
	status, _, told = adoptionOf(t, append(args, "--out", out, "--origins", "*="+half.URL, "--allow-private", "--no-pace")...)
	if status != 3 || !strings.Contains(told, "it breaks off; nothing was overwritten") || strings.Count(told, "landscape: ") != 1 {
		t.Errorf("status %d, %s", status, told)
	}
	if after, _ := os.ReadFile(filepath.Join(out, "dataset", "adoption.parquet")); string(after) != string(first) {
		t.Error("half of an index overwrote what was there")
	}
	if status, _, told := adoptionOf(t, "adoption", "--ecosystem", "npm", "--bulk", "names", "--out", out); status != 2 || !strings.Contains(told, "--bulk: ") {
		t.Errorf("status %d, %s", status, told)
	}
}
