// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// CommandsToReproduce lists the commands that show the same again: the survey on
// what the evidence came from, and for each source one whose digest compares.
func CommandsToReproduce(v table.VerdictRow, behind []table.Observation) []string {
	clones, live := len(behind) == 0, false
	for _, o := range behind {
		clones = clones || o.Commit != ""
		live = live || o.Commit == ""
	}
	var lines []string
	features, err := catalog.Load()
	if err != nil {
		return nil // what is built in is read by every command
	}
	about := "--ecosystem " + v.Ecosystem
	if _, isCheck := features.Check(v.Feature); !isCheck { // and no item of a checklist, which is asked with all the rest
		about += " --feature " + v.Feature
	}
	if clones {
		lines = append(lines, "landscape survey --mirror CLONES "+about+" --out out")
	}
	if live {
		lines = append(lines, "landscape survey "+about+" --out out")
	}
	asks := questions(features, v.Ecosystem)
	for _, o := range behind {
		line := ""
		switch ask := asks[o.Observation]; {
		case o.Commit != "" && o.Path != "" && !strings.ContainsAny(o.Path, "* "):
			line = fmt.Sprintf("git -C CLONES/%s.git show %s:%s | sha256sum", o.Repository, o.Commit, o.Path)
		case ask != nil && ask.Method == http.MethodGet && o.Digest != nil:
			line = fetchLine(o.URL, ask.Accept)
		}
		if line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// fetchLine is a command for a shell, or nothing for an address that would not
// stay one word there.
func fetchLine(address, accept string) string {
	if strings.ContainsAny(address+accept, "'\n\r") {
		return ""
	}
	if accept != "" {
		accept = "-H 'Accept: " + accept + "' "
	}
	return "curl -sSL --compressed " + accept + "'" + address + "' | sha256sum"
}

// questions are what the ecosystem's rules ask endpoints, by key.
func questions(features *catalog.Catalog, ecosystem string) map[string]*probes.Ask {
	asks := make(map[string]*probes.Ask)
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, ecosystem)
	if err != nil {
		return asks // of a folder that is not built in
	}
	for _, p := range all[0].Probes() {
		if p.Ask != nil {
			asks[p.Key] = p.Ask
		}
	}
	return asks
}
