// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// judgeValue finds the value at the pointer and compares it.
func (a *response) judgeValue(asked *probes.Ask) finding {
	text, found := a.valueAt(asked.At, asked.Form != nil)
	if found.outcome != probes.Matched {
		return found
	}
	found.value = text
	if asked.Equals != "" && text != asked.Equals {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q instead of %q", probes.OneLine(text, 80), asked.Equals)
	} else if asked.Matches != nil && !matchesPattern(asked.Matches, text) {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q does not match %q", probes.OneLine(text, 80), asked.Matches)
	}
	return found
}

// valueAt finds the value at a pointer of the answer. The finding is Matched
// when there is one; formed says that the answer was found to be of its
// endpoint's documented form.
func (a *response) valueAt(at string, formed bool) (string, finding) {
	doc, err := a.jsonDocument()
	if err != nil {
		return "", invalid("%v", err)
	}
	pointer, err := resolveLatest(doc, at)
	if err != nil {
		return "", invalid("%v", err)
	}
	v, led, err := doc.resolvePointer(pointer)
	switch {
	case errors.Is(err, errMissing):
		return "", missingAt(pointer, led, formed)
	case err != nil:
		return "", invalid("%v", err)
	case v.IsNull() && led.inList:
		return "", invalid("an entry of the answer holds nothing: null at %s", pointer)
	case v.IsNull():
		return "", unmatched("null at %s", pointer)
	}
	return v.Text(), finding{outcome: probes.Matched, locator: pointer}
}

// resolveLatest puts the newest version in place of {latest}, as a packument names
// it. A document that names none is not a packument.
func resolveLatest(doc document, pointer string) (string, error) {
	if !strings.Contains(pointer, "{latest}") {
		return pointer, nil
	}
	v, _, err := doc.resolvePointer("/dist-tags/latest")
	if err != nil || v[0] != '"' {
		return "", errors.New("not the document expected: no /dist-tags/latest")
	}
	return strings.ReplaceAll(pointer, "{latest}", escape.Replace(v.Text())), nil
}

// missingAt says what an answer without the value means. That it is not there can
// be told of a list that is whole and ends before, and of a document of the
// documented form. An entry of a list without the part that was asked for, or a
// document of which nobody said what it always holds, tells nothing.
func missingAt(pointer string, led pointed, formed bool) finding {
	switch kind := led.last[0]; {
	case kind == '[' && (led.depth > 0 || strings.HasPrefix(pointer, "/0")):
		return unmatched("no value at %s", pointer)
	case led.inList:
		return invalid("an entry of the answer has no value at %s", pointer)
	case formed && (kind == '{' || led.last.IsNull()):
		return unmatched("no value at %s", pointer)
	}
	return invalid("not the document expected: no value at %s", pointer)
}
