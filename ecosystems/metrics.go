// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// metricsFile says how adoption is measured in one ecosystem:
//
//	endpoints:
//	  latest:
//	    url: "{registry}/{package}/latest"
//	    accept: application/json
//	    form: {/name: "{package}"}
//	metrics:
//	  integrity.provenance.latest-release:
//	    title: latest release carries build provenance
//	    unit: package
//	    denominator: packages whose latest release was read
//	    endpoint: latest
//	    at: /dist/attestations/provenance/predicateType
//	    matches: '^https://slsa[.]dev/provenance/'
//	    without: [missing]
const metricsFile = "metrics.yml"

// Units are what a metric may count, with their meaning.
var Units = map[string]string{
	"package":  "each package counts once",
	"release":  "each release of a package counts once",
	"file":     "each file of a package counts once",
	"download": "each package counts as often as it was downloaded",
}

// MetricSources are where a metric may be read, with their meaning.
var MetricSources = map[string]string{
	"api":        "the registry's API, package by package",
	"dump":       "a dump of the registry's database, read in one pass",
	"repository": "the registry's own repository, read in one pass",
	"index":      "the index or catalog that the registry publishes, read page by page",
}

// The words of without that are not a literal values.
const (
	WithoutMissing = "missing" // the object has no such member, or the list ends before
	WithoutNull    = "null"
)

// Metric is one adoption metric of one ecosystem: what of a package's answer says
// that it uses a feature, and what says that it does not. Any other answer leaves
// the package unread.
type Metric struct {
	ID          string // the feature's id, a dot, and a name
	Line        int    // in metrics.yml
	Feature     string
	Title       string // completes "packages whose …" or "releases that …"
	Unit        string // of Units
	Denominator string // of what the share is a share
	Source      string // of MetricSources
	Endpoint    string // id of a MetricEndpoint; empty unless Source is api
	Each        string // pointer to the list of releases or files, * standing for each element on the way; with another unit, one of them is enough; empty: the answer itself
	Count       string // pointer to how many elements there are, when the answer says so
	Weight      string // pointer to the number of downloads
	At          string // pointer to the value, within an element of Each
	Exists      bool   // any value counts
	Equals      string
	Matches     *probes.Pattern
	Status      int             // this HTTP status counts
	Predicate   *probes.Pattern // an attestation of such a predicate type counts, in an answer that lists attestations
	Verify      *MetricVerify   // of those, the ones that verify: a package without such an attestation is in neither count
	Sample      int             // packages that are drawn from the cohort: the others are in neither count; 0: all
	Seed        uint64          // they are drawn by; set for a run
	Without     []string        // missing, null, an HTTP status, or the text of a value that says that the feature is not used
}

// MetricVerify is by whom an attestation must be signed, and for what: sigstore-go
// verifies it.
type MetricVerify struct {
	Issuers  string      // RE2 that the whole issuer of the certificate must match
	Identity string      // RE2 that the whole subject alternative name must match
	Digest   MetricValue // of what was attested: a value of an endpoint above
}

// MetricEndpoint finds an endpoint of metrics.yml by id.
func (e *Ecosystem) MetricEndpoint(id string) (MetricEndpoint, bool) {
	return firstWith(e.MetricEndpoints, func(each MetricEndpoint) bool { return each.ID == id })
}

// Metric finds a metric by id.
func (e *Ecosystem) Metric(id string) (Metric, bool) {
	return firstWith(e.Metrics, func(m Metric) bool { return m.ID == id })
}

type metricsRecord struct {
	Endpoints  record.Map[metricEndpointRecord] `yaml:"endpoints"`
	Lists      record.Map[listRecord]           `yaml:"lists"`
	Metrics    record.Map[metricRecord]         `yaml:"metrics"`
	Unmeasured record.Map[record.String]        `yaml:"unmeasured"`
}

type metricRecord struct {
	Title       record.String  `yaml:"title"`
	Feature     record.String  `yaml:"feature"`
	Unit        record.String  `yaml:"unit"`
	Denominator record.String  `yaml:"denominator"`
	Source      record.String  `yaml:"source"`
	Endpoint    record.String  `yaml:"endpoint"`
	Each        record.String  `yaml:"each"`
	Count       record.String  `yaml:"count"`
	Weight      record.String  `yaml:"weight"`
	At          record.String  `yaml:"at"`
	Exists      record.String  `yaml:"exists"`
	Equals      record.String  `yaml:"equals"`
	Matches     record.String  `yaml:"matches"`
	Status      record.String  `yaml:"status"`
	Predicate   record.String  `yaml:"predicate"`
	Verify      verifyRecord   `yaml:"verify"`
	Sample      int            `yaml:"sample"`
	Without     record.Strings `yaml:"without"`
}

type verifyRecord struct {
	Issuers  record.String `yaml:"issuers"`
	Identity record.String `yaml:"identity"`
	Digest   placeRecord   `yaml:"digest"`
}

// metrics reads the file of metrics, if there is one.
func (l *loader) metrics() {
	var r metricsRecord
	if !l.isThere(metricsFile) || !l.decodeFile(metricsFile, &r) {
		return
	}
	for _, f := range r.Endpoints {
		l.ecosystem.MetricEndpoints = append(l.ecosystem.MetricEndpoints, l.metricEndpoint(f))
	}
	for _, f := range r.Lists {
		l.ecosystem.Lists = append(l.ecosystem.Lists, l.list(f))
	}
	for _, f := range r.Metrics {
		l.ecosystem.Metrics = append(l.ecosystem.Metrics, l.metric(f))
	}
	for _, f := range r.Unmeasured {
		l.knownFeature(f.Key, f.At)
		l.require(f.Value.Value, f.At, "unmeasured %s has no reason: say why no API tells it", f.Key)
		l.ecosystem.Unmeasured = append(l.ecosystem.Unmeasured, Named{f.Key, f.Value.Value})
	}
}

// knownFeature finds a feature by id, and says where there is none.
func (l *loader) knownFeature(id string, at record.Position) (catalog.Feature, bool) {
	feature, known := l.catalog.Feature(id)
	if !known {
		l.addProblem(at, "unknown feature %q: %s", id, closestWord(id, l.catalog.IDs()))
	}
	return feature, known
}

// metricName is what follows the feature's id in a metric's.
var metricName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *loader) metric(f record.Field[metricRecord]) Metric {
	r := f.Value
	m := Metric{
		ID: f.Key, Line: f.At.Line, Feature: r.Feature.Value, Title: r.Title.Value, Unit: r.Unit.Value, Denominator: r.Denominator.Value,
		Source: r.Source.Value, Endpoint: r.Endpoint.Value, Each: l.jsonPointer(r.Each), Count: l.jsonPointer(r.Count), Weight: l.jsonPointer(r.Weight),
		At: l.jsonPointer(r.At), Exists: r.Exists.Value == "true", Equals: r.Equals.Value, Matches: l.optionalPattern(r.Matches), Without: r.Without.Values(),
		Predicate: l.optionalPattern(r.Predicate), Verify: l.metricVerify(f), Sample: f.Value.Sample,
	}
	m.Source = cmp.Or(m.Source, "api")
	if r.Status.Value != "" {
		status, err := strconv.Atoi(r.Status.Value)
		if err != nil || status < 200 || status > 299 {
			l.addProblem(r.Status.At, "status %q of a metric is a 2xx: what says otherwise goes into without", r.Status.Value)
		}
		m.Status = status
	}
	l.metricWords(f, m)
	if m.Source == "api" {
		l.apiMetric(f, m)
	} else if m.Endpoint != "" || m.At != "" || m.conditions() > 0 || len(m.Without) > 0 {
		l.addProblem(f.At, "metric %s is read from a %s, in one pass that knows its shape: remove endpoint, at and conditions", f.Key, m.Source)
	}
	return m
}

// metricWords checks what a metric says of itself.
func (l *loader) metricWords(f record.Field[metricRecord], m Metric) {
	r := f.Value
	name, ok := strings.CutPrefix(m.ID, m.Feature+".")
	_, known := l.catalog.Feature(m.Feature)
	switch {
	case m.Feature == "":
		l.addProblem(f.At, "metric %s needs feature: which one it measures", f.Key)
	case !known:
		l.knownFeature(m.Feature, r.Feature.At)
	case !ok || !metricName.MatchString(name):
		l.addProblem(f.At, "metric %q must be its feature's id, a dot and a name of small letters, digits and hyphens: %s.NAME", f.Key, m.Feature)
	}
	l.require(m.Title, f.At, "metric %s needs title: what the share is about, in a few words", f.Key)
	if Units[m.Unit] == "" {
		l.addProblem(cmp.Or(r.Unit.At, f.At), "unit %q: %s", m.Unit, closestWord(m.Unit, sortedKeys(Units)))
	}
	l.require(m.Denominator, f.At, "metric %s needs denominator: of what the share is a share", f.Key)
	if m.Sample < 0 || (m.Sample > 0) != strings.Contains(m.Denominator, "{sample}") {
		l.addProblem(f.At, "metric %s: sample, of how many packages of the cohort it is read, goes with {sample} in denominator", f.Key)
	}
	if MetricSources[m.Source] == "" {
		l.addProblem(r.Source.At, "source %q: %s", m.Source, closestWord(m.Source, sortedKeys(MetricSources)))
	}
}

// conditions counts what a metric says of the value it looks for.
func (m Metric) conditions() int {
	n := 0
	for _, has := range []bool{m.Exists, m.Equals != "", m.Matches != nil, m.Status != 0, m.Predicate != nil} {
		if has {
			n++
		}
	}
	return n
}

// apiMetric checks where a metric looks.
func (l *loader) apiMetric(f record.Field[metricRecord], m Metric) {
	r := f.Value
	endpoint, ok := l.ecosystem.MetricEndpoint(m.Endpoint)
	if !ok {
		l.addProblem(cmp.Or(r.Endpoint.At, f.At), "metric %s: unknown endpoint %q: add it to endpoints of %s", f.Key, m.Endpoint, metricsFile)
	}
	if m.conditions() != 1 {
		l.addProblem(f.At, "metric %s needs exactly one of exists, equals, matches, status and predicate", f.Key)
	}
	if whole := m.Status != 0 || m.Predicate != nil; whole == (m.At != "" || m.Each != "") {
		l.addProblem(f.At, "metric %s needs at, or status or predicate in its place", f.Key)
	}
	if m.Unit == "release" && m.Each == "" { // of files an answer may be about one
		l.addProblem(f.At, "metric %s: unit %s needs each: where the list of them stands", f.Key, m.Unit)
	}
	if (m.Unit == "download") != (m.Weight != "") {
		l.addProblem(f.At, "metric %s: weight goes with unit download, and with no other: it says where the number of downloads stands", f.Key)
	}
	if m.Count != "" && m.Each == "" {
		l.addProblem(r.Count.At, "count goes with each: how many there are")
	}
	if len(m.Without) == 0 && m.Matches == nil && m.Predicate == nil {
		l.addProblem(f.At, "metric %s needs without: how the answer says that the feature is not used", f.Key)
	}
	for _, way := range r.Without {
		if code, err := strconv.Atoi(way.Value); err == nil && code >= 400 && code < 500 && ok && len(endpoint.Values) == 0 && endpoint.When == nil {
			l.addProblem(way.At, "without: HTTP status %d may also mean that there is no such package: give the endpoint values of an answer that shows that there is", code)
		}
	}
}

// metricVerify is nil when the record verifies nothing.
func (l *loader) metricVerify(f record.Field[metricRecord]) *MetricVerify {
	r := f.Value.Verify
	if r.Issuers.Value+r.Identity.Value+r.Digest.Endpoint.Value == "" {
		return nil
	}
	if f.Value.Predicate.Value == "" {
		l.addProblem(f.At, "metric %s: verify goes with predicate: which attestations", f.Key)
	}
	if f.Value.Sample < 1 {
		l.addProblem(f.At, "metric %s: verify needs sample: of how many packages of the cohort attestations are verified", f.Key)
	}
	for _, text := range []record.String{r.Issuers, r.Identity} {
		if _, err := regexp.Compile(text.Value); err != nil || text.Value == "" {
			l.addProblem(cmp.Or(text.At, f.At), "metric %s: verify needs issuers and identity, regular expressions: a signature of just anyone proves nothing", f.Key)
		}
	}
	return &MetricVerify{Issuers: r.Issuers.Value, Identity: r.Identity.Value, Digest: l.valueAbove("digest "+f.Key, r.Digest, f.At)}
}
