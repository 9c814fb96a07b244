// SPDX-License-Identifier: Apache-2.0

package past

import (
	"fmt"
	"slices"

	"github.com/ossf/package-manager-landscape/probes"
)

// pathInterest is the probes that a path may matter to at some moment. Paths that
// matter to the same probes in the same way share it.
type pathInterest struct {
	probes []int32
	direct []bool // in the scope itself; else only through a link
	ways   string // by scope, how it matters to it
	group  string // of the paths that matter to the same probes
}

// How a path may matter to a scope.
const (
	byNothing byte = iota
	byLink
	byItself
)

// interests lists what every path matters to. The scopes that hold a path themselves
// are the same ones for good; what links bring into a scope is asked anew.
func (p *reader) interests() []*pathInterest {
	for _, name := range p.names.paths[len(p.held):] {
		ways := make([]byte, len(p.scopes))
		for i, s := range p.scopes {
			if s.holds(name) || s.method == probes.Page && p.moves.lead(name, s.paths) {
				ways[i] = byItself
			}
		}
		p.held = append(p.held, p.interestOf(ways))
	}
	if !slices.ContainsFunc(p.scopes, func(s *scope) bool { return len(s.ever) > 0 }) {
		return p.held
	}
	list := make([]*pathInterest, len(p.held))
	for id, name := range p.names.paths {
		list[id] = p.interestThrough(p.held[id], name)
	}
	return list
}

// interestThrough adds the scopes that a path comes into through links alone.
func (p *reader) interestThrough(held *pathInterest, name string) *pathInterest {
	ways := []byte(held.ways)
	for i, s := range p.scopes {
		if ways[i] == byNothing && s.throughAny(name) {
			ways[i] = byLink
		}
	}
	return p.interestOf(ways)
}

func (p *reader) interestOf(ways []byte) *pathInterest {
	if found := p.shared[string(ways)]; found != nil {
		return found
	}
	made := &pathInterest{ways: string(ways)}
	for i, s := range p.scopes {
		for _, probe := range s.probes {
			if ways[i] != byNothing {
				made.probes, made.direct = append(made.probes, probe), append(made.direct, ways[i] == byItself)
			}
		}
	}
	made.group = fmt.Sprint(made.probes)
	if p.shared == nil {
		p.shared = make(map[string]*pathInterest)
	}
	p.shared[made.ways] = made
	return made
}
