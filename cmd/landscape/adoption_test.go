// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
	"github.com/ossf/package-manager-landscape/probes/catalog"
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

// sameTotals checks that the totals of a folder are the truth of a made registry.
func sameTotals(t *testing.T, r *adoptiontest.Registry, dir string) string {
	t.Helper()
	truth := r.Truth()
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
		if want := truth[row.Metric]; row.WithMetric != want[0] || row.Units != want[1] || row.Read != int64(r.Packages) && row.Read != want[1] {
			t.Errorf("%+v, want %v", row, want)
		}
	}
	return text
}

func TestAdoption(t *testing.T) {
	t.Parallel()
	r := &adoptiontest.Registry{Ecosystem: "npm", Packages: 120, Seed: 2}
	instance := sigstoretest.New(t)
	r.Attest(instance)
	trust := filepath.Join(t.TempDir(), "trusted_root.json")
	if err := os.WriteFile(trust, instance.TrustedRoot(), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(r)
	defer server.Close()
	file, out := madeCohort(t, r), filepath.Join(t.TempDir(), "out")
	warc := filepath.Join(t.TempDir(), "run.warc.gz")
	way := []string{"--registry", "npm=https://registry.made.example", "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--trust-root", trust}

	status, said, told := adoptionOf(t, append([]string{"adoption", "--ecosystem", "npm", "--cohort", file, "--out", out, "--record", warc}, way...)...)
	if status != 0 || !strings.Contains(told, "packages=120/120") || !strings.Contains(said, "no release takes these totals") {
		t.Fatalf("status %d\n%s\n%s", status, said, told)
	}
	first := sameTotals(t, r, out)
	if _, err := os.Stat(filepath.Join(out, "adoption_packages.parquet")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(out, ".landscape-adoption")); err == nil {
		t.Error("the journal of a whole run stays")
	}

	// The recording gives the same, with no network.
	server.Close()
	again := filepath.Join(t.TempDir(), "again")
	if status, _, told := adoptionOf(t, "adoption", "--ecosystem", "npm", "--registry", "npm=https://registry.made.example", "--cohort", file, "--out", again, "--replay", warc, "--trust-root", trust); status != 0 {
		t.Fatalf("%d %s", status, told)
	}
	if second := sameTotals(t, r, again); second != first {
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
	t.Parallel()
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
		{"a file without end", []string{"--ecosystem", "npm", "--cohort", "/dev/zero"}, "/dev/zero: larger than 64 MB: draw a sample of it"},
		{"a folder", []string{"--ecosystem", "npm", "--cohort", dir}, "neither top-N, sample-N nor a file"},
		{"no cohort", []string{"--ecosystem", "npm"}, "--cohort is missing"},
		{"more than the list", []string{"--ecosystem", "npm", "--cohort", "top-9999999"}, "the list holds"},
		{"no list", []string{"--ecosystem", "hex", "--cohort", "top-10"}, "the release has no list of hex: make one with landscape cohort"},
		{"a sample of nothing", []string{"--ecosystem", "nuget", "--cohort", "sample-10"}, "no index of names of nuget can be fetched: give --names FILE"},
		{"unknown metric", []string{"--ecosystem", "npm", "--cohort", "top-10", "--metric", "x"}, "--metric x: no such metric here"},
		{"no API", []string{"--ecosystem", "opam", "--cohort", "top-10"}, "no metric of it is read this way"},
		{"no such dump", []string{"--ecosystem", "nuget", "--bulk", "catalogue"}, "of nuget catalog, which is fetched page by page"},
		{"a list of another registry", []string{"--ecosystem", "npm", "--bulk", "names"}, "--bulk: "},
		{"a dump of another registry", []string{"--ecosystem", "npm", "--bulk", write("dump.tar", "x")}, "no metric of it is read this way"},
		{"a dump that is recorded", []string{"--ecosystem", "cargo", "--bulk", write("dump.tar", "x"), "--record", "x.warc.gz"}, "is read with no network: leave out --record and --replay"},
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

// madeDump writes a dump of crates.io's shape with forty made crates.
func madeDump(t *testing.T) string {
	t.Helper()
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
	file := filepath.Join(t.TempDir(), "db-dump.tar")
	if err := os.WriteFile(file, dump.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// A whole registry is read from its dump, and what is no dump writes nothing.
func TestAdoptionOfADump(t *testing.T) {
	dir, file := t.TempDir(), madeDump(t)
	out := filepath.Join(dir, "out")
	dump, err := os.ReadFile(file)
	if err != nil {
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
	if err := os.WriteFile(file, dump[:3000], 0o644); err != nil {
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
	if err := os.WriteFile(file, dump, 0o644); err != nil {
		t.Fatal(err)
	}
	status, said, told = adoptionOf(t, "cohort", "--ecosystem", "cargo", "--from", file, "--top", "3", "--out", filepath.Join(dir, "top.csv"))
	text, _ := os.ReadFile(filepath.Join(dir, "top.csv"))
	if status != 0 || string(text) != "rank,purl\n1,pkg:cargo/made-39\n2,pkg:cargo/made-38\n3,pkg:cargo/made-37\n" {
		t.Errorf("status %d, %q, %s%s", status, text, said, told)
	}
}

// A run that is stopped overwrites nothing and is taken up; options of another run are
// not.
func TestAdoptionTakenUp(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "gem", Packages: 60, Seed: 6}
	ctx, stop := context.WithCancel(t.Context())
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if asked.Add(1) == 40 {
			stop()
		}
		r.ServeHTTP(w, req)
	}))
	defer server.Close()
	file, out := madeCohort(t, r), filepath.Join(t.TempDir(), "out")
	args := []string{"adoption", "--ecosystem", "gem", "--cohort", file, "--out", out, "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--workers", "2"}
	var said, told bytes.Buffer
	if status := run(ctx, args, &said, &told); status != 3 || !strings.Contains(told.String(), "--resume goes on from here") {
		t.Fatalf("status %d, %s", status, &told)
	}
	if _, err := os.Stat(filepath.Join(out, "dataset")); err == nil {
		t.Error("a stopped run wrote a dataset")
	}
	if status, _, told := adoptionOf(t, append(args, "--resume", "--metric", "integrity.provenance.latest-release")...); status != 2 || !strings.Contains(told, "belongs to a run over other packages") {
		t.Errorf("status %d, %s", status, told)
	}
	before := asked.Load()
	status, text, errs := adoptionOf(t, append(args, "--resume")...)
	if status != 0 || !strings.Contains(text, "60 of 60 packages read") {
		t.Fatalf("status %d, %s%s", status, text, errs)
	}
	if again := asked.Load() - before; again > 3*60-25 {
		t.Errorf("%d answers were asked for again", again)
	}
	for id, want := range r.Truth() {
		share := fmt.Sprintf("gem %s: ", id)
		if !strings.Contains(text, share) || !strings.Contains(text, fmt.Sprintf("of %d ", want[1])) {
			t.Errorf("no total of %s, %v, in %s", id, want, text)
		}
	}
}

// The lists that the release froze are cohorts, and what is said of them is so.
func TestFrozenCohorts(t *testing.T) {
	files, err := fs.Glob(releases.Files, catalog.Wave+"/cohorts/*-top.csv")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v: %v", files, err)
	}
	for _, name := range files {
		id := strings.TrimSuffix(path.Base(name), "-top.csv")
		data, err := releases.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		packages, err := cohort.Read(name, data, id, []string{id})
		if err != nil || len(packages) != 1000 || string(cohort.Write(packages)) != string(data) {
			t.Errorf("%s: %d packages, %v", name, len(packages), err)
		}
		about, err := releases.Files.ReadFile(strings.TrimSuffix(name, ".csv") + ".source.csv")
		lines := strings.Split(string(about), "\n")
		if err != nil || len(lines) != 3 || !strings.HasPrefix(lines[1], id+",1000,") || !strings.HasSuffix(lines[1], ","+cohort.Digest(packages)) {
			t.Errorf("%s: %q %v", name, about, err)
		}
	}
}

func TestBadCohorts(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "list.json")
	if err := os.WriteFile(list, []byte(`{"rows":[{"project":"a"},{"project":"b"}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "top.csv")
	for _, test := range []struct {
		status int
		args   []string
		want   string
	}{
		{0, []string{"--ecosystem", "pypi", "--from", list, "--out", out}, "2 packages of pypi"},
		{2, []string{"--ecosystem", "pypi", "--from", list, "--top", "3", "--out", out}, "--top 3: the list holds 2 packages"},
		{2, []string{"--ecosystem", "pypi", "--list", "nope", "--from", list, "--out", out}, "--list nope: no such list of pypi: they are top, names"},
		{2, []string{"--ecosystem", "npm", "--list", "names", "--top", "3", "--from", list, "--out", out}, "has no order of popularity"},
		{2, []string{"--ecosystem", "pypi", "--from", filepath.Join(dir, "missing"), "--out", out}, "no such file"},
		{2, []string{"--ecosystem", "pypi", "--from", dir, "--out", out}, "--from"},
		{2, []string{"--ecosystem", "npm", "--from", list, "--out", out}, "not the list high-impact"},
		{2, []string{"--ecosystem", "gradle", "--out", out}, "documents no list"},
		{2, []string{"--ecosystem", "cpan", "--out", out}, "no ecosystem"},
		{2, []string{"--ecosystem", "gem", "--out", out}, "give the dump or clone with --from"},
		{2, []string{"--ecosystem", "pypi", "--from", list, "--out", filepath.Join(dir, "top.txt")}, "let its name end with .csv"},
	} {
		status, said, told := adoptionOf(t, append([]string{"cohort"}, test.args...)...)
		if status != test.status || !strings.Contains(said+told, test.want) {
			t.Errorf("%v: status %d, %s%s, want %q", test.args, status, said, told, test.want)
		}
	}
}

// A list is fetched page by page, and a package that holds one is unpacked.
func TestFetchedCohorts(t *testing.T) {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	files := tar.NewWriter(zipped)
	const module = "export const topDownload = [\n  '@a/b',\n  'c',\n]\n"
	_ = files.WriteHeader(&tar.Header{Name: "package/lib/top-download.js", Size: int64(len(module)), Mode: 0o644})
	_, _ = files.Write([]byte(module))
	_, _ = files.Close(), zipped.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		switch {
		case req.URL.Path == "/npm-high-impact/latest":
			fmt.Fprint(w, `{"name":"npm-high-impact","version":"9.0.0","dist":{"tarball":"https://registry.made.example/x.tgz"}}`)
		case req.URL.Path == "/x.tgz":
			_, _ = w.Write(packed.Bytes())
		case req.URL.Path == "/explore/popular.json":
			page := req.URL.Query().Get("page")
			if page > "3" {
				fmt.Fprint(w, `{"packages":[]}`)
				return
			}
			fmt.Fprintf(w, `{"packages":[{"name":"v/p%s"},{"name":"v/q%s"}]}`, page, page)
		default:
			http.NotFound(w, req)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	way := []string{"--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--registry", "npm=https://registry.made.example"}
	for _, test := range []struct{ id, want, source string }{
		{"npm", "1,pkg:npm/%40a/b\n2,pkg:npm/c\n", "npm-high-impact@9.0.0:lib/top-download.js"},
		{"composer", "1,pkg:composer/v/p1\n2,pkg:composer/v/q1\n3,pkg:composer/v/p2\n4,pkg:composer/v/q2\n5,pkg:composer/v/p3\n6,pkg:composer/v/q3\n", "explore/popular.json"},
	} {
		out := filepath.Join(dir, test.id+".csv")
		status, said, told := adoptionOf(t, append([]string{"cohort", "--ecosystem", test.id, "--out", out}, way...)...)
		text, _ := os.ReadFile(out)
		if status != 0 || string(text) != "rank,purl\n"+test.want || !strings.Contains(said, test.source) {
			t.Errorf("%s: status %d, %q, %s%s", test.id, status, text, said, told)
		}
	}
	if status, _, told := adoptionOf(t, append([]string{"cohort", "--ecosystem", "pypi", "--out", filepath.Join(dir, "p.csv")}, way...)...); status != 3 || !strings.Contains(told, "HTTP status 404; nothing was written") {
		t.Errorf("status %d, %s", status, told)
	}
}

// What comes in place of a list makes no cohort, in one line.
func TestForeignLists(t *testing.T) {
	var media, text string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", media)
		_, _ = w.Write([]byte(text))
	}))
	defer server.Close()
	const rows = `{"rows":[{"project":"a"},{"project":"b"}]}`
	for _, test := range []struct{ ecosystem, list, media, text, want string }{
		{"pypi", "top", "image/png", rows, `a list was expected, and "image/png" came`},
		{"pypi", "top", "text/html; charset=utf-8", rows, `a list was expected, and "text/html`},
		{"pypi", "top", "application/json", rows[:30], "not JSON"},
		{"gem", "compact-index", "text/html", "<html>\nhuman\n", `a list was expected, and "text/html"`},
		{"gem", "compact-index", "text/plain", "<html>\nhuman\n", "line 1: not a name"},
	} {
		media, text = test.media, test.text
		out := filepath.Join(t.TempDir(), "list.csv")
		status, _, told := adoptionOf(t, "cohort", "--ecosystem", test.ecosystem, "--list", test.list, "--out", out, "--origins", "*="+server.URL, "--allow-private", "--no-pace")
		if status != 3 || !strings.Contains(told, test.want) || !strings.Contains(told, "nothing was written") || strings.Count(strings.TrimSpace(told), "\n") != 0 {
			t.Errorf("%s, %s: status %d, %s, want %s", test.ecosystem, test.media, status, told, test.want)
		}
	}
}
