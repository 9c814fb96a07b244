// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/site/model"

	"github.com/ossf/package-manager-landscape/dataset"
)

// noBrowser skips the tests in a browser; they say so.
const noBrowser = "LANDSCAPE_NO_BROWSER"

// plan tells browser/check.mjs which sites there are. With long, everything that
// takes minutes is tried too: make pages (part of make check) sets the build tag.
type plan struct {
	Browsers map[string]string `json:"browsers"` // their programs, by name
	Sites    []sitePlan        `json:"sites"`
	Forms    []string          `json:"forms,omitempty"` // for Lighthouse: mobile, desktop
	Speed    bool              `json:"speed"`           // for Lighthouse: measure performance too
}

// sitePlan says which pages a site has and what must be on them.
type sitePlan struct {
	Name       string            `json:"name"`
	Site       string            `json:"site"`  // its folder
	Pages      map[string]string `json:"pages"` // one of each type
	Features   int               `json:"features"`
	Registries int               `json:"registries"`
	Registry   string            `json:"registry"`
	Journeys   int               `json:"journeys"`
	Verdicts   int               `json:"verdicts"`
	Supported  int               `json:"supported"`
	Tables     []string          `json:"tables"`
	Rows       map[string]int    `json:"rows"`
	Rules      map[string]any    `json:"rules"`
	Wide       bool              `json:"wide"` // more registries than fit beside each other
	Full       bool              `json:"full"` // also filters, keyboard, explorer, print, sizes
	Long       bool              `json:"long"` // also every width and scheme
	Huge       int               `json:"huge"` // rows of verdicts.parquet, when it was replaced
	Axe        bool              `json:"axe"`
}

// TestBrowser opens every page type of the release's site in Chromium and Firefox,
// and sites of odd datasets: hostile text does not run, and nothing runs out of the page.
func TestBrowser(t *testing.T) {
	p := newPlan(t, release(t), releaseSite(t))
	p.Name, p.Full, p.Axe, p.Long = "release", true, true, long
	plans := []sitePlan{p}
	odd := map[string]*table.Dataset{"hostile": hostile(), "fifty": many(50)}
	if long {
		odd["empty"], odd["one"], odd["nine"] = &table.Dataset{}, many(1), many(most)
	}
	for _, name := range slices.Sorted(maps.Keys(odd)) {
		dir := build(t, odd[name], Options{})
		p := newPlan(t, odd[name], dir)
		p.Name = name
		for _, kind := range []string{"404", "badges", "corrections", "features", "guidance", "lists", "maturity", "registries", "sides", "compare 2022"} {
			delete(p.Pages, kind) // alike for every dataset
		}
		switch name {
		case "fifty":
			p.Huge = manyRows(t, dir)
		case "hostile":
		default:
			delete(p.Pages, "explorer")
		}
		plans = append(plans, p)
	}
	engine := shell
	if long {
		engine = chromium
	}
	check(t, "browser", plan{Sites: plans}, engine, firefox)
}

// manyRows replaces the verdicts that the explorer reads and gives the number of rows.
func manyRows(t *testing.T, dir string) int {
	t.Helper()
	big := many(10_000)
	tables := t.TempDir()
	if err := dataset.Write(&table.Dataset{Verdicts: big.Verdicts}, tables, ""); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(tables, "verdicts.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "verdicts.parquet"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	return len(big.Verdicts)
}

// newPlan chooses one page of each type.
func newPlan(t *testing.T, d *table.Dataset, dir string) sitePlan {
	t.Helper()
	p := sitePlan{Site: dir, Pages: map[string]string{}, Features: len(d.Features), Registries: len(d.Ecosystems), Verdicts: len(d.Verdicts), Tables: tablesOf(d), Rows: map[string]int{}}
	// Ids of features hold a dot, which HTML allows and the stricter default does not.
	p.Rules = map[string]any{"valid-id": []any{"error", map[string]bool{"relaxed": true}}}
	p.Wide = p.Registries > most
	journeys := map[string]bool{}
	for _, f := range d.Features {
		journeys[f.Journey] = true
	}
	p.Journeys = len(journeys)
	for _, v := range d.Verdicts {
		if v.Verdict == "supported" {
			p.Supported++
		}
	}
	for _, name := range p.Tables {
		_, p.Rows[name] = dictionary(d, name)
	}
	if p.Registries > 0 {
		p.Registry = d.Ecosystems[0].Ecosystem
	}
	prefer := map[string]string{"features": "authentication.trusted-publishing", "registries": "npm", "lists": "supported"}
	for _, name := range htmlFiles(t, dir) {
		kind := pageType(name)
		parts := strings.Split(name, "/")
		if _, known := p.Pages[kind]; !known || len(parts) > 2 && prefer[parts[0]] == parts[1] {
			p.Pages[kind] = name
		}
	}
	return p
}

// pageType names the template of a page by its path.
func pageType(name string) string {
	parts := strings.Split(name, "/")
	switch {
	case name == "index.html":
		return "front"
	case name == "compare/index.html":
		return "matrix"
	case name == "side-by-side/index.html":
		return "sides"
	case len(parts) == 1:
		return strings.TrimSuffix(name, ".html")
	case parts[0] == "v":
		return "frozen " + fmt.Sprint(parts[2] == "index.html")
	case len(parts) == 2:
		return parts[0]
	case parts[0] == "features":
		return "feature"
	case parts[0] == "registries":
		return "registry"
	case parts[0] == "time":
		return "time " + timeKind(parts)
	case parts[0] == "compare":
		return "compare " + parts[1]
	}
	return "one of " + parts[0]
}

// timeKind names the kind of a page below time: year for the end of one.
func timeKind(parts []string) string {
	if parts[1][0] >= '0' && parts[1][0] <= '9' {
		return "year"
	}
	if len(parts) > 3 {
		return "one of " + parts[1]
	}
	return parts[1]
}

// tablesOf lists the tables of a dataset as the site does.
func tablesOf(d *table.Dataset) []string {
	var names []string
	for _, t := range model.DescribeTables(d) {
		names = append(names, t.Name)
	}
	return names
}

// check runs a folder of scripts with browsers and reports each failure.
func check(t *testing.T, scripts string, p plan, browsers ...browser) {
	t.Helper()
	if os.Getenv(noBrowser) == "1" {
		t.Skipf("%s=1: the pages were opened in no browser", noBrowser)
	}
	if racing {
		t.Skip("a browser has no use for the race detector; make test opens the pages")
	}
	p.Browsers = make(map[string]string)
	for _, b := range browsers {
		p.Browsers[b.name] = b.find(t)
	}
	tools(t, "browser")
	if scripts != "browser" {
		tools(t, scripts)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "check.mjs", file)
	cmd.Dir = scripts
	cmd.WaitDelay = time.Minute // for a browser that does not end
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "FIGURE") || strings.HasPrefix(line, "TIME") {
			t.Log(strings.TrimSpace(line))
		} else {
			t.Error(strings.TrimSpace(line))
		}
	}
	if err != nil && !t.Failed() {
		t.Error(err)
	}
}

// browser is one that opens the pages: Debian's package, and the programs that it
// or others call it by.
type browser struct {
	name, pack string
	programs   []string
}

var (
	chromium = browser{"chromium", "chromium", []string{"chromium", "chromium-browser", "google-chrome"}}
	// shell is Chromium without windows: the same pages in half the time.
	shell   = browser{"chromium", "chromium-headless-shell", append([]string{"chromium-headless-shell"}, chromium.programs...)}
	firefox = browser{"firefox", "firefox-esr", []string{"firefox-esr", "firefox"}}
)

// find gives the browser's program, and installs Debian's where that is allowed.
func (b browser) find(t *testing.T) string {
	t.Helper()
	for _, installed := range []bool{false, true} {
		if installed {
			install(t, b.pack)
		}
		for _, name := range b.programs {
			if found, err := exec.LookPath(name); err == nil {
				return found
			}
		}
	}
	t.Fatalf("no %s: install it (Debian: apt-get install %s), or set %s=1 to do without the tests in a browser", b.name, b.pack, noBrowser)
	return ""
}

// install asks apt for packages, as root only.
func install(t *testing.T, packages ...string) {
	t.Helper()
	if _, err := exec.LookPath("apt-get"); err != nil || runtime.GOOS != "linux" || os.Geteuid() != 0 {
		return
	}
	for _, args := range [][]string{{"update", "-q"}, append([]string{"install", "-qy", "--no-install-recommends"}, packages...)} {
		cmd := exec.CommandContext(t.Context(), "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Logf("apt-get %s: %v\n%s", strings.Join(args, " "), err, out)
			return
		}
	}
}

// tools sees to node and the packages that the lock file of a folder pins.
func tools(t *testing.T, folder string) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		install(t, "nodejs", "npm")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatalf("no node: install it with npm (Debian: apt-get install nodejs npm), or set %s=1 to do without the tests in a browser", noBrowser)
	}
	if installed(folder) {
		return
	}
	cmd := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci in site/%s: %v: run it where packages can be had, or set %s=1 to do without the tests in a browser\n%s", filepath.ToSlash(folder), err, noBrowser, out)
	}
}

// installed says whether the packages that the lock file pins are there.
func installed(folder string) bool {
	type lock struct {
		Packages map[string]struct {
			Version  string
			Optional bool
		}
	}
	var want, have lock
	for name, l := range map[string]*lock{"package-lock.json": &want, filepath.Join("node_modules", ".package-lock.json"): &have} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || json.Unmarshal(data, l) != nil {
			return false
		}
	}
	for name, p := range want.Packages {
		if name != "" && !p.Optional && have.Packages[name].Version != p.Version {
			return false
		}
	}
	return true
}
