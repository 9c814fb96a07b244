// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// form is one method of evidence as an item of a rule writes it: the key that
// names the method, the keys that go with it, and what makes a probe of them.
type form struct {
	method probes.Method
	keys   []string
	read   func(l *loader, p *probes.Probe, item record.Mapping, rule ruleRecord)
}

// forms are the methods of evidence.
var forms = append([]form{pageForm, sourceForm, existsForm, absentForm, commitForm, endpointForm, attestationForm}, formats...)

// newForm makes a form of the record that its items are written as. build
// completes the probe, which has its ecosystem and feature, and the method.
func newForm[T any](method probes.Method, build func(l *loader, p *probes.Probe, r T, at record.Position)) form {
	return newDatedForm(method, func(l *loader, p *probes.Probe, r T, at record.Position, _ ruleRecord) { build(l, p, r, at) })
}

// newDatedForm is newForm for a method that asks for its rule's date as well.
func newDatedForm[T any](method probes.Method, build func(l *loader, p *probes.Probe, r T, at record.Position, rule ruleRecord)) form {
	var none T
	return form{method, record.KeysOf(none), func(l *loader, p *probes.Probe, item record.Mapping, rule ruleRecord) {
		var r T
		if l.noError(item.Decode(l.file, &r)) {
			build(l, p, r, item.At, rule)
		}
	}}
}

// probeOf turns one item of evidence into a probe.
func (l *loader) probeOf(feature string, item record.Mapping, rule ruleRecord) probes.Probe {
	p := probes.Probe{Ecosystem: l.ecosystem.ID, Feature: feature, Kind: probes.SourceCode}
	p.Origin = fmt.Sprintf("%s:%d", l.file, item.At.Line)
	if f, ok := l.formOfItem(item); ok {
		p.Method = f.method
		f.read(l, &p, item, rule)
	}
	named := p
	named.Repository = l.ecosystem.firstName(p.Repository)
	p.Key = probes.NewKey(named)
	return p
}

// formOfItem finds which of the forms an item has, and complains unless it is one
// and only with the keys that go with it.
func (l *loader) formOfItem(item record.Mapping) (form, bool) {
	var found []form
	for _, f := range forms {
		if slices.ContainsFunc(item.Keys, func(e record.Entry) bool { return e.Key == string(f.method) }) {
			found = append(found, f)
		}
	}
	if len(found) > 1 { // a form's key may be another's as well, such as exists of endpoint
		found = slices.DeleteFunc(found, func(f form) bool {
			return slices.ContainsFunc(found, func(other form) bool {
				return other.method != f.method && slices.Contains(other.keys, string(f.method))
			})
		})
	}
	if !l.knownKeys(item) {
		return form{}, false
	}
	if len(found) != 1 {
		l.addProblem(item.At, "an item of evidence has exactly one of %s; this one has %d", methodNames(), len(found))
		return form{}, false
	}
	for _, entry := range item.Keys {
		if !slices.Contains(found[0].keys, entry.Key) {
			l.addProblem(entry.At, "%s does not go with %s: remove it", entry.Key, found[0].method)
			return form{}, false
		}
	}
	return found[0], true
}

// knownKeys complains about a key that no form has.
func (l *loader) knownKeys(item record.Mapping) bool {
	var all []string
	for _, f := range forms {
		all = append(all, f.keys...)
	}
	for _, entry := range item.Keys {
		if !slices.Contains(all, entry.Key) {
			l.addProblem(entry.At, "unknown key %q: %s", entry.Key, closestWord(entry.Key, slices.Compact(slices.Sorted(slices.Values(all)))))
			return false
		}
	}
	return true
}

func methodNames() string {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = string(f.method)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func (l *loader) requiredPatterns(list record.Strings, at record.Position, key string) []*probes.Pattern {
	if len(list) == 0 {
		l.addProblem(at, "%s is missing: give at least one regular expression", key)
	}
	return l.optionalPatterns(list)
}

func (l *loader) optionalPatterns(list record.Strings) []*probes.Pattern {
	var compiled []*probes.Pattern
	for _, s := range list {
		pattern, err := probes.Compile(s.Value)
		if err != nil {
			l.addProblem(s.At, "%v", err)
			continue
		}
		compiled = append(compiled, pattern)
	}
	return compiled
}

// optionalPattern is nil when the key is not there.
func (l *loader) optionalPattern(s record.String) *probes.Pattern {
	if s.Value == "" {
		return nil
	}
	if list := l.optionalPatterns(record.Strings{s}); len(list) == 1 {
		return list[0]
	}
	return nil
}
