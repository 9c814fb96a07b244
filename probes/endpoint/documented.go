// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// isDocumentedForm says whether an answer is of its endpoint's documented form, as
// its record states it, and the public registry's own. One that was asked for
// by another status than 2xx is not looked at, nor one without a body.
func (a *response) isDocumentedForm(form *probes.Form) (finding, bool) {
	if form == nil || a.status/100 != 2 || len(a.body) == 0 {
		return finding{}, true
	}
	for _, pattern := range form.Text {
		if pattern.Find(&probes.Text{Raw: a.body}) == nil {
			return invalid("not the documented form: it does not say %q", pattern), false
		}
	}
	if why := a.missingValue(form.Values); why != "" {
		return invalid("not the documented form: %s", why), false
	}
	if why := a.missingValue(form.Public); why != "" {
		return invalid("not the public registry's answer: %s", why), false
	}
	return finding{}, true
}

// missingValue says which of the values the answer does not hold, or "".
func (a *response) missingValue(values []probes.FormValue) string {
	if len(values) == 0 {
		return ""
	}
	doc, err := a.jsonDocument()
	if err != nil {
		return err.Error()
	}
	for _, want := range values {
		found, ok := doc.root().everyAt(strings.Split(want.At[1:], "/"))
		if !ok {
			return "no value at " + want.At
		}
		for _, v := range found {
			if v.IsNull() {
				return "null at " + want.At
			}
			if !want.Accepts(v.Text()) {
				return fmt.Sprintf("%q at %s", probes.OneLine(v.Text(), 60), want.At)
			}
		}
	}
	return ""
}

// recognizeMirror remembers that a mirror answered in the public registry's place: an
// answer of the documented form, without what only that registry puts there.
func (l *run) recognizeMirror(got *response, p probes.Probe) {
	if !strings.Contains(p.URL, "{registry}") || p.Ask.Form == nil || got.err != nil || got.status != http.StatusOK {
		return
	}
	form := *p.Ask.Form
	public := form.Public
	form.Public = nil
	if _, ok := got.isDocumentedForm(&form); !ok || got.missingValue(public) == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mirrors[p.Ecosystem] = true
}

// emitMarked tells an observation. One of a mirror is marked. What a mirror lacks it
// may have left out, so that the registry lacks it is not seen.
func (l *run) emitMarked(p probes.Probe, o probes.Observation) {
	l.mu.Lock()
	mirror := l.mirrors[p.Ecosystem] && atRegistry(p)
	l.mu.Unlock()
	if mirror {
		o.Mirror = true
		if o.Outcome == probes.Unmatched {
			o.Outcome, o.Detail = probes.Invalid, oneLine("a mirror answered, and not the public registry: "+o.Detail)
		}
	}
	if l.api.Mirrors[p.Ecosystem] && atRegistry(p) {
		o.URL, o.Excerpt = p.Ask.Homepage, "" // its values may name other private addresses
		for _, text := range []*string{&o.Detail, &o.Locator} {
			*text = l.api.withoutMirrorAddresses(*text)
		}
	}
	l.emit(o)
}

// atRegistry says whether an answer of the registry itself takes part.
func atRegistry(p probes.Probe) bool {
	if strings.Contains(p.URL, "{registry}") {
		return true
	}
	if p.Ask.Verify == nil {
		return false
	}
	places := []*probes.Place{p.Ask.Verify.Keys, p.Ask.Verify.Digest, p.Ask.Verify.Artifact}
	return slices.ContainsFunc(places, func(place *probes.Place) bool { return place != nil && strings.Contains(place.URL, "{registry}") })
}

// withoutMirrorAddresses takes the addresses of registries that are not public out of a text.
func (a *API) withoutMirrorAddresses(text string) string {
	for ecosystem := range a.Mirrors {
		base := a.Registries[ecosystem]
		if !a.Mirrors[ecosystem] || base == "" {
			continue
		}
		host := (request{url: base}).host()
		name := "the configured registry of " + ecosystem
		text = strings.ReplaceAll(text, strings.TrimRight(base, "/"), name)
		for _, each := range []string{host, strings.Split(host, ":")[0]} {
			if each != "" {
				text = strings.ReplaceAll(text, each, name)
			}
		}
	}
	return text
}
