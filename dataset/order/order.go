// SPDX-License-Identifier: Apache-2.0

package order

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/measure"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Order is what a worker process needs to know of a run, beside its packages: which
// metrics are asked for, and how the run was told to go out. It holds no token.
type Order struct {
	Ecosystem    string            `json:"ecosystem"`
	Metrics      []string          `json:"metrics"`
	Samples      []int             `json:"samples"` // packages that each metric is read of, 0: all; who was drawn is told with each package
	Rules        string            `json:"rules"`   // digest of the metrics and their endpoints
	Began        time.Time         `json:"began"`
	Until        *time.Time        `json:"until,omitempty"` // when time is over
	Base         string            `json:"base"`            // address of the registry
	Origins      map[string]string `json:"origins,omitempty"`
	AllowPrivate bool              `json:"allow_private,omitempty"`
	TrustProxy   bool              `json:"proxy,omitempty"`
	NoPace       bool              `json:"no_pace,omitempty"`
	Host         time.Duration     `json:"host_limit"` // nanoseconds
}

// Encode writes the order to do elsewhere what a measurer would do here, going out as a
// network says, until its time is over.
func Encode(m *adoption.Measurer, n *survey.Network, until time.Time) ([]byte, error) {
	origins, err := survey.ReadOrigins(n.Origins)
	if err != nil {
		return nil, err
	}
	o := &Order{
		Ecosystem: m.Ecosystem.ID,
		Began:     m.API.Now, Base: m.API.Registries[m.Ecosystem.ID], Origins: origins,
		AllowPrivate: n.AllowPrivate, TrustProxy: n.TrustProxy, NoPace: n.NoPace, Host: n.Host,
	}
	var records []ecosystems.Metric // as they were before a sample was drawn
	for _, metric := range m.Metrics {
		o.Metrics, o.Samples = append(o.Metrics, metric.ID), append(o.Samples, metric.Sample)
		record, _ := m.Ecosystem.Metric(metric.ID)
		records = append(records, record)
	}
	o.Rules = rulesDigest(m.Ecosystem, records)
	if u, err := url.Parse(o.Base); err != nil || u.User != nil {
		return nil, errors.New("the address of the registry holds a user or a password, which is given to no other process: leave it out")
	}
	if !until.IsZero() {
		o.Until = &until
	}
	return json.Marshal(o)
}

// rulesDigest tells apart rules under which results are not the same.
func rulesDigest(e *ecosystems.Ecosystem, metrics []ecosystems.Metric) string {
	var parts []string
	for _, end := range e.MetricEndpoints {
		parts = append(parts, fmt.Sprintf("%q %q %q %q %q %v", end.ID, end.Method, end.URL, end.Accept, end.Body, end.Values))
		if end.When != nil {
			parts = append(parts, fmt.Sprintf("%v", *end.When))
		}
	}
	return measure.Name(parts, e.ID, cohort.Cohort{}, metrics)
}

var errOrder = errors.New("its order is not one that this version knows")

// Decode reads an order that came from elsewhere.
func Decode(data []byte) (*Order, error) {
	var o Order
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&o); err != nil {
		return nil, errOrder
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errOrder
	}
	u, err := url.Parse(o.Base)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || o.Began.IsZero() || len(o.Metrics) == 0 {
		return nil, errOrder
	}
	return &o, nil
}

// find gives the ecosystem and the metrics of an order, if the rules here are those of
// whoever wrote it.
func (o *Order) find(all []*ecosystems.Ecosystem) (*ecosystems.Ecosystem, []ecosystems.Metric, error) {
	const same = "use the same version and the same --ecosystems everywhere"
	for _, e := range all {
		if e.ID != o.Ecosystem {
			continue
		}
		var metrics []ecosystems.Metric
		for _, id := range o.Metrics {
			m, ok := e.Metric(id)
			if !ok || m.Source != "api" {
				return nil, nil, fmt.Errorf("%.100q is not a metric of %s here: %s", id, e.ID, same)
			}
			metrics = append(metrics, m)
		}
		if rulesDigest(e, metrics) != o.Rules {
			return nil, nil, fmt.Errorf("the metrics of %s are others here: %s", e.ID, same)
		}
		if len(o.Samples) != len(metrics) {
			return nil, nil, errOrder
		}
		for i := range metrics {
			metrics[i].Sample = o.Samples[i]
		}
		return e, metrics, nil
	}
	return nil, nil, fmt.Errorf("%.100q is not an ecosystem here: %s", o.Ecosystem, same)
}

// Start makes the work that an order asks for; stop follows. tune changes what the way
// out is opened with. Whoever writes orders may name any address, so no token goes out.
func (o *Order) Start(ctx context.Context, all []*ecosystems.Ecosystem, tune func(*transport.Options), log *slog.Logger) (work workqueue.Work, stop func(), err error) {
	e, metrics, err := o.find(all)
	if err != nil {
		return nil, nil, err
	}
	n := survey.Network{
		Registries: []string{e.ID + "=" + o.Base}, AllowPrivate: o.AllowPrivate, TrustProxy: o.TrustProxy, NoPace: o.NoPace, Host: o.Host,
		Tune: func(options *transport.Options) { tune(options); options.Token = nil },
	}
	if len(o.Origins) > 0 {
		origins, err := json.Marshal(o.Origins)
		if err != nil {
			return nil, nil, err
		}
		n.Origins = string(origins)
	}
	if o.Until != nil {
		n.Total = max(time.Until(*o.Until), 1)
	}
	opened, missing, err := n.OpenRegistry(ctx, e, survey.RegistryRun{Began: o.Began}, log)
	if err == nil && missing != nil {
		err = errors.Join(missing, opened.Way.Close())
	}
	if err != nil {
		return nil, nil, err
	}
	m := &adoption.Measurer{
		API:       &endpoint.API{Client: opened.Way.Client(), Registries: opened.Bases, Mirrors: opened.Mirrors, Now: o.Began, Renew: opened.Renew},
		Ecosystem: e, Metrics: metrics,
	}
	return m.Work, func() { _ = opened.Way.Close() }, nil
}
