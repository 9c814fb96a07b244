// SPDX-License-Identifier: Apache-2.0

package past

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes"
)

func outcomeOfSign(sign byte) probes.Outcome {
	switch sign {
	case signYes:
		return probes.Matched
	case signNo:
		return probes.Unmatched
	}
	return probes.Invalid
}

// pageOutcome reads the first of the page's paths that exists, or the file that one
// of them was before it was moved there.
func (r *replay) pageOutcome(moment int, probe int32) (probes.Outcome, *datedSign) {
	paths := r.Asked[probe].Paths
	at := slices.IndexFunc(paths, r.stands)
	name := ""
	if at >= 0 {
		name = paths[at]
	} else if name = r.moves.firstBefore(paths, moment, r.stands); name == "" {
		return probes.Unreachable, nil
	}
	id := r.names.pathID[name]
	r.counts[probe].because = name
	sign := r.readings[r.current[id]].signs + slices.Index(r.interest[id].probes, probe)
	if r.signs[sign] == signDated {
		dated := r.dated[sign]
		return "", &dated
	}
	return outcomeOfSign(r.signs[sign]), nil
}

// stands says whether a file that probes read is at a path.
func (r *replay) stands(name string) bool {
	id, ok := r.names.pathID[name]
	return ok && r.current[id] >= 0
}

func (r *replay) sourceOutcome(c probeCount, probe int32) probes.Outcome {
	switch {
	case c.files == 0:
		return probes.Unreachable
	case r.Asked[probe].Method == probes.Exists && c.invalid > 0:
		return outcomeOfSign(r.firstSign(probe))
	case c.yes > 0:
		return probes.Matched
	case c.invalid > 0:
		return probes.Invalid
	}
	return probes.Unmatched
}

// firstSign is that of the first file in the order of paths, the only one that is
// read to see whether one exists.
func (r *replay) firstSign(probe int32) byte {
	first, sign := "", signNo
	for id, reading := range r.current {
		k := slices.Index(r.interest[id].probes, probe)
		if name := r.names.paths[id]; reading >= 0 && k >= 0 && (first == "" || name < first) {
			first, sign = name, r.signAt(reading, k)
		}
	}
	return sign
}

// absentOutcome adds to the files of the scope what links bring into it.
func (r *replay) absentOutcome(probe int32) probes.Outcome {
	c := r.counts[probe]
	left := c.invalid
	if s := r.scopes[r.scopeOf[probe]]; c.links >= 0 {
		at := s.covers[c.links]
		left += at.modules
		for _, link := range at.covers {
			id, known := r.names.pathID[link.target]
			isFile := known && r.current[id] != absentFile
			if link.broken || !isFile && r.inside[link.target] == 0 {
				left++
			}
		}
		r.addLinked(&c, s, at, probe)
		left += c.invalid - r.counts[probe].invalid
	}
	switch {
	case c.files == 0 && left == 0:
		return probes.Unreachable
	case c.no > 0:
		return probes.Unmatched
	case left > 0:
		return probes.Invalid
	}
	return probes.Matched
}

// addLinked counts the files that links alone bring into a search.
func (r *replay) addLinked(c *probeCount, s *scope, at coverAt, probe int32) {
	if len(at.covers) == 0 {
		return
	}
	for _, id := range r.linkedPaths(s, probe) {
		reading := r.current[id]
		if reading < 0 {
			continue
		}
		name := r.names.paths[id]
		if slices.ContainsFunc(at.covers, func(one cover) bool { return s.through(one, name) }) {
			c.add(r.signAt(reading, slices.Index(r.interest[id].probes, probe)), 1)
		}
	}
}

// linkedPaths are those that a link may bring into a search and nothing else does.
func (r *replay) linkedPaths(s *scope, probe int32) []int32 {
	if s.linked == nil {
		s.linked = []int32{}
		for id, interest := range r.interest {
			if k := slices.Index(interest.probes, probe); k >= 0 && !interest.direct[k] {
				s.linked = append(s.linked, int32(id))
			}
		}
	}
	return s.linked
}
