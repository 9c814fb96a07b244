// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// A new method of evidence is one value: its items load, its keys are known to
// go with it alone, and its parameters are part of the question.
func TestNewForm(t *testing.T) {
	type madeRecord struct {
		Made record.String `yaml:"made"`
		Of   record.String `yaml:"of"`
		Role record.String `yaml:"role"`
	}
	before := forms
	defer func() { forms = before }()
	forms = append(slices.Clone(forms), newForm("made", func(l *loader, p *probes.Probe, r madeRecord, _ record.Position) {
		if ask := l.askEndpoint(p, r.Made, r.Of); ask != nil {
			ask.Params = map[string]string{"role": r.Role.Value}
		}
	}))
	probe := func(item string) (probes.Probe, error) {
		all, err := askedOf(t, item)
		if err != nil {
			return probes.Probe{}, err
		}
		return all[0].Judgements[0].Rules[0].Evidence[0], nil
	}
	one, err := probe("      - made: keys\n        role: provider\n")
	if err != nil {
		t.Fatal(err)
	}
	other, err := probe("      - made: keys\n        role: publisher\n")
	if err != nil {
		t.Fatal(err)
	}
	if one.Method != "made" || one.Kind != probes.Behaviour || one.URL != "{registry}/keys" || one.Ask.Params["role"] != "provider" || one.Key == other.Key {
		t.Errorf("%+v and %+v", one, other)
	}
	for item, want := range map[string]string{
		"      - made: keys\n        says: ['x']\n":           "says does not go with made",
		"      - pgp: keys\n        role: x\n":                "role does not go with pgp",
		"      - made: keys\n        pgp: keys\n":             " and made; this one has 2",
		"      - made: keys\n        rule: x\n":               `unknown key "rule": did you mean role?`,
		"      - made: none\n        role: x\n":               `unknown endpoint "none"`,
		"      - role: x\n":                                   "this one has 0",
		"      - made: keys\n        made: keys\n":            "made is there already",
		"      - made\n":                                      "expected a mapping",
		"      - endpoint: keys\n        exists: true\n":      "asks nothing",
		"      - exists: acme/made\n        endpoint: keys\n": "asks nothing",
		"      - endpoint: keys\n        source: acme/made\n": "this one has 2",
		"      - made: keys\n        role: {a: b}\n":          "",
	} {
		if _, err := probe(item); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", item, err, want)
		}
	}
}
