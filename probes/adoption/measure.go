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

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Value is what was read of one metric of one package.
type Value struct {
	With int64  `json:"with"`          // of these Units, how many have it
	Of   int64  `json:"of"`            // the package, its releases, its files or its downloads
	Why  string `json:"why,omitempty"` // why it was not read; then With and Of are 0
}

// Read says whether the metric was read.
func (v Value) Read() bool { return v.Why == "" }

// Measurer measures packages of one ecosystem. It is safe for concurrent use.
type Measurer struct {
	API       *endpoint.API
	Ecosystem *ecosystems.Ecosystem
	Metrics   []ecosystems.Metric // those of source api; their order is that of values
}

// Measure asks about one package and gives a value for each metric. The error is the
// context's, or workqueue.ErrLater when time was over before the registry was asked.
func (m *Measurer) Measure(ctx context.Context, p cohort.Package) ([]Value, error) {
	values := make([]Value, len(m.Metrics))
	filled, failed := p.Values(), make(map[string]string)
	for _, e := range m.Ecosystem.MetricEndpoints {
		if !m.wanted(e.ID) {
			continue
		}
		if err := m.readEndpoint(ctx, e, filled, failed, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// wanted says whether a metric reads an endpoint, itself or for a value.
func (m *Measurer) wanted(id string) bool {
	for _, metric := range m.Metrics {
		if metric.Endpoint == id || m.givesValueTo(id, metric.Endpoint) {
			return true
		}
	}
	return false
}

func (m *Measurer) givesValueTo(id, to string) bool {
	e, _ := m.Ecosystem.MetricEndpoint(to)
	return slices.ContainsFunc(e.Values, func(v ecosystems.MetricValue) bool {
		return v.Endpoint == id || m.givesValueTo(id, v.Endpoint)
	})
}

// readEndpoint asks one endpoint, and takes from its answer the values of its metrics
// and what later endpoints need. failed says of an endpoint why it was not read.
func (m *Measurer) readEndpoint(ctx context.Context, e ecosystems.MetricEndpoint, filled, failed map[string]string, values []Value) error {
	for _, v := range e.Values {
		if why := failed[v.Endpoint]; why != "" {
			m.fail(e.ID, why, failed, values)
			return nil
		}
		if _, ok := filled[v.Name]; !ok {
			m.fail(e.ID, fmt.Sprintf("%s: no value at %s", v.Endpoint, v.At), failed, values)
			return nil
		}
	}
	read, err := m.API.Read(ctx, m.question(e, filled), m.absentStatuses(e)...)
	var unread *endpoint.UnreadError
	switch {
	case errors.As(err, &unread) && unread.Outcome == probes.Unasked:
		return fmt.Errorf("%s: %w", unread.Detail, workqueue.ErrLater)
	case errors.As(err, &unread):
		m.fail(e.ID, e.ID+": "+unread.Detail, failed, values)
		return nil
	case err != nil:
		return err
	}
	defer read.Close() // before another is asked: of large answers one is open at a time
	for i, metric := range m.Metrics {
		if metric.Endpoint == e.ID {
			values[i] = judgeMetric(metric, read)
		}
	}
	m.takeValues(e.ID, read, filled)
	return nil
}

// fail notes why an endpoint was not read.
func (m *Measurer) fail(id, why string, failed map[string]string, values []Value) {
	failed[id] = why
	for i, metric := range m.Metrics {
		if metric.Endpoint == id {
			values[i] = Value{Why: why}
		}
	}
}

// takeValues keeps what later endpoints need of an answer.
func (m *Measurer) takeValues(id string, read *endpoint.Reading, filled map[string]string) {
	for _, later := range m.Ecosystem.MetricEndpoints {
		for _, v := range later.Values {
			if v.Endpoint != id || !read.Root().Present() {
				continue
			}
			if value, err := read.Root().At(v.At); err == nil && value.Present() && value.IsScalar() && value.Text() != "" {
				filled[v.Name] = value.Text()
			}
		}
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
		if metric.Endpoint != e.ID {
			continue
		}
		for _, way := range metric.Without {
			if !strings.HasPrefix(way, "4") {
				continue
			}
			if code, err := strconv.Atoi(way); err == nil && code < 500 && code >= 400 {
				all = append(all, code)
			}
		}
	}
	return all
}

// Work is the work of a queue: Item.Data is a purl, and the result what Decode reads.
func (m *Measurer) Work(ctx context.Context, item workqueue.Item) ([]byte, error) {
	p, err := cohort.Parse(string(item.Data))
	if err != nil {
		return nil, err
	}
	values, err := m.Measure(ctx, p)
	if err != nil {
		return nil, err
	}
	return json.Marshal(values)
}

// Decode reads what Work gave for as many metrics.
func Decode(result []byte, metrics int) ([]Value, error) {
	var values []Value
	if err := json.Unmarshal(result, &values); err != nil || len(values) != metrics {
		return nil, fmt.Errorf("%.100q is not a result of %d metrics", result, metrics)
	}
	return values, nil
}
