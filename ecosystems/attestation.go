// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"regexp"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// attestationForm: Sigstore bundles that an endpoint serves and that verify.
var attestationForm = newForm(probes.Attestation, (*loader).attestationItem)

type attestationRecord struct {
	Attestation record.String `yaml:"attestation"`
	Of          record.String `yaml:"of"`
	At          record.String `yaml:"at"`
	Predicate   record.String `yaml:"predicate"`
	Issuer      record.String `yaml:"issuer"`
	Identity    record.String `yaml:"identity"`
	Keys        placeRecord   `yaml:"keys"`
	Digest      placeRecord   `yaml:"digest"`
	Artifact    placeRecord   `yaml:"artifact"`
}

// placeRecord is where else a value stands.
type placeRecord struct {
	Endpoint record.String `yaml:"endpoint"`
	Of       record.String `yaml:"of"`
	At       record.String `yaml:"at"`
	Part     record.String `yaml:"part"`
}

func (l *loader) attestationItem(p *probes.Probe, r attestationRecord, at record.Position) {
	ask := l.askEndpoint(p, r.Attestation, r.Of)
	if ask == nil {
		return
	}
	ask.At = l.jsonPointer(r.At)
	v := &probes.Verify{
		Predicate: l.optionalPattern(r.Predicate), Issuer: r.Issuer.Value, Identity: r.Identity.Value,
		Keys: l.placeOf(r.Keys), Digest: l.placeOf(r.Digest), Artifact: l.placeOf(r.Artifact),
	}
	if endpoint, ok := l.ecosystem.endpoint(ask.EndpointID); ok {
		v.Bundles = endpoint.Bundles
	}
	ask.Verify = v
	switch {
	case v.Keys != nil && (v.Issuer != "" || v.Identity != ""):
		l.addProblem(at, "keys takes the place of issuer and identity: give one or the other")
	case v.Keys == nil && (v.Issuer == "" || v.Identity == ""):
		l.addProblem(at, "the attestation item needs issuer and identity, or keys: a signature of just anyone proves nothing")
	}
	if _, err := regexp.Compile(v.Identity); err != nil {
		l.addProblem(r.Identity.At, "bad expression for the identity: %v", err)
	}
	switch {
	case (v.Digest == nil) == (v.Artifact == nil):
		l.addProblem(at, "the attestation item needs digest or artifact, and not both: what was attested")
	case v.Digest != nil && v.Digest.At == "":
		l.addProblem(r.Digest.Endpoint.At, "digest needs at: where in the answer it stands")
	case v.Artifact != nil && v.Artifact.At != "":
		l.addProblem(r.Artifact.At.At, "artifact is a whole answer: remove at, or name it digest")
	}
}

// placeOf is nil when the record is empty.
func (l *loader) placeOf(r placeRecord) *probes.Place {
	if r.Endpoint.Value == "" {
		for _, stray := range []record.String{r.Of, r.At, r.Part} {
			if stray.Value != "" {
				l.addProblem(stray.At, "name the endpoint beside it")
			}
		}
		return nil
	}
	endpoint, values, ok := l.sampleOf(r.Endpoint, r.Of)
	if !ok {
		return nil
	}
	if r.Part.Value != "" {
		l.addProblem(r.Part.At, "part goes with a value of metrics.yml")
	}
	return &probes.Place{
		EndpointID: endpoint.ID, URL: endpoint.URL, Method: endpoint.Method, Accept: endpoint.Accept,
		Sample: r.Of.Value, Values: values, At: l.jsonPointer(r.At), Form: endpoint.FormFor(values),
	}
}
