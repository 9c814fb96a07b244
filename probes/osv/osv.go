// SPDX-License-Identifier: Apache-2.0

package osv

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
)

// Match judges an answer of the OSV database, in any of three shapes: its
// list of ecosystems (text, a name a line), a record (GET /v1/vulns/ID), or the
// records for a package (POST /v1/query). It is Matched when the list has the
// ecosystem, or a record in force has an id that is asked for and affects it.
func Match(data []byte, ecosystem string, ids func(string) bool) (outcome probes.Outcome, locator, detail string) {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '{' {
		return matchRecords(data, ecosystem, ids)
	}
	return matchList(string(data), ecosystem)
}

// Format is Match as a probe's format: Ask.OSV has the ecosystem and the ids.
func Format(answer []byte, asked *probes.Ask, _ time.Time) probes.Finding {
	ids := func(string) bool { return true }
	if pattern := asked.OSV.IDs; pattern != nil {
		ids = func(id string) bool { return pattern.Find(&probes.Text{Raw: []byte(id)}) != nil }
	}
	outcome, locator, detail := Match(answer, asked.OSV.Ecosystem, ids)
	return probes.Finding{Outcome: outcome, Locator: locator, Detail: detail}
}

// Bounds of the list of ecosystems: it has dozens, with names such as
// "Rocky Linux" or "Debian:11".
const (
	fewest  = 10
	longest = 60
)

func matchList(text, ecosystem string) (probes.Outcome, string, string) {
	bad := !utf8.ValidString(text) || strings.ContainsAny(text, "<>{}\x00")
	found, names := 0, 0
	line := 0
	for each := range strings.Lines(text) {
		line++
		name := strings.TrimSpace(each)
		bad = bad || len(name) > longest
		if name != "" {
			names++
		}
		if name == ecosystem {
			found = line
		}
	}
	switch {
	case bad || names < fewest:
		return probes.Invalid, "", "not a list of ecosystems"
	case found == 0:
		return probes.Unmatched, "", fmt.Sprintf("%s is none of %d ecosystems", ecosystem, names)
	}
	return probes.Matched, fmt.Sprintf("L%d", found), ""
}

// record is a record of the OSV schema, as far as it is asked about.
type record struct {
	ID        string     `json:"id"`
	Withdrawn string     `json:"withdrawn"`
	Affected  []affected `json:"affected"`
}

type affected struct {
	Package struct {
		Ecosystem string `json:"ecosystem"`
	} `json:"package"`
}

func matchRecords(data []byte, ecosystem string, ids func(string) bool) (probes.Outcome, string, string) {
	var answer struct {
		record
		Vulns []record `json:"vulns"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return probes.Invalid, "", "not an answer of OSV: not the JSON expected"
	}
	records := answer.Vulns
	switch empty := string(bytes.Join(bytes.Fields(data), nil)) == "{}"; {
	case answer.ID != "" && answer.Affected != nil:
		records = []record{answer.record}
	case records == nil && !empty: // an empty object says that there is no record
		return probes.Invalid, "", "not an answer of OSV: neither a record nor a list of them"
	}
	var why, partly string
	for _, r := range records {
		if why = r.whyNotMatching(ecosystem, ids); why == "" {
			return probes.Matched, r.ID, ""
		}
		if r.isPartial() {
			partly = r.ID
		}
	}
	if partly != "" || slices.ContainsFunc(records, func(r record) bool { return r.ID == "" }) {
		return probes.Invalid, "", fmt.Sprintf("not an answer of OSV: %.60q does not say what it affects", partly)
	}
	why = cmp.Or(why, "there is no record")
	return probes.Unmatched, "", fmt.Sprintf("none of %d records: %s", len(records), why)
}

// isPartial says whether a record is not whole: it, or something it affects, names
// no package, as in a list of ids alone.
func (r record) isPartial() bool {
	return slices.ContainsFunc(r.Affected, func(a affected) bool { return a.Package.Ecosystem == "" }) ||
		r.Affected == nil && r.Withdrawn == ""
}

// whyNotMatching says why a record is not the one asked for.
func (r record) whyNotMatching(ecosystem string, ids func(string) bool) string {
	switch {
	case !ids(r.ID):
		return fmt.Sprintf("%.60q is another kind of record", r.ID)
	case r.Withdrawn != "":
		return fmt.Sprintf("%.60s was withdrawn", r.ID)
	}
	for _, a := range r.Affected {
		if a.Package.Ecosystem == ecosystem || strings.HasPrefix(a.Package.Ecosystem, ecosystem+":") {
			return ""
		}
	}
	return fmt.Sprintf("%.60s does not affect %s", r.ID, ecosystem)
}
