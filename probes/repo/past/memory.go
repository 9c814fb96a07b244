// SPDX-License-Identifier: Apache-2.0

package past

import "github.com/ossf/package-manager-landscape/probes"

// signMemory recalls and keeps signs by question and object.
type signMemory struct {
	kept  KeptSigns
	known map[[2]int32]map[string]byte // by probe and path (-1 where the path does not matter)
}

func newSignMemory(kept KeptSigns) *signMemory {
	return &signMemory{kept, make(map[[2]int32]map[string]byte)}
}

func (m *signMemory) signs(p *reader, probe int32, path int32) map[string]byte {
	at := [2]int32{probe, -1}
	if p.asked[probe].Method == probes.Page {
		at[1] = path
	}
	found, ok := m.known[at]
	if !ok {
		found = m.kept.Signs(question(&p.asked[probe], p.names.paths[path]))
		m.known[at] = found
	}
	return found
}

func (m *signMemory) recall(p *reader, r *reading) bool {
	if m.kept == nil {
		return false
	}
	for k, probe := range p.interest[r.path].probes {
		sign, ok := m.signs(p, probe, r.path)[p.names.objects[r.object]]
		if !ok {
			return false
		}
		p.signs[r.signs+k] = sign
	}
	return true
}

// keep remembers what does not depend on the day.
func (m *signMemory) keep(p *reader, r *reading) {
	if m.kept == nil {
		return
	}
	for k, probe := range p.interest[r.path].probes {
		if sign := p.signs[r.signs+k]; sign != signDated {
			m.signs(p, probe, r.path)[p.names.objects[r.object]] = sign
		}
	}
}
