// SPDX-License-Identifier: Apache-2.0

package adoption

import (
	"context"
	"fmt"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
)

// judgePredicate says whether an answer lists an attestation of the metric's predicate
// type, as the statements themselves say it. One that cannot be read may be of it.
func judgePredicate(m ecosystems.Metric, read *endpoint.Reading) Value {
	found, err := attestation.Described(read.Body())
	if err != nil {
		return Value{Why: m.Endpoint + ": " + err.Error()}
	}
	value := Value{Of: 1}
	for _, one := range found {
		if one.Outcome != "" {
			value = Value{Why: m.Endpoint + ": " + one.Reason}
		} else if isOfType(m, one) {
			return Value{With: 1, Of: 1}
		}
	}
	return value
}

func isOfType(m ecosystems.Metric, one attestation.Result) bool {
	return m.Predicate.Find(&probes.Text{Raw: []byte(one.PredicateType)}) != nil
}

// verify says whether an attestation of the metric's predicate type verifies, for the
// digest that the registry states, by whom the metric lets sign. Whether one does that a
// log or authority outside of the trust root vouches for is not known.
func (m *Measurer) verify(ctx context.Context, metric ecosystems.Metric, answer []byte, s *subject) Value {
	unread := func(why string) Value { return Value{Why: metric.Endpoint + ": " + why} }
	stated := metric.Verify.Digest
	if why := s.failed[stated.Endpoint]; why != "" {
		return Value{Why: why}
	}
	digest, err := attestation.Digest(s.filled[stated.Name])
	if err != nil {
		return Value{Why: fmt.Sprintf("%s: no digest at %s to verify against", stated.Endpoint, stated.At)}
	}
	results, err := attestation.VerifyAll(answer, digest, attestation.Policy{
		Issuers: metric.Verify.Issuers, SAN: metric.Verify.Identity, Root: m.trustRoot(ctx),
		Predicate: func(name string) bool { return metric.Predicate.Find(&probes.Text{Raw: []byte(name)}) != nil },
	}, nil)
	if err != nil {
		return unread(err.Error())
	}
	value, unknown := Value{Outside: true}, ""
	for _, one := range results {
		switch {
		case one.Outcome == probes.Matched:
			return Value{With: 1, Of: 1}
		case one.Unknown || one.Outcome == probes.Unreachable:
			unknown = one.Reason
		case one.Outcome == probes.Invalid:
			value = Value{Of: 1}
		}
	}
	if unknown != "" {
		return unread(unknown)
	}
	return value
}

// trustRoot asks for the root once, when there is something to verify.
func (m *Measurer) trustRoot(ctx context.Context) *attestation.Root {
	m.once.Do(func() {
		if m.root = m.API.Root; m.root == nil && m.API.Renew != nil {
			m.root = m.API.Renew(ctx)
		}
	})
	return m.root
}
