// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/cohort"
)

// adoptionOf runs the program, and gives its status and what it said.
func adoptionOf(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, &o, &e)
	return status, o.String(), e.String()
}

// made writes the cohort of a made registry into a file.
func madeCohort(t *testing.T, r *adoptiontest.Registry) string {
	t.Helper()
	packages, err := r.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "made.csv")
	if err := os.WriteFile(file, cohort.Write(packages), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAdoption(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "npm", Packages: 120, Seed: 2}
	server := httptest.NewServer(r)
	defer server.Close()
	file, out := madeCohort(t, r), filepath.Join(t.TempDir(), "out")
	warc := filepath.Join(t.TempDir(), "run.warc.gz")
	way := []string{"--registry", "npm=https://registry.made.example", "--origins", "*=" + server.URL, "--allow-private", "--no-pace"}

	status, said, told := adoptionOf(t, append([]string{"adoption", "--ecosystem", "npm", "--cohort", file, "--out", out, "--record", warc}, way...)...)
	if status != 0 || !strings.Contains(told, "packages=120/120") || !strings.Contains(said, "no release takes these totals") {
		t.Fatalf("status %d\n%s\n%s", status, said, told)
	}
	truth := r.Truth()
	check := func(dir string) string {
		status, text, told := adoptionOf(t, "adoption", "--format", "json", "--dataset", dir)
		if status != 0 {
			t.Fatalf("%d %s", status, told)
		}
		var rows []struct {
			Metric      string
			WithMetric  int64 `json:"with_metric"`
			Units, Read int64
		}
		if err := json.Unmarshal([]byte(text), &rows); err != nil || len(rows) != len(truth) {
			t.Fatalf("%v: %d rows of %d", err, len(rows), len(truth))
		}
		for _, row := range rows {
			if want := truth[row.Metric]; row.WithMetric != want[0] || row.Units != want[1] || row.Read != 120 {
				t.Errorf("%+v, want %v", row, want)
			}
		}
		return text
	}
	first := check(out)
	if _, err := os.Stat(filepath.Join(out, "adoption_packages.parquet")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(out, ".landscape-adoption")); err == nil {
		t.Error("the journal of a whole run stays")
	}

	// The recording gives the same, with no network.
	server.Close()
	again := filepath.Join(t.TempDir(), "again")
	if status, _, told := adoptionOf(t, "adoption", "--ecosystem", "npm", "--registry", "npm=https://registry.made.example", "--cohort", file, "--out", again, "--replay", warc); status != 0 {
		t.Fatalf("%d %s", status, told)
	}
	if second := check(again); second != first {
		t.Errorf("replay gives\n%s\nin place of\n%s", second, first)
	}

	// A second cohort joins the first.
	status, text, _ := adoptionOf(t, "adoption", "--format", "md", "--dataset", out)
	if status != 0 || !strings.Contains(text, "## npm, made") {
		t.Errorf("%d %s", status, text)
	}
}

// What cannot be read ends with status 3, one line, and nothing overwritten.
func TestAdoptionOfAWall(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>Are you human?")
	}))
	defer server.Close()
	file, out := madeCohort(t, &adoptiontest.Registry{Ecosystem: "pypi", Packages: 12, Seed: 2}), filepath.Join(t.TempDir(), "out")
	status, _, told := adoptionOf(t, "adoption", "--ecosystem", "pypi", "--cohort", file, "--out", out, "--origins", "*="+server.URL, "--allow-private", "--no-pace")
	if status != 3 || !strings.Contains(told, "landscape: none of 12 packages could be read; nothing was overwritten") {
		t.Errorf("%d %s", status, told)
	}
	if _, err := os.Stat(filepath.Join(out, "dataset")); err == nil {
		t.Error("a dataset was written")
	}
}

func TestBadAdoption(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"malformed purl", []string{"--ecosystem", "npm", "--cohort", write("bad.csv", "rank,purl\n1,npm/a\n")}, "bad.csv:2: malformed package URL"},
		{"duplicate", []string{"--ecosystem", "npm", "--cohort", write("twice.csv", "rank,purl\n1,pkg:npm/a\n2,pkg:npm/a\n")}, "twice.csv:3: pkg:npm/a is there already, at line 2"},
		{"unknown ecosystem of a purl", []string{"--ecosystem", "npm", "--cohort", write("cpan.csv", "rank,purl\n1,pkg:cpan/A\n")}, `cpan.csv:2: pkg:cpan/A: unknown ecosystem "cpan"`},
		{"empty file", []string{"--ecosystem", "npm", "--cohort", write("empty.csv", "")}, "empty.csv:1: no package"},
		{"no file", []string{"--ecosystem", "npm", "--cohort", "missing.csv"}, "--cohort missing.csv: neither top-N, sample-N nor a file"},
		{"unknown ecosystem", []string{"--ecosystem", "cpan", "--cohort", "top-10"}, "--ecosystem cpan: no such ecosystem"},
		{"no cohort", []string{"--ecosystem", "npm"}, "--cohort is missing"},
		{"more than the list", []string{"--ecosystem", "npm", "--cohort", "top-9999999"}, "the list holds"},
		{"no list", []string{"--ecosystem", "hex", "--cohort", "top-10"}, "the release has no list of hex: make one with landscape cohort"},
		{"a sample of nothing", []string{"--ecosystem", "npm", "--cohort", "sample-10"}, "needs --names FILE"},
		{"unknown metric", []string{"--ecosystem", "npm", "--cohort", "top-10", "--metric", "x"}, "--metric x: no such metric here"},
		{"no API", []string{"--ecosystem", "opam", "--cohort", "top-10"}, "no metric of it is read this way"},
		{"no workers", []string{"--ecosystem", "npm", "--cohort", "top-10", "--workers", "0"}, "--workers 0"},
		{"show and measure", []string{"--ecosystem", "npm", "--format", "md"}, "choose one"},
		{"format", []string{"--format", "xml"}, `--format "xml"`},
		{"cohort of nobody", []string{"--cohort", "top-10"}, "--cohort and --bulk need --ecosystem"},
	} {
		status, _, told := adoptionOf(t, append(append([]string{"adoption"}, test.args...), flagOut(test.args, dir)...)...)
		if status != 2 || !strings.Contains(told, test.want) || strings.Count(strings.TrimSpace(told), "\n") != 0 {
			t.Errorf("%s: status %d, %s, want %q", test.name, status, told, test.want)
		}
	}
}

// flagOut keeps results of a test out of the working folder.
func flagOut(args []string, dir string) []string {
	if args[0] != "--ecosystem" {
		return nil
	}
	return []string{"--out", filepath.Join(dir, "out")}
}

// A whole registry is read from its dump, and what is no dump writes nothing.
func TestAdoptionOfADump(t *testing.T) {
	var about, versions, counts strings.Builder
	about.WriteString("id,name,trustpub_only\n")
	versions.WriteString("crate_id,yanked\n")
	counts.WriteString("crate_id,downloads\n")
	for i := range 40 {
		fmt.Fprintf(&about, "%d,made-%d,%c\n", i, i, "ft"[i%2])
		fmt.Fprintf(&versions, "%d,f\n%d,%c\n", i, i, "fft"[i%3])
		fmt.Fprintf(&counts, "%d,%d\n", i, i)
	}
	var dump bytes.Buffer
	w := tar.NewWriter(&dump)
	for name, text := range map[string]string{"metadata.json": `{"timestamp":"2026-11-27T00:00:00Z"}`, "data/crates.csv": about.String(), "data/versions.csv": versions.String(), "data/crate_downloads.csv": counts.String()} {
		_ = w.WriteHeader(&tar.Header{Name: "2026-11-27/" + name, Size: int64(len(text)), Mode: 0o644})
		_, _ = w.Write([]byte(text))
	}
	_ = w.Close()
	dir := t.TempDir()
	file, out := filepath.Join(dir, "db-dump.tar"), filepath.Join(dir, "out")
	if err := os.WriteFile(file, dump.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	status, said, told := adoptionOf(t, "adoption", "--ecosystem", "cargo", "--bulk", file, "--out", out)
	for _, want := range []string{
		"read: db-dump 2026-11-27 of 2026-11-27",
		"cargo authentication.trusted-publishing-only.dump-crates: 50.0 %",
		"of 40 packages, 40 of 40 packages read",
		"cargo policy.yanking.dump-releases: 16.2 %",
		"of 80 releases, 40 of 40 packages read",
	} {
		if status != 0 || !strings.Contains(said, want) {
			t.Errorf("status %d, no %q in\n%s%s", status, want, said, told)
		}
	}
	before, _ := os.ReadFile(filepath.Join(out, "dataset", "adoption.parquet"))
	if err := os.WriteFile(file, dump.Bytes()[:3000], 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, told := adoptionOf(t, "adoption", "--ecosystem", "cargo", "--bulk", file, "--out", out); status != 3 || !strings.Contains(told, "not a dump of the documented shape") {
		t.Errorf("status %d, %s", status, told)
	}
	if after, _ := os.ReadFile(filepath.Join(out, "dataset", "adoption.parquet")); len(before) == 0 || !bytes.Equal(before, after) {
		t.Error("half a dump overwrote what was there")
	}
	status, said, told = adoptionOf(t, "cohort", "--ecosystem", "cargo", "--from", file, "--top", "3", "--out", filepath.Join(dir, "top.csv"))
	if status != 2 || !strings.Contains(told, "not a dump") {
		t.Errorf("status %d, %s%s", status, said, told)
	}
	if err := os.WriteFile(file, dump.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	status, said, told = adoptionOf(t, "cohort", "--ecosystem", "cargo", "--from", file, "--top", "3", "--out", filepath.Join(dir, "top.csv"))
	text, _ := os.ReadFile(filepath.Join(dir, "top.csv"))
	if status != 0 || string(text) != "rank,purl\n1,pkg:cargo/made-39\n2,pkg:cargo/made-38\n3,pkg:cargo/made-37\n" {
		t.Errorf("status %d, %q, %s%s", status, text, said, told)
	}
}
