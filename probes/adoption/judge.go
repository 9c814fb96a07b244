// SPDX-License-Identifier: Apache-2.0

package adoption

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
)

// judge says what an answer says of one metric.
func (m *Measurer) judge(ctx context.Context, metric ecosystems.Metric, read *endpoint.Reading, s *subject) Value {
	weight := int64(1)
	if metric.Weight != "" {
		var why string
		if weight, why = readWeight(metric, read.Root()); why != "" {
			return Value{Why: why}
		}
	}
	if read.Status/100 != 2 {
		if slices.Contains(metric.Without, strconv.Itoa(read.Status)) {
			return Value{Of: weight, Outside: metric.Verify != nil} // there is nothing to verify
		}
		return Value{Why: fmt.Sprintf("%s: HTTP status %d", metric.Endpoint, read.Status)}
	}
	if metric.Verify != nil {
		return m.verify(ctx, metric, read.Body(), s)
	}
	if metric.Predicate != nil {
		return judgePredicate(metric, read)
	}
	if metric.Status != 0 {
		if read.Status == metric.Status {
			return Value{With: weight, Of: weight}
		}
		return Value{Why: fmt.Sprintf("%s: HTTP status %d instead of %d", metric.Endpoint, read.Status, metric.Status)}
	}
	elements, why := unitsOf(metric, read.Root())
	if why != "" {
		return Value{Why: metric.Endpoint + ": " + why}
	}
	var v Value
	for _, element := range elements {
		has, why := judgeValue(metric, element)
		if why != "" {
			return Value{Why: metric.Endpoint + ": " + why}
		}
		v.Of++
		if has {
			v.With++
		}
	}
	if metric.Unit == "package" || metric.Unit == "download" { // one of several is enough
		v.With, v.Of = min(v.With, 1)*weight, weight
	}
	return v
}

// readWeight reads how often a package was downloaded.
func readWeight(m ecosystems.Metric, root endpoint.Value) (int64, string) {
	at, err := root.At(m.Weight)
	if err != nil || !at.Present() {
		return 0, fmt.Sprintf("%s: no number of downloads at %s", m.Endpoint, m.Weight)
	}
	weight, err := strconv.ParseInt(at.Text(), 10, 64)
	if err != nil || weight < 0 {
		return 0, fmt.Sprintf("%s: %.40q at %s is not a number of downloads", m.Endpoint, at.Text(), m.Weight)
	}
	return weight, ""
}

// unitsOf lists what is counted: the answer itself, or each release or file. A list
// that holds another number of them than the answer says was not read.
func unitsOf(m ecosystems.Metric, root endpoint.Value) ([]endpoint.Value, string) {
	if m.Each == "" {
		return []endpoint.Value{root}, ""
	}
	elements, err := root.Each(m.Each)
	if err != nil {
		return nil, err.Error()
	}
	if m.Count == "" {
		return elements, ""
	}
	want, err := root.At(m.Count)
	switch {
	case err != nil || !want.Present():
		return nil, "no number of entries at " + m.Count
	case want.Text() != strconv.Itoa(len(elements)):
		return nil, fmt.Sprintf("%d entries at %s, and %.20s says %s", len(elements), m.Each, want.Text(), m.Count)
	}
	return elements, ""
}

// judgeValue says whether a value is what the metric counts. Only what the metric
// names as such says that it is not; why is "" unless nothing can be said.
func judgeValue(m ecosystems.Metric, element endpoint.Value) (has bool, why string) {
	at, err := element.At(m.At)
	switch {
	case err != nil:
		return false, err.Error()
	case !at.Present():
		return false, unless(m, ecosystems.WithoutMissing, "no value at "+m.At)
	case at.IsNull():
		return false, unless(m, ecosystems.WithoutNull, "null at "+m.At)
	}
	text := at.Text()
	switch without := slices.Contains(m.Without, text) && at.IsScalar(); {
	case without:
		return false, ""
	case m.Exists:
		return true, ""
	case !at.IsScalar():
		return false, "a list or object at " + m.At + ", and one value was expected"
	case m.Equals != "" && text == m.Equals:
		return true, ""
	case m.Equals != "":
		return false, fmt.Sprintf("%.60q at %s is neither %q nor one of the documented others", text, m.At, m.Equals)
	}
	return m.Matches.Find(&probes.Text{Raw: []byte(text)}) != nil, ""
}

// unless is why, when the metric does not name it as a way of not having the feature.
func unless(m ecosystems.Metric, way, why string) string {
	if slices.Contains(m.Without, way) {
		return ""
	}
	return why
}
