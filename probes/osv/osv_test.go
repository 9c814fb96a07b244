// SPDX-License-Identifier: Apache-2.0

package osv

import (
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

// Made answers in the shapes that OSV documents.
const (
	osvList  = "Alpine:v3.20\nDebian:12\nGo\nGIT\nHex\nMaven\nNuGet\nPackagist\nPub\nPyPI\nRocky Linux\ncrates.io\nnpm\n"
	osvMade  = `{"id":"MAL-2026-1","schema_version":"1.7.0","affected":[{"package":{"ecosystem":"npm","name":"a"}},{"package":{"ecosystem":"PyPI","name":"made"}}]}`
	osvOld   = `{"id":"MAL-2026-2","withdrawn":"2026-01-02T00:00:00Z","affected":[{"package":{"ecosystem":"PyPI","name":"made"}}]}`
	osvOther = `{"id":"GHSA-made","affected":[{"package":{"ecosystem":"PyPI","name":"made"}}]}`
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		name, data, ecosystem, prefix string
		want                          probes.Outcome
		said                          string
	}{
		{"list", osvList, "PyPI", "", probes.Matched, "L10"},
		{"list, name with a space", osvList, "Rocky Linux", "", probes.Matched, "L11"},
		{"list, line ends of Windows", strings.ReplaceAll(osvList, "\n", "\r\n"), "npm", "", probes.Matched, "L13"},
		{"list without it", osvList, "Homebrew", "", probes.Unmatched, "none of 13"},
		{"list, half a name", osvList, "Py", "", probes.Unmatched, "none of 13"},
		{"list cut short", osvList[:20], "Go", "", probes.Invalid, "not a list"},
		{"page", "<html>\n" + osvList, "PyPI", "", probes.Invalid, "not a list"},
		{"prose", strings.Repeat("We are sorry, and will be back in a short while, please wait for us.\n", 12), "PyPI", "", probes.Invalid, "not a list"},
		{"nothing", "", "PyPI", "", probes.Invalid, "not a list"},
		{"record", osvMade, "PyPI", "MAL-", probes.Matched, "MAL-2026-1"},
		{"record of another ecosystem", osvMade, "RubyGems", "MAL-", probes.Unmatched, "does not affect RubyGems"},
		{"record of another kind", osvOther, "PyPI", "MAL-", probes.Unmatched, "another kind"},
		{"withdrawn", osvOld, "PyPI", "MAL-", probes.Unmatched, "withdrawn"},
		{"query", `{"vulns":[` + osvOther + "," + osvOld + "," + osvMade + `]}`, "PyPI", "MAL-", probes.Matched, "MAL-2026-1"},
		{"query without malware", `{"vulns":[` + osvOther + `]}`, "PyPI", "MAL-", probes.Unmatched, "none of 1"},
		{"query without records", "{ }\n", "PyPI", "", probes.Unmatched, "no record"},
		{"ids alone", `{"vulns":[{"id":"MAL-2026-1","modified":"2026-01-02T00:00:00Z"}]}`, "PyPI", "MAL-", probes.Invalid, "does not say what it affects"},
		{"affects what is not named", `{"id":"MAL-2026-1","affected":[{"ranges":[]}]}`, "PyPI", "MAL-", probes.Invalid, "does not say what it affects"},
		{"one of two is whole", `{"vulns":[{"id":"MAL-2026-3"},` + osvMade + `]}`, "PyPI", "MAL-", probes.Matched, "MAL-2026-1"},
		{"refusal", `{"code":3,"message":"Invalid ecosystem."}`, "PyPI", "", probes.Invalid, "neither"},
		{"other JSON", `{"id":7}`, "PyPI", "", probes.Invalid, "not the JSON"},
		{"cut", osvMade[:40], "PyPI", "", probes.Invalid, "not the JSON"},
	} {
		outcome, locator, detail := Match([]byte(test.data), test.ecosystem, func(id string) bool { return strings.HasPrefix(id, test.prefix) })
		if outcome != test.want || !strings.Contains(locator+detail, test.said) {
			t.Errorf("%s: %s %q %q, want %s %q", test.name, outcome, locator, detail, test.want, test.said)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{osvList, osvMade, osvOld, `{"vulns":[]}`, "{}", "[", "<html>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		outcome, locator, detail := Match([]byte(text), "PyPI", func(string) bool { return true })
		if outcome == probes.Matched && (locator == "" || detail != "" || !strings.Contains(text, "PyPI") && !strings.Contains(text, `\u`)) {
			t.Fatalf("%q: %s %q", text, locator, detail)
		}
	})
}
