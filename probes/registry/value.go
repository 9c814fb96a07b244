// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// judgeValue finds the value at the pointer and compares it.
func (a *answer) judgeValue(asked *probes.Ask) finding {
	text, found := a.value(asked.At)
	if found.outcome != probes.Matched {
		return found
	}
	found.value = text
	if asked.Equals != "" && text != asked.Equals {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q instead of %q", cut(text, 80), asked.Equals)
	} else if asked.Matches != nil && !matches(asked.Matches, text) {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q does not match %q", cut(text, 80), asked.Matches)
	}
	return found
}

// value finds the value at a pointer of the answer. The finding is Matched
// when there is one.
func (a *answer) value(at string) (string, finding) {
	doc, err := a.document()
	if err != nil {
		return "", invalid("%v", err)
	}
	pointer, err := resolve(doc, at)
	if err != nil {
		return "", invalid("%v", err)
	}
	v, depth, err := doc.at(pointer)
	switch {
	case errors.Is(err, errMissing):
		return "", doc.missing(pointer, depth)
	case err != nil:
		return "", invalid("%v", err)
	case v.null():
		return "", unmatched("null at %s", pointer)
	}
	return v.text(), finding{outcome: probes.Matched, locator: pointer}
}

// resolve puts the newest version in place of {latest}, as a packument names
// it. A document that names none is no packument.
func resolve(doc document, pointer string) (string, error) {
	if !strings.Contains(pointer, "{latest}") {
		return pointer, nil
	}
	v, _, err := doc.at("/dist-tags/latest")
	if err != nil || v[0] != '"' {
		return "", errors.New("not the document expected: no /dist-tags/latest")
	}
	return strings.ReplaceAll(pointer, "{latest}", escape.Replace(v.text())), nil
}

// missing tells a document that lacks the value from another document, such as
// an error in JSON: that has not even the first of several steps, or says so.
func (d document) missing(pointer string, depth int) finding {
	first, _, deeper := strings.Cut(pointer[1:], "/")
	root := d.root()
	switch {
	case depth > 0, root[0] == '[' && first == "0":
		return unmatched("no value at %s", pointer)
	case deeper, root[0] != '{', root.apology():
		return invalid("not the document expected: no /%s", first)
	}
	return unmatched("no value at %s", pointer)
}

// apology says whether an object is only an error message.
func (v value) apology() bool {
	for _, name := range []string{"error", "errors", "message", "detail"} {
		if v.member(name) != nil {
			return true
		}
	}
	return false
}
