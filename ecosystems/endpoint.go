// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// endpointForm: status, header, value or words of what an HTTP API answers.
var endpointForm = newForm(probes.Endpoint, (*loader).endpointItem)

type endpointItemRecord struct {
	Endpoint record.String `yaml:"endpoint"`
	Of       record.String `yaml:"of"`
	At       record.String `yaml:"at"`
	Exists   record.String `yaml:"exists"`
	Equals   record.String `yaml:"equals"`
	Matches  record.String `yaml:"matches"`
	Status   record.String `yaml:"status"`
	Header   headerRecord  `yaml:"header"`
}

type headerRecord struct {
	Name    record.String `yaml:"name"`
	Matches record.String `yaml:"matches"`
}

func (l *loader) endpointItem(p *probes.Probe, r endpointItemRecord, at record.Position) {
	ask := l.askEndpoint(p, r.Endpoint, r.Of)
	if ask == nil {
		return
	}
	ask.At, ask.Equals, ask.Exists, ask.Header = l.jsonPointer(r.At), r.Equals.Value, r.Exists.Value == "true", r.Header.Name.Value
	if r.Status.Value != "" {
		status, err := strconv.Atoi(r.Status.Value)
		if err != nil || status < 100 || status > 599 {
			l.addProblem(r.Status.At, "status %q is not an HTTP status", r.Status.Value)
		}
		ask.Status = status
	}
	ask.Matches, ask.HeaderIs = l.optionalPattern(r.Matches), l.optionalPattern(r.Header.Matches)
	if ask.At == "" && ask.Status == 0 && ask.Header == "" && ask.Matches == nil {
		l.addProblem(at, "the endpoint item asks nothing: give at, matches, status or header")
	}
}

// askEndpoint begins an item that asks an endpoint; nil when there is no such endpoint.
func (l *loader) askEndpoint(p *probes.Probe, name, sample record.String) *probes.Ask {
	ask := &probes.Ask{EndpointID: name.Value, Sample: sample.Value}
	p.Kind, p.Ask = probes.Behaviour, ask
	endpoint, values, ok := l.sampleOf(name, sample)
	if !ok {
		return nil
	}
	p.URL, ask.Method, ask.Accept, ask.Body, ask.Values = endpoint.URL, endpoint.Method, endpoint.Accept, endpoint.Body, values
	ask.Form, ask.Homepage = endpoint.FormFor(values), l.ecosystem.Homepage
	return ask
}

var placeholder = regexp.MustCompile(`\{([a-z_-]+)\}`)

// sampleOf finds an endpoint and the values of its placeholders.
func (l *loader) sampleOf(name, sample record.String) (Endpoint, map[string]string, bool) {
	endpoint, ok := l.ecosystem.endpoint(name.Value)
	if !ok {
		l.addProblem(name.At, "unknown endpoint %q: add it to endpoints of ecosystem.yml", name.Value)
		return endpoint, nil, false
	}
	var values map[string]string
	if sample.Value != "" {
		if values, ok = endpoint.Samples[sample.Value]; !ok {
			l.addProblem(sample.At, "endpoint %s has no sample %q", endpoint.ID, sample.Value)
			return endpoint, nil, false
		}
	}
	for _, found := range placeholder.FindAllStringSubmatch(endpoint.URL, -1) {
		// registry is the user's to say; digest comes with the artifact that is verified
		if _, ok := values[found[1]]; !ok && found[1] != "registry" && found[1] != "digest" {
			l.addProblem(name.At, "endpoint %s needs a value for %s: name one of its samples with of", endpoint.ID, found[0])
			return endpoint, nil, false
		}
	}
	return endpoint, values, true
}

func (l *loader) jsonPointer(s record.String) string {
	if s.Value != "" && !strings.HasPrefix(s.Value, "/") {
		l.addProblem(s.At, "at %q is not a JSON pointer: it begins with /", s.Value)
	}
	return s.Value
}

func (e *Ecosystem) endpoint(id string) (Endpoint, bool) {
	return firstWith(e.Endpoints, func(each Endpoint) bool { return each.ID == id })
}

// MetricEndpoint is an endpoint that is asked about each package of a cohort.
type MetricEndpoint struct {
	Endpoint
	Values []MetricValue // placeholders that another endpoint fills in, in order
	When   *MetricValue  // it is asked only where another endpoint has this value; otherwise there is nothing to ask for
}

// MetricValue is a placeholder's value that an earlier endpoint answers.
type MetricValue struct {
	Name, Endpoint, At string
	Part               *regexp.Regexp // the group in it is the value, and without one metrics are not about the package; nil: all of it
}

type metricEndpointRecord struct {
	URL    record.String             `yaml:"url"`
	Method record.String             `yaml:"method"`
	Accept record.String             `yaml:"accept"`
	Body   record.String             `yaml:"body"`
	Form   record.Map[record.String] `yaml:"form"`
	Public record.Map[record.String] `yaml:"public"`
	Text   record.Strings            `yaml:"text"`
	Values record.Map[placeRecord]   `yaml:"values"`
	When   placeRecord               `yaml:"when"`
}

func (l *loader) metricEndpoint(f record.Field[metricEndpointRecord]) MetricEndpoint {
	r := f.Value
	e := MetricEndpoint{Endpoint: l.readEndpoint(record.Field[endpointRecord]{Key: f.Key, At: f.At, Value: endpointRecord{
		URL: r.URL, Method: r.Method, Accept: r.Accept, Body: r.Body, Form: r.Form, Public: r.Public, Text: r.Text,
	}})}
	known := []string{"registry", "package", "package_segment", "namespace", "name", "namespace_path"}
	for _, v := range r.Values {
		known = append(known, v.Key)
		e.Values = append(e.Values, l.valueAbove(v.Key, v.Value, v.At))
	}
	if r.When.Endpoint.Value != "" {
		when := l.valueAbove("when "+f.Key, r.When, r.When.Endpoint.At)
		e.When = &when
	}
	for _, found := range placeholder.FindAllStringSubmatch(e.URL+" "+e.Body, -1) {
		if !slices.Contains(known, found[1]) {
			l.addProblem(r.URL.At, "endpoint %s: nothing gives a value for %s: use one of %s, or values", f.Key, found[0], strings.Join(known, ", "))
		}
	}
	if len(e.Form)+len(e.Text) == 0 && !strings.HasSuffix(e.URL, ".asc") {
		l.addProblem(f.At, "endpoint %s has neither form nor text: say what its answers always hold", f.Key)
	}
	return e
}

// valueAbove is a value that an endpoint above answers.
func (l *loader) valueAbove(name string, r placeRecord, at record.Position) MetricValue {
	if _, ok := l.ecosystem.MetricEndpoint(r.Endpoint.Value); !ok {
		l.addProblem(at, "value %s comes from endpoint %q, which is not above it in %s", name, r.Endpoint.Value, metricsFile)
	}
	if r.Of.Value != "" {
		l.addProblem(r.Of.At, "of names a sample, and here each package is asked about: remove it")
	}
	l.require(r.At.Value, at, "value %s needs at: where in the answer it stands", name)
	v := MetricValue{Name: name, Endpoint: r.Endpoint.Value, At: l.jsonPointer(r.At)}
	if r.Part.Value != "" {
		var err error
		if v.Part, err = regexp.Compile(r.Part.Value); err != nil || v.Part.NumSubexp() != 1 {
			l.addProblem(r.Part.At, "part of value %s is a regular expression with one group: what is taken of the value", name)
			v.Part = nil
		}
	}
	return v
}

// readForm reads what every answer of an endpoint holds, and whose bundles it may
// name.
func (l *loader) readForm(e *Endpoint, r endpointRecord) {
	e.Form, e.Public, e.Text, e.Bundles = r.Form, r.Public, l.optionalPatterns(r.Text), r.Bundles.Values()
	for _, each := range [][]record.Field[record.String]{r.Form, r.Public} {
		for _, value := range each {
			if !strings.HasPrefix(value.Key, "/") {
				l.addProblem(value.At, "form %q is not a JSON pointer: it begins with /", value.Key)
			}
			if _, err := formValue(value, nil); err != nil {
				l.addProblem(value.Value.At, "form %s: bad expression: %v", value.Key, err)
			}
		}
	}
	for _, host := range r.Bundles {
		if name := strings.TrimPrefix(host.Value, "*."); !strings.Contains(name, ".") || strings.ContainsAny(name, "*/: ") {
			l.addProblem(host.At, "bundles: %q is not a host name, or *. and one", host.Value)
		}
	}
}

// FormFor fills a sample's values into what its answers hold; nil when the
// endpoint does not say what they hold.
func (e Endpoint) FormFor(sample map[string]string) *probes.Form {
	if len(e.Form)+len(e.Public)+len(e.Text) == 0 {
		return nil
	}
	return &probes.Form{Text: e.Text, Values: formValues(e.Form, sample), Public: formValues(e.Public, sample)}
}

// formValues leaves out what is not an expression: readForm complains of that.
func formValues(values []record.Field[record.String], sample map[string]string) (list []probes.FormValue) {
	for _, value := range values {
		if filled, err := formValue(value, sample); err == nil {
			list = append(list, filled)
		}
	}
	return list
}

// compiledForms keeps expressions without placeholders: a cohort asks for the same
// thousands of times.
var compiledForms sync.Map

// formValue compiles one value: an expression of the whole text, in which
// {name} is a value of the sample; empty: any value.
func formValue(value record.Field[record.String], sample map[string]string) (probes.FormValue, error) {
	filled := probes.FormValue{At: value.Key}
	if value.Value.Value == "" {
		return filled, nil
	}
	if whole := placeholder.FindStringSubmatch(value.Value.Value); whole != nil && whole[0] == value.Value.Value && sample[whole[1]] != "" {
		filled.Text = sample[whole[1]] // no expression for each package of a cohort
		return filled, nil
	}
	text := placeholder.ReplaceAllStringFunc(value.Value.Value, func(name string) string {
		if v, ok := sample[strings.Trim(name, "{}")]; ok {
			return regexp.QuoteMeta(v)
		}
		return ".*"
	})
	if text == value.Value.Value { // the same for every sample
		if known, ok := compiledForms.Load(text); ok {
			filled.Is = known.(*regexp.Regexp)
			return filled, nil
		}
	}
	var err error
	if filled.Is, err = regexp.Compile(`^(?is:` + text + `)$`); err == nil && text == value.Value.Value {
		compiledForms.Store(text, filled.Is)
	}
	return filled, err
}
