// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
)

// A format of a package of its own is asked when its method is; an answer that
// is no answer never reaches it.
func TestNewFormat(t *testing.T) {
	made := func(answer []byte, asked *probes.Ask, at time.Time) probes.Finding {
		if string(answer) != packument || !at.Equal(now) {
			t.Errorf("given %.40q at %s", answer, at)
		}
		if asked.Params["role"] != "provider" {
			return probes.Finding{Outcome: probes.Unmatched, Detail: "another role"}
		}
		return probes.Finding{Outcome: probes.Matched, Locator: "/role"}
	}
	base, client := server(t)
	api := &API{Client: client, Registries: map[string]string{"npm": base}, Now: now}
	for _, test := range []struct {
		path, role string
		want       probes.Outcome
	}{{"/made", "provider", probes.Matched}, {"/made", "publisher", probes.Unmatched}, {"/wall", "provider", probes.Invalid}, {"/missing", "provider", probes.Unreachable}} {
		p := probe(test.path, probes.Ask{Format: made, Params: map[string]string{"role": test.role}})
		p.Method = "made"
		if !api.Supports(p) {
			t.Error("a probe of a known format is not taken")
		}
		o := look(t, api, p)[p.Key]
		if o.Outcome != test.want || (o.Locator == "/role") != (test.want == probes.Matched) {
			t.Errorf("%s %s: %+v", test.path, test.role, o)
		}
	}
	p := probe("/made", probes.Ask{})
	p.Method = "another"
	if api.Supports(p) {
		t.Error("a probe of an unknown method is taken")
	}
}
