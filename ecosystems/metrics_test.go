// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

const soundMetrics = `endpoints:
  package:
    url: "{registry}/{package}"
    accept: application/json
    form: {/name: "{package}"}
  proof:
    url: "{registry}/{package}/{version}/proof"
    accept: application/json
    form: {/proof: ""}
    values:
      version: {endpoint: package, at: /latest}
lists:
  popular:
    title: packages by downloads
    ranked: true
    url: "{registry}/popular?page={page}"
    pages: 3
    format: json
    each: /packages
    at: /name
metrics:
  integrity.signing.latest-release:
    feature: integrity.signing
    title: latest release is signed
    unit: package
    denominator: packages that were read
    endpoint: proof
    status: 200
    without: ['404']
  policy.yanking.releases:
    feature: policy.yanking
    title: are yanked
    unit: release
    denominator: releases of the packages that were read
    endpoint: package
    each: /releases
    count: /number
    at: /yanked
    equals: 'true'
    without: ['false']
  naming.namespaces.dump:
    feature: naming.namespaces
    title: are scoped
    unit: package
    denominator: packages in the dump
    source: dump
  integrity.provenance.verified:
    feature: integrity.provenance
    title: provenance verifies
    unit: package
    denominator: packages with provenance, of {sample}
    endpoint: proof
    predicate: '^https://slsa'
    sample: 20
    verify:
      issuers: 'https://issuer'
      identity: 'https://made/.+'
      digest: {endpoint: package, at: /digest}
unmeasured:
  sbom.published: nothing tells
`

func loadMetrics(t *testing.T, text string) ([]*Ecosystem, error) {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Load(fstest.MapFS{
		"made/ecosystem.yml": {Data: []byte(soundEcosystem)}, "made/probes.yml": {Data: []byte(soundProbes)}, "made/metrics.yml": {Data: []byte(text)},
	}, "ecosystems", features)
}

func TestMetrics(t *testing.T) {
	all, err := loadMetrics(t, soundMetrics)
	if err != nil {
		t.Fatal(err)
	}
	e := all[0]
	m, ok := e.Metric("policy.yanking.releases")
	if !ok || m.Unit != "release" || m.Each != "/releases" || m.Count != "/number" || m.Source != "api" || !slices.Equal(m.Without, []string{"false"}) {
		t.Errorf("%+v", m)
	}
	if p, ok := e.MetricEndpoint("proof"); !ok || len(p.Values) != 1 || p.Values[0] != (MetricValue{Name: "version", Endpoint: "package", At: "/latest"}) {
		t.Errorf("%+v", p)
	}
	if l, ok := e.List("popular"); !ok || !l.Ranked || l.Most != 3 || len(e.Unmeasured) != 1 {
		t.Errorf("%+v", l)
	}
}

func TestBadMetrics(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"unknown key", "unit: release", "units: release", `33:5: unknown key "units": did you mean unit?`},
		{"unknown feature", "feature: integrity.signing\n", "feature: integrity.singing\n", `23:14: unknown feature "integrity.singing": did you mean integrity.signing?`},
		{"no feature", "    feature: integrity.signing\n", "", "22:3: metric integrity.signing.latest-release needs feature"},
		{"id of another feature", "  integrity.signing.latest-release:", "  integrity.provenance.latest-release:", "22:3: metric \"integrity.provenance.latest-release\" must be its feature's id"},
		{"id without a name", "  integrity.signing.latest-release:", "  integrity.signing:", "must be its feature's id"},
		{"id with a space", "  integrity.signing.latest-release:", "  integrity.signing.Latest release:", "must be its feature's id"},
		{"unit", "unit: release", "unit: version", `33:11: unit "version": they are download, file, package, release`},
		{"no unit", "    unit: release\n", "", `unit ""`},
		{"no denominator", "    denominator: packages that were read\n", "", "needs denominator"},
		{"no title", "    title: latest release is signed\n", "", "needs title"},
		{"unknown endpoint", "    endpoint: proof\n", "    endpoint: prof\n", `27:15: metric integrity.signing.latest-release: unknown endpoint "prof"`},
		{"two conditions", "    equals: 'true'\n", "    equals: 'true'\n    exists: true\n", "exactly one of exists, equals, matches, status and predicate"},
		{"no condition", "    equals: 'true'\n", "", "exactly one of exists, equals, matches, status and predicate"},
		{"bad expression", "    equals: 'true'\n", "    matches: '('\n", "39:14: bad regular expression"},
		{"not a pointer", "at: /yanked", "at: yanked", `38:9: at "yanked" is not a JSON pointer`},
		{"no without", "    without: ['false']\n", "", "needs without"},
		{"no each", "    each: /releases\n    count: /number\n", "", "unit release needs each"},
		{"a weight of releases", "    each: /releases\n", "    each: /releases\n    weight: /downloads\n", "weight goes with unit download"},
		{"a status that may mean no package", "    endpoint: proof\n    status: 200\n", "    endpoint: package\n    status: 200\n", "29:15: without: HTTP status 404 may also mean that there is no such package"},
		{"status of failure", "status: 200", "status: 404", "28:13: status"},
		{"value of a later endpoint", "endpoint: package, at: /latest", "endpoint: later, at: /latest", `11:7: value version comes from endpoint "later", which is not above it`},
		{"value without a place", "{endpoint: package, at: /latest}", "{endpoint: package}", "value version needs at"},
		{"unknown placeholder", "{registry}/{package}\"", "{registry}/{pakage}\"", "3:10: endpoint package: nothing gives a value for {pakage}"},
		{"no form", "    form: {/name: \"{package}\"}\n", "", "2:3: endpoint package has neither form nor text"},
		{"a dump's pointer", "    source: dump\n", "    source: dump\n    at: /x\n", "remove endpoint, at and conditions"},
		{"source", "    source: dump\n", "    source: guess\n", `source "guess": `},
		{"verified of the whole cohort", "    sample: 20\n", "", "verify needs sample"},
		{"a sample that the denominator does not name", ", of {sample}", "", "goes with {sample} in denominator"},
		{"anyone's signature", "      identity: 'https://made/.+'\n", "", "a signature of just anyone proves nothing"},
		{"bad identity", "https://made/.+", "(", "a signature of just anyone proves nothing"},
		{"verified without a type", "    predicate: '^https://slsa'\n", "    at: /x\n    exists: true\n    without: [missing]\n", "verify goes with predicate"},
		{"digest of a later endpoint", "{endpoint: package, at: /digest}", "{endpoint: other, at: /digest}", "comes from endpoint \"other\", which is not above it"},
		{"a type and a place", "    predicate: '^https://slsa'\n", "    predicate: '^https://slsa'\n    at: /x\n", "needs at, or status or predicate in its place"},
		{"a part without a group", "{endpoint: package, at: /digest}", "{endpoint: package, at: /digest, part: '.+'}", "a regular expression with one group"},
		{"asked when a later one says so", "    values:\n      version", "    when: {endpoint: later, at: /x}\n    values:\n      version", "comes from endpoint \"later\", which is not above it"},
		{"unmeasured feature", "sbom.published: nothing", "sbom.publishd: nothing", `unknown feature "sbom.publishd"`},
		{"no reason", "sbom.published: nothing tells", "sbom.published: ''", "unmeasured sbom.published has no reason"},
		{"list without a title", "    title: packages by downloads\n", "", "list popular needs title"},
		{"list of no format", "format: json", "format: xml", `format "xml"`},
		{"list of one page", "?page={page}", "", "pages and {page} in url go together"},
		{"twice", "unmeasured:\n", "  policy.yanking.releases: {}\nunmeasured:\n", "is there already"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(soundMetrics, test.old) {
				t.Fatalf("the sound file has no %q", test.old)
			}
			_, err := loadMetrics(t, strings.Replace(soundMetrics, test.old, test.new, 1))
			if err == nil || !strings.Contains(err.Error(), "ecosystems/made/metrics.yml:") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// The registries have metrics, each of the metrics says what it counts, and
// two of one ecosystem never count the same by two names.
func TestBuiltInMetrics(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Load(Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	have := make(map[string]bool)
	for _, e := range all {
		have[e.ID] = len(e.Metrics) > 0
		said := make(map[string]string)
		for _, m := range e.Metrics {
			key := m.Unit + m.Title + m.Denominator + m.Source
			if said[key] != "" {
				t.Errorf("%s: %s and %s say the same", e.ID, m.ID, said[key])
			}
			said[key] = m.ID
		}
		for _, u := range e.Unmeasured {
			for _, m := range e.Metrics {
				if m.Feature == u.Name {
					t.Errorf("%s: %s is unmeasured, and %s measures it", e.ID, u.Name, m.ID)
				}
			}
		}
	}
	for _, id := range []string{"npm", "pypi", "gem", "cargo", "nuget", "maven", "pub", "composer", "hex", "opam"} {
		if !have[id] {
			t.Errorf("%s has no metrics", id)
		}
	}
}
