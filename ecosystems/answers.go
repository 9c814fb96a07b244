// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

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

// formValues leaves out what is no expression, of which readForm complains.
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
