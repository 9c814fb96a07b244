// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// A made ecosystem, sound as it stands; each case damages one thing.
const soundEcosystem = `id: made
name: Made
purl_type: made
registry: a made registry
homepage: https://example.org
package_origin: built
traits:
  registry: true
  accounts: true
  passwords: true
  domain_namespaces: false
  namespaces: true
  uploads: true
  self_service_deletion: true
clients:
  - {name: made, repository: acme/made}
repositories:
  acme/made: client
pages:
  guide:
    url: https://example.org/guide
    repository: acme/made
    path: docs/guide.md
endpoints:
  package:
    url: "{registry}/{package}"
    samples:
      one: {package: one}
links:
  security: https://example.org/security
`

const soundProbes = `integrity.signing:
  - verdict: supported
    enforcement: optional
    since: "2023-04"
    since_evidence:
      - commit: acme/made
        hash: 0123456789012345678901234567890123456789
    evidence:
      - page: guide
        section: Publishing
        says: ['sign']
      - source: acme/made
        path: src/*.go
        has: ['Sign\(']
  - verdict: partial
    enforcement: optional
    note: Only old packages.
    evidence:
      - exists: acme/made
        path: src/sign.go
integrity.provenance:
  - verdict: unsupported
    evidence:
      - absent: acme/made
        lacks: ['provenance']
integrity.provenance-api:
  unprobed: no-public-source
  note: The service is closed.
`

func loadMade(t *testing.T, ecosystem, rules string) ([]*Ecosystem, error) {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Load(fstest.MapFS{
		"made/ecosystem.yml": {Data: []byte(ecosystem)},
		"made/probes.yml":    {Data: []byte(rules)},
	}, "ecosystems", features)
}

func TestSound(t *testing.T) {
	all, err := loadMade(t, soundEcosystem, soundProbes)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all[0].Probes()); n != 5 {
		t.Errorf("%d probes, want 5", n)
	}
	if origin := all[0].Judgements[0].Rules[0].Evidence[1].Origin; origin != "ecosystems/made/probes.yml:12" {
		t.Errorf("origin %s", origin)
	}
}

func TestProblems(t *testing.T) {
	for _, test := range []struct{ name, file, old, new, want string }{
		{"wrong key", "probes", "says: ['sign']", "sayz: ['sign']", `ecosystems/made/probes.yml:11:9: unknown key "sayz": did you mean says?`},
		{"wrong key far from any", "ecosystem", "homepage:", "colour: red\nhomepage:", `ecosystems/made/ecosystem.yml:5:1: unknown key "colour": `},
		{"former of another", "ecosystem", "pages:", "former: {acme/other: acme/old}\npages:", `ecosystems/made/ecosystem.yml:19:10: repository "acme/other" is not listed`},
		{"former that is listed", "ecosystem", "pages:", "former: {acme/made: acme/made}\npages:", `ecosystems/made/ecosystem.yml:19:21: acme/made is listed under repositories`},
		{"former of no name", "ecosystem", "pages:", "former: {acme/made: nothing}\npages:", `ecosystems/made/ecosystem.yml:19:21: repository "nothing" is not OWNER/NAME`},
		{"wrong id", "ecosystem", "id: made", "id: other", `ecosystems/made/ecosystem.yml:1:5: id "other" is not the folder's name: write id: made`},
		{"duplicate id", "probes", "integrity.provenance:", "integrity.signing:", "ecosystems/made/probes.yml:21:1: integrity.signing is there already, at line 1: merge the two"},
		{"duplicate page", "ecosystem", "endpoints:", "  guide:\n    url: https://example.org\nendpoints:", `ecosystems/made/ecosystem.yml:24:3: guide is there already, at line 20: merge the two`},
		{"bad regular expression", "probes", `'sign'`, `'sign('`, `ecosystems/made/probes.yml:11:16: bad regular expression "sign(": missing closing ): "sign("`},
		{"unknown feature", "probes", "integrity.provenance-api", "integrity.provenance-apis", `ecosystems/made/probes.yml:26:1: unknown feature "integrity.provenance-apis": did you mean integrity.provenance-api?`},
		{"missing note on partial", "probes", "    note: Only old packages.\n", "", "ecosystems/made/probes.yml:15:5: partial needs a note: say what is missing"},
		{"unknown verdict", "probes", "verdict: partial", "verdict: partly", `ecosystems/made/probes.yml:15:14: unknown verdict "partly": did you mean partial?`},
		{"missing enforcement", "probes", "    enforcement: optional\n    since", "    since", "ecosystems/made/probes.yml:2:5: enforcement is missing: supported needs required, default or optional"},
		{"stray enforcement", "probes", "verdict: unsupported", "verdict: unsupported\n    enforcement: default", "ecosystems/made/probes.yml:23:18: enforcement goes only with supported and partial: remove it"},
		{"since_latest without since", "probes", "    since: \"2023-04\"\n    since_evidence:\n      - commit: acme/made\n        hash: 0123456789012345678901234567890123456789\n", "    since_latest: true\n", "ecosystems/made/probes.yml:2:5: since_latest goes only with since: it says that the date is the latest possible one"},
		{"bad since", "probes", `"2023-04"`, `"April"`, `ecosystems/made/probes.yml:4:12: since "April" must be a month such as "2023-04", or a year`},
		{"since without evidence", "probes", "    since_evidence:\n      - commit: acme/made\n        hash: 0123456789012345678901234567890123456789\n", "", "ecosystems/made/probes.yml:2:5: since and since_evidence go together: a date needs evidence of its own"},
		{"short hash", "probes", "0123456789012345678901234567890123456789", "0123456", `ecosystems/made/probes.yml:6:17: hash "0123456" must be a whole commit id of 40 hexadecimal digits`},
		{"no evidence", "probes", "    evidence:\n      - absent: acme/made\n        lacks: ['provenance']\n", "", "ecosystems/made/probes.yml:22:5: the rule has no evidence: a verdict needs an observation behind it"},
		{"unknown page", "probes", "page: guide", "page: giude", `ecosystems/made/probes.yml:9:15: unknown page "giude": add it to pages of ecosystem.yml, or did you mean guide?`},
		{"unlisted repository", "probes", "source: acme/made", "source: acme/maid", `ecosystems/made/probes.yml:12:17: repository "acme/maid" is not listed under repositories of ecosystem.yml: add it or correct the name`},
		{"two forms", "probes", "      - exists: acme/made", "      - exists: acme/made\n        page: guide", "ecosystems/made/probes.yml:19:9: an item of evidence has exactly one of " + methodNames() + "; this one has 2"},
		{"stray key", "probes", "lacks: ['provenance']", "lacks: ['provenance']\n        has: ['x']", "ecosystems/made/probes.yml:26:9: has does not go with absent: remove it"},
		{"no pattern", "probes", "\n        lacks: ['provenance']", "", "ecosystems/made/probes.yml:24:9: lacks is missing: give at least one regular expression"},
		{"path leads out", "probes", "path: src/sign.go", "path: ../sign.go", `ecosystems/made/probes.yml:20:15: path "../sign.go" must be relative to the repository, with / between names`},
		{"bad glob", "probes", "path: src/*.go", "path: 'src/[.go'", `ecosystems/made/probes.yml:13:15: bad glob "src/[.go"`},
		{"unknown reason", "probes", "unprobed: no-public-source", "unprobed: no-public-sauce", `ecosystems/made/probes.yml:27:13: unknown reason "no-public-sauce": did you mean no-public-source?`},
		{"unprobed without note", "probes", "  note: The service is closed.\n", "", "ecosystems/made/probes.yml:26:1: integrity.provenance-api needs a note: say why in one sentence"},
		{"not-applicable by a true trait", "probes", "unprobed: no-public-source", "not_applicable: uploads", `ecosystems/made/probes.yml:27:19: not_applicable names "uploads", which is not a trait that is false in ecosystem.yml`},
		{"derived already", "probes", "integrity.provenance-api:", "naming.dns-verification:", "ecosystems/made/probes.yml:26:1: naming.dns-verification is not-applicable already, since the trait domain_namespaces is false: remove the entry or correct the trait"},
		{"unknown trait", "ecosystem", "  uploads: true", "  upload: true", `ecosystems/made/ecosystem.yml:13:3: unknown trait "upload": did you mean uploads?`},
		{"missing trait", "ecosystem", "  uploads: true\n", "", "ecosystems/made/ecosystem.yml:1:5: trait uploads is missing: say true or false"},
		{"bad origin", "ecosystem", "package_origin: built", "package_origin: baked", `ecosystems/made/ecosystem.yml:6:17: package_origin "baked" must be built, builds or source`},
		{"page without repository", "ecosystem", "    repository: acme/made\n    path", "    path", "ecosystems/made/ecosystem.yml:20:3: page guide needs both repository and path, or neither"},
		{"plain http", "ecosystem", "security: https://", "security: http://", `ecosystems/made/ecosystem.yml:30:13: address "http://example.org/security" must begin with https://`},
		{"not YAML", "probes", "integrity.signing:", "integrity.signing: [", "ecosystems/made/probes.yml:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ecosystem, rules := soundEcosystem, soundProbes
			damaged := &rules
			if test.file == "ecosystem" {
				damaged = &ecosystem
			}
			if !strings.Contains(*damaged, test.old) {
				t.Fatalf("the sound record has no %q", test.old)
			}
			*damaged = strings.Replace(*damaged, test.old, test.new, 1)
			_, err := loadMade(t, ecosystem, rules)
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.Contains("\n"+err.Error(), "\n"+test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// The records built into the program are sound. They need not name every
// feature: one that they do not is unknown (landscape coverage counts those).
func TestEmbedded(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Load(Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.PurlType == "" {
			t.Errorf("%s has no purl_type", e.ID)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(soundEcosystem, soundProbes)
	features, err := catalog.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(_ *testing.T, ecosystem, rules string) {
		_, _ = Load(fstest.MapFS{"made/ecosystem.yml": {Data: []byte(ecosystem)}, "made/probes.yml": {Data: []byte(rules)}}, "ecosystems", features)
	})
}
