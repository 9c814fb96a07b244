// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// ask begins an item that asks an endpoint; nil when there is no such endpoint.
func (l *loader) ask(p *probes.Probe, method probes.Method, name, sample record.String) *probes.Ask {
	ask := &probes.Ask{EndpointID: name.Value, Sample: sample.Value}
	p.Method, p.Kind, p.Ask = method, probes.Behaviour, ask
	endpoint, values, ok := l.sample(name, sample)
	if !ok {
		return nil
	}
	p.URL, ask.Method, ask.Accept, ask.Body, ask.Values = endpoint.URL, endpoint.Method, endpoint.Accept, endpoint.Body, values
	ask.Form, ask.Homepage = endpoint.formOf(values), l.ecosystem.Homepage
	return ask
}

var placeholder = regexp.MustCompile(`\{([a-z_-]+)\}`)

// sample finds an endpoint and the values of its placeholders.
func (l *loader) sample(name, sample record.String) (Endpoint, map[string]string, bool) {
	endpoint, ok := l.ecosystem.endpoint(name.Value)
	if !ok {
		l.bad(name.At, "unknown endpoint %q: add it to endpoints of ecosystem.yml", name.Value)
		return endpoint, nil, false
	}
	var values map[string]string
	if sample.Value != "" {
		if values, ok = endpoint.Samples[sample.Value]; !ok {
			l.bad(sample.At, "endpoint %s has no sample %q", endpoint.ID, sample.Value)
			return endpoint, nil, false
		}
	}
	for _, found := range placeholder.FindAllStringSubmatch(endpoint.URL, -1) {
		// registry is the user's to say; digest comes with the artifact that is verified
		if _, ok := values[found[1]]; !ok && found[1] != "registry" && found[1] != "digest" {
			l.bad(name.At, "endpoint %s needs a value for %s: name one of its samples with of", endpoint.ID, found[0])
			return endpoint, nil, false
		}
	}
	return endpoint, values, true
}

func (l *loader) endpointItem(p *probes.Probe, r itemRecord, at record.Position) {
	ask := l.ask(p, probes.Endpoint, r.Endpoint, r.Of)
	if ask == nil {
		return
	}
	ask.At, ask.Equals, ask.Exists, ask.Header = l.pointer(r.At), r.Equals.Value, r.Exists.Value == "true", r.Header.Name.Value
	if r.Status.Value != "" {
		status, err := strconv.Atoi(r.Status.Value)
		if err != nil || status < 100 || status > 599 {
			l.bad(r.Status.At, "status %q is no HTTP status", r.Status.Value)
		}
		ask.Status = status
	}
	ask.Matches, ask.HeaderIs = l.single(r.Matches), l.single(r.Header.Matches)
	if ask.At == "" && ask.Status == 0 && ask.Header == "" && ask.Matches == nil {
		l.bad(at, "the endpoint item asks nothing: give at, matches, status or header")
	}
}

func (l *loader) pointer(s record.String) string {
	if s.Value != "" && !strings.HasPrefix(s.Value, "/") {
		l.bad(s.At, "at %q is no JSON pointer: it begins with /", s.Value)
	}
	return s.Value
}

func (l *loader) attestationItem(p *probes.Probe, r itemRecord, at record.Position) {
	ask := l.ask(p, probes.Attestation, r.Attestation, r.Of)
	if ask == nil {
		return
	}
	ask.At = l.pointer(r.At)
	v := &probes.Verify{
		Predicate: l.single(r.Predicate), Issuer: r.Issuer.Value, Identity: r.Identity.Value,
		Keys: l.place(r.Keys), Digest: l.place(r.Digest), Artifact: l.place(r.Artifact),
	}
	if endpoint, ok := l.ecosystem.endpoint(ask.EndpointID); ok {
		v.Bundles = endpoint.Bundles
	}
	ask.Verify = v
	switch {
	case v.Keys != nil && (v.Issuer != "" || v.Identity != ""):
		l.bad(at, "keys stands in place of issuer and identity: give one or the other")
	case v.Keys == nil && (v.Issuer == "" || v.Identity == ""):
		l.bad(at, "the attestation item needs issuer and identity, or keys: a signature of just anyone proves nothing")
	}
	if _, err := regexp.Compile(v.Identity); err != nil {
		l.bad(r.Identity.At, "bad expression for the identity: %v", err)
	}
	switch {
	case (v.Digest == nil) == (v.Artifact == nil):
		l.bad(at, "the attestation item needs digest or artifact, and not both: what was attested")
	case v.Digest != nil && v.Digest.At == "":
		l.bad(r.Digest.Endpoint.At, "digest needs at: where in the answer it stands")
	case v.Artifact != nil && v.Artifact.At != "":
		l.bad(r.Artifact.At.At, "artifact is a whole answer: remove at, or name it digest")
	}
}

// place is nil when the record is empty.
func (l *loader) place(r placeRecord) *probes.Place {
	if r.Endpoint.Value == "" {
		for _, stray := range []record.String{r.Of, r.At} {
			if stray.Value != "" {
				l.bad(stray.At, "name the endpoint beside it")
			}
		}
		return nil
	}
	endpoint, values, ok := l.sample(r.Endpoint, r.Of)
	if !ok {
		return nil
	}
	return &probes.Place{
		EndpointID: endpoint.ID, URL: endpoint.URL, Method: endpoint.Method, Accept: endpoint.Accept,
		Sample: r.Of.Value, Values: values, At: l.pointer(r.At), Form: endpoint.formOf(values),
	}
}

func (l *loader) osvItem(p *probes.Probe, r itemRecord, at record.Position) {
	ask := l.ask(p, probes.OSV, r.OSV, r.Of)
	if ask == nil {
		return
	}
	if r.Ecosystem.Value == "" {
		l.bad(at, "the osv item needs ecosystem: its name in the OSV schema")
	}
	ask.OSV = &probes.OSVAsk{Ecosystem: r.Ecosystem.Value, IDs: l.single(r.IDs)}
}

func (e *Ecosystem) endpoint(id string) (Endpoint, bool) {
	for _, each := range e.Endpoints {
		if each.ID == id {
			return each, true
		}
	}
	return Endpoint{}, false
}
