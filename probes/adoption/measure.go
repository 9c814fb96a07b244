// SPDX-License-Identifier: Apache-2.0

package adoption

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Value is what was read of one metric of one package.
type Value struct {
	With    int64  `json:"with"`              // of these Units, how many have it
	Of      int64  `json:"of"`                // the package, its releases, its files or its downloads
	Why     string `json:"why,omitempty"`     // why it was not read; then With and Of are 0
	Outside bool   `json:"outside,omitempty"` // the metric is not about this package: it was not drawn, or has nothing to verify
}

// Read says whether the metric was read.
func (v Value) Read() bool { return v.Why == "" && !v.Outside }

// Measurer measures packages of one ecosystem. It is safe for concurrent use.
type Measurer struct {
	API       *endpoint.API
	Ecosystem *ecosystems.Ecosystem
	Metrics   []ecosystems.Metric // those of source api; their order is that of values

	once sync.Once
	root *attestation.Root // whom attestations are verified against, from API
}

// subject is a package that is asked about.
type subject struct {
	drawn  int               // its place in the sample that some metrics are read of, from 1; 0: it is not in it
	filled map[string]string // what endpoints' addresses need
	failed map[string]string // by endpoint, why it was not read
	values []Value
}

// Measure asks about one package and gives a value for each metric. drawn is its place,
// from 1, in the sample that some metrics are read of; 0 means that it is not in it.
// The error is the context's, or workqueue.ErrLater when time was over before the
// registry was asked.
func (m *Measurer) Measure(ctx context.Context, p cohort.Package, drawn int) ([]Value, error) {
	s := &subject{drawn: drawn, filled: p.Values(), failed: make(map[string]string), values: make([]Value, len(m.Metrics))}
	for i, metric := range m.Metrics {
		s.values[i].Outside = !s.within(metric)
	}
	for _, e := range m.Ecosystem.MetricEndpoints {
		if !m.wanted(s, e.ID) {
			continue
		}
		if err := m.readEndpoint(ctx, e, s); err != nil {
			return nil, err
		}
	}
	return s.values, nil
}

// within says whether the metric is about the package.
func (s *subject) within(m ecosystems.Metric) bool {
	return m.Sample == 0 || s.drawn > 0 && s.drawn <= m.Sample
}

// wanted says whether a metric reads an endpoint, itself or for a value.
func (m *Measurer) wanted(s *subject, id string) bool {
	return slices.ContainsFunc(m.Metrics, func(metric ecosystems.Metric) bool {
		return s.within(metric) && (metric.Endpoint == id || metric.Verify != nil && metric.Verify.Digest.Endpoint == id || m.givesValueTo(id, metric.Endpoint))
	})
}

func (m *Measurer) givesValueTo(id, to string) bool {
	e, _ := m.Ecosystem.MetricEndpoint(to)
	return slices.ContainsFunc(needsOf(e), func(v ecosystems.MetricValue) bool {
		return v.Endpoint == id || m.givesValueTo(id, v.Endpoint)
	})
}

// needsOf are the values that an endpoint needs of others.
func needsOf(e ecosystems.MetricEndpoint) []ecosystems.MetricValue {
	if e.When == nil {
		return e.Values
	}
	return append(slices.Clone(e.Values), *e.When)
}

// readEndpoint asks one endpoint, and takes from its answer the values of its metrics
// and what later endpoints need.
func (m *Measurer) readEndpoint(ctx context.Context, e ecosystems.MetricEndpoint, s *subject) error {
	for _, v := range needsOf(e) {
		if why := s.failed[v.Endpoint]; why != "" {
			m.fail(e.ID, why, s)
			return nil
		}
	}
	if e.When != nil && s.filled[e.When.Name] == "" { // it has nothing to say about the package
		m.setValues(e.ID, s, func(metric ecosystems.Metric) Value { return Value{Of: 1, Outside: metric.Verify != nil} })
		return nil
	}
	for _, v := range e.Values {
		switch value, ok := s.filled[v.Name]; {
		case !ok:
			m.fail(e.ID, fmt.Sprintf("%s: no %s at %s", v.Endpoint, v.Name, v.At), s)
			return nil
		case value == "": // as it links to no such place
			m.setValues(e.ID, s, func(ecosystems.Metric) Value { return Value{Outside: true} })
			return nil
		}
	}
	read, err := m.API.Read(ctx, m.question(e, s.filled), m.absentStatuses(e)...)
	var unread *endpoint.UnreadError
	switch {
	case errors.As(err, &unread) && unread.Outcome == probes.Unasked:
		return fmt.Errorf("%s: %w", unread.Detail, workqueue.ErrLater)
	case errors.As(err, &unread):
		m.fail(e.ID, e.ID+": "+unread.Detail, s)
		return nil
	case err != nil:
		return err
	}
	defer read.Close() // before another is asked: of large answers one is open at a time
	m.setValues(e.ID, s, func(metric ecosystems.Metric) Value { return m.judge(ctx, metric, read, s) })
	m.takeValues(e.ID, read, s)
	return nil
}

// fail notes why an endpoint was not read.
func (m *Measurer) fail(id, why string, s *subject) {
	s.failed[id] = why
	m.setValues(id, s, func(ecosystems.Metric) Value { return Value{Why: why} })
}

// setValues gives a value to each metric that reads an endpoint.
func (m *Measurer) setValues(id string, s *subject, of func(ecosystems.Metric) Value) {
	for i, metric := range m.Metrics {
		if metric.Endpoint == id && s.within(metric) {
			s.values[i] = of(metric)
		}
	}
}

// takeValues keeps what later endpoints and verifications need of an answer.
func (m *Measurer) takeValues(id string, read *endpoint.Reading, s *subject) {
	if !read.Root().Present() {
		return
	}
	var needed []ecosystems.MetricValue
	for _, later := range m.Ecosystem.MetricEndpoints {
		needed = append(needed, needsOf(later)...)
	}
	for _, metric := range m.Metrics {
		if metric.Verify != nil && s.within(metric) {
			needed = append(needed, metric.Verify.Digest)
		}
	}
	for _, v := range needed {
		if v.Endpoint != id {
			continue
		}
		value, err := read.Root().At(v.At)
		if err == nil && (value.IsScalar() || v.Part != nil && (!value.Present() || value.IsNull())) {
			s.take(v, value)
		}
	}
}

// take keeps a value, or the part of it that is asked for: "" where it has no such part.
func (s *subject) take(v ecosystems.MetricValue, value endpoint.Value) {
	text := ""
	if value.IsScalar() {
		text = value.Text()
	}
	if v.Part != nil {
		found := v.Part.FindStringSubmatch(text)
		s.filled[v.Name] = append(found, "", "")[1]
	} else if text != "" {
		s.filled[v.Name] = text
	}
}

// question is the probe of one package.
func (m *Measurer) question(e ecosystems.MetricEndpoint, filled map[string]string) probes.Probe {
	return probes.Probe{
		Ecosystem: m.Ecosystem.ID, Method: probes.Endpoint, Kind: probes.Behaviour, URL: e.URL,
		Ask: &probes.Ask{
			EndpointID: e.ID, Method: e.Method, Accept: e.Accept, Body: e.Body, Values: maps.Clone(filled),
			Form: e.FormFor(filled), Homepage: m.Ecosystem.Homepage,
		},
	}
}

// absentStatuses are those that the endpoint's metrics take for an answer.
func (m *Measurer) absentStatuses(e ecosystems.MetricEndpoint) []int {
	var all []int
	for _, metric := range m.Metrics {
		for _, way := range metric.Without {
			if metric.Endpoint != e.ID || !strings.HasPrefix(way, "4") {
				continue
			}
			if code, err := strconv.Atoi(way); err == nil && code < 500 && code >= 400 {
				all = append(all, code)
			}
		}
	}
	return all
}

// ItemOf is a package as an item of a queue; drawn is as Measure has it.
func ItemOf(p cohort.Package, drawn int) workqueue.Item {
	item := workqueue.Item{ID: p.PURL, Data: []byte(p.PURL)}
	if drawn > 0 {
		item.Data = fmt.Appendf(item.Data, " %d", drawn) // no package URL has a space
	}
	return item
}

// Work is the work of a queue over what ItemOf gives; the result is what Decode reads.
func (m *Measurer) Work(ctx context.Context, item workqueue.Item) ([]byte, error) {
	purl, place, _ := strings.Cut(string(item.Data), " ")
	p, err := cohort.Parse(purl)
	if err != nil {
		return nil, err
	}
	if p.Type != m.Ecosystem.PurlType {
		return nil, fmt.Errorf("%s is not a package of %s", p.PURL, m.Ecosystem.ID)
	}
	drawn := 0
	if place != "" {
		if drawn, err = strconv.Atoi(place); err != nil {
			return nil, fmt.Errorf("%.100q is not an item of adoption", item.Data)
		}
	}
	values, err := m.Measure(ctx, p, drawn)
	if err != nil {
		return nil, err
	}
	return json.Marshal(values)
}

// Decode reads what Work gave for as many metrics, here or elsewhere.
func Decode(result []byte, metrics int) ([]Value, error) {
	var values []Value
	err := json.Unmarshal(result, &values)
	impossible := func(v Value) bool { return v.With < 0 || v.With > v.Of || v.Why != "" && v.Of != 0 }
	if err != nil || len(values) != metrics || slices.ContainsFunc(values, impossible) {
		return nil, fmt.Errorf("%.100q is not a result of %d metrics", result, metrics)
	}
	return values, nil
}
