// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakeHub answers as gh does for a repository; a path without an answer is an error.
const fakeHub = `#!/bin/sh
for arg; do case $arg in repos/*) path=$arg;; esac; done
while IFS='	' read -r known answer; do
  if [ "$known" = "$path" ]; then printf '%b' "$answer"; exit; fi
done <"$HUB"
echo "gh: Not Found (HTTP 404)" >&2
exit 1
`

// publishedSite is a site with one version of two files, by path; a change makes
// another of it.
func publishedSite(change func(site map[string]string)) map[string]string {
	site := map[string]string{"/x/v/2026-11-24/index.html": "page", "/x/v/2026-11-24/data/verdicts.parquet": "table"}
	site["/x/v/2026-11-24/SHA256SUMS"] = fmt.Sprintf("%x  data/verdicts.parquet\n%x  index.html\n", sha256.Sum256([]byte("table")), sha256.Sum256([]byte("page")))
	site["/x/v/versions.txt"] = "2026-11-24\n"
	change(site)
	return site
}

const (
	askPages    = "repos/acme/acme.github.io/pages"
	askDeployed = "repos/acme/acme.github.io/deployments?environment=github-pages&per_page=100"
	askStates   = "repos/acme/acme.github.io/deployments/%d/statuses?per_page=100"
)

// TestPublished asks .ci/published for the versions of sites that are there, are
// not, or cannot be read: versions are kept or the job ends.
func TestPublished(t *testing.T) {
	remove := func(path string) func(map[string]string) { return func(site map[string]string) { delete(site, path) } }
	replace := func(path, text string) func(map[string]string) {
		return func(site map[string]string) { site[path] = text }
	}
	empty := func(site map[string]string) { clear(site) }
	failed := map[string]string{askDeployed: `2\n1\n`, fmt.Sprintf(askStates, 1): `failure\nin_progress\n`, fmt.Sprintf(askStates, 2): ``}
	for name, test := range map[string]struct {
		change func(map[string]string)
		hub    map[string]string // what GitHub says beside the address of the pages
		want   string            // "" when the versions are fetched, "first" when there are none, else what is said
	}{
		"published":                {func(map[string]string) {}, nil, ""},
		"never published":          {empty, map[string]string{askDeployed: ``}, "first"},
		"never with success":       {empty, failed, "first"},
		"published, and gone":      {empty, map[string]string{askDeployed: `7\n`, fmt.Sprintf(askStates, 7): `success\nin_progress\n`}, "status 404, but the site was published before (deployment 7)"},
		"published long ago":       {empty, map[string]string{askDeployed: `8\n7\n`, fmt.Sprintf(askStates, 8): `failure\n`, fmt.Sprintf(askStates, 7): `inactive\nsuccess\n`}, "(deployment 7)"},
		"deployments unknown":      {empty, nil, "the deployments of the site cannot be read"},
		"a deployment unknown":     {empty, map[string]string{askDeployed: `7\n`}, "deployment 7 of the site cannot be read"},
		"no access":                {replace("/x/v/versions.txt", "403"), nil, "/x/v/versions.txt: status 403"},
		"another page in place":    {replace("/x/v/versions.txt", "<!DOCTYPE html>\n<p>Sign in\n"), nil, "is not a list of versions"},
		"an empty list":            {replace("/x/v/versions.txt", ""), nil, "is not a list of versions"},
		"a version out of place":   {replace("/x/v/versions.txt", "2026-11-24\n../../x\n"), nil, "is not a list of versions"},
		"a version without sums":   {remove("/x/v/2026-11-24/SHA256SUMS"), nil, "2026-11-24/SHA256SUMS: status 404"},
		"sums of another kind":     {replace("/x/v/2026-11-24/SHA256SUMS", "page"), nil, "SHA256SUMS is not a list of sums"},
		"sums of a file elsewhere": {replace("/x/v/2026-11-24/SHA256SUMS", strings.Repeat("0", 64)+"  ../index.html\n"), nil, "SHA256SUMS is not a list of sums"},
		"a file is missing":        {remove("/x/v/2026-11-24/index.html"), nil, "2026-11-24/index.html: status 404"},
		"a file was edited":        {replace("/x/v/2026-11-24/index.html", "edited"), nil, "v/2026-11-24 is not what its SHA256SUMS says"},
	} {
		t.Run(name, func(t *testing.T) {
			site := publishedSite(test.change)
			dir := filepath.Join(t.TempDir(), "versions")
			base, out, said := published(t, site, test.hub, dir)
			switch {
			case test.want == "" || test.want == "first":
				versions, _ := filepath.Glob(filepath.Join(dir, "*", "SHA256SUMS"))
				if out != base+"/\n" || said != "" || len(versions) != map[string]int{"": 1, "first": 0}[test.want] {
					t.Errorf("%q, %q, versions %q", out, said, versions)
				}
			case out != "" || !strings.Contains(said, test.want) || !strings.HasSuffix(said, "nothing is published, so that no version is lost\n"):
				t.Errorf("%q, and says %q", out, said)
			}
		})
	}
	// Neither the address nor an answer from it is guessed.
	for _, address := range []string{"", "null", "x.example.org"} {
		_, out, said := published(t, nil, map[string]string{askPages: address}, t.TempDir())
		if out != "" || !strings.Contains(said, "is not the address of a site") {
			t.Errorf("address %q: %q, %q", address, out, said)
		}
	}
	if _, out, said := published(t, nil, map[string]string{askPages: "http://127.0.0.1:1/x"}, t.TempDir()); out != "" || !strings.Contains(said, "no answer") {
		t.Errorf("without a server: %q, %q", out, said)
	}
}

// published runs the script and gives the site's address, what it printed and
// what it said.
func published(t *testing.T, site, answers map[string]string, dir string) (base, out, said string) {
	t.Helper()
	install(t, "curl", "curl")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch text, found := site[r.URL.Path]; {
		case !found:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte("2026-11-24\n")) // what a missing page says does not count
		case text == "403":
			w.WriteHeader(http.StatusForbidden)
		default:
			_, _ = w.Write([]byte(text))
		}
	}))
	t.Cleanup(server.Close)
	base = server.URL + "/x"
	tools := t.TempDir()
	lines := askPages + "\t" + base + "/\n"
	if address, other := answers[askPages]; other {
		lines = askPages + "\t" + address + "\n"
	}
	for path, answer := range answers {
		lines += path + "\t" + answer + "\n"
	}
	for name, text := range map[string]string{"gh": fakeHub, "hub.tsv": lines} {
		if err := os.WriteFile(filepath.Join(tools, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(root, ".ci", "published"), dir)
	cmd.Env = append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"), "HUB="+filepath.Join(tools, "hub.tsv"), "GITHUB_REPOSITORY=acme/acme.github.io", "GITHUB_REPOSITORY_OWNER=acme", "no_proxy=*")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	printed, err := cmd.Output()
	if (err == nil) != (len(printed) > 0) {
		t.Errorf("%v, but it printed %q", err, printed)
	}
	return base, string(printed), complaints.String()
}

// install sees to a program: it installs Debian's package where it may, and fails
// with what to do where it may not.
func install(t *testing.T, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Geteuid() == 0 {
		out, err := exec.CommandContext(t.Context(), "bash", "-c", "apt-get update -q && apt-get install -qy --no-install-recommends "+debian).CombinedOutput()
		if err == nil {
			return
		}
		t.Logf("apt-get: %v\n%s", err, out)
	}
	t.Fatalf("no %s, which this test needs: install it (Debian: apt-get install %s)", program, debian)
}
