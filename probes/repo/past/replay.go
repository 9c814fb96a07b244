// SPDX-License-Identifier: Apache-2.0

package past

import (
	"slices"

	"github.com/ossf/package-manager-landscape/probes"
)

// replay goes through the changes once more, now that every content's signs are
// known, and writes down where the answer to each probe turns.
func (p *reader) replay() {
	r := &replay{reader: p, current: slices.Repeat([]int32{absentFile}, len(p.names.paths)), inside: make(map[string]int)}
	clear(p.story.Turns)
	r.counts = make([]probeCount, len(p.Asked))
	for i := range r.counts {
		r.counts[i].links = -1
	}
	for from := 0; from < len(p.steps); {
		to := from
		for to < len(p.steps) && p.steps[to].moment == p.steps[from].moment {
			to++
		}
		r.moment(p.steps[from:to])
		from = to
	}
	for key, turns := range p.story.Turns {
		p.story.Turns[key] = byDay(turns)
	}
}

// What stands at a path when no reading does.
const (
	absentFile  int32 = -1
	unreadEntry int32 = -2 // a file that no probe looks into
)

type replay struct {
	*reader
	current []int32 // by path: the reading that stands there
	counts  []probeCount
	inside  map[string]int // files below the targets of links
	dirty   []int32
	broken  bool
}

// probeCount is what of a probe's files says what.
type probeCount struct {
	files, yes, no, invalid int
	links                   int  // place in the scope's covers; -1 before the first
	dirty                   bool // at this moment
	because                 string
	told                    bool // a turn was written
	outcome                 probes.Outcome
	dated                   *datedSign // a page's answer that depends on the day
}

// moment takes in what one commit changed.
func (r *replay) moment(steps []step) {
	r.dirty = r.dirty[:0]
	moment := steps[0].moment
	for _, step := range steps {
		switch step.kind {
		case brokenStep:
			r.broken = true
			r.touchAll()
		case freshStep:
			r.broken = false
			r.clear()
		default:
			r.change(step)
		}
	}
	r.coverFrom(moment)
	for _, probe := range r.dirty {
		r.counts[probe].dirty = false
		r.tell(int(moment), probe)
	}
}

func (r *replay) touch(probe int32, because string) {
	c := &r.counts[probe]
	if !c.dirty {
		c.dirty = true
		c.because = because
		r.dirty = append(r.dirty, probe)
	}
}

func (r *replay) touchAll() {
	for i := range r.counts {
		r.touch(int32(i), "")
	}
}

// clear empties the tree, before it is read whole.
func (r *replay) clear() {
	for i := range r.current {
		r.current[i] = absentFile
	}
	clear(r.inside)
	for i := range r.counts {
		c := &r.counts[i]
		c.files, c.yes, c.no, c.invalid = 0, 0, 0, 0
	}
	r.touchAll()
}

// change puts another content at a path.
func (r *replay) change(step step) {
	old, now := r.current[step.path], absentFile
	if step.kind == fileStep && step.object >= 0 {
		now = unreadEntry
		if id, ok := r.findOf[[2]int32{step.path, step.object}]; ok {
			now = id
		}
	}
	if old == now {
		return
	}
	r.current[step.path] = now
	name := r.names.paths[step.path]
	if (old == absentFile) != (now == absentFile) {
		for target := range r.inside {
			if below(target, name) {
				r.inside[target] += map[bool]int{true: 1, false: -1}[now != absentFile]
			}
		}
	}
	interest := r.interest[step.path]
	for k, probe := range interest.probes {
		c := &r.counts[probe]
		if interest.direct[k] {
			c.add(r.signAt(old, k), -1)
			c.add(r.signAt(now, k), 1)
		}
		r.touch(probe, name)
		if r.decides(probe, now, k) || r.decides(probe, old, k) {
			c.because = name
		}
	}
	if len(r.inside) > 0 {
		r.touchLinked(name)
	}
}

// decides says whether a reading is one that makes the answer: what says it, and
// in a search what has a trace.
func (r *replay) decides(probe, reading int32, k int) bool {
	if reading < 0 {
		return false
	}
	sign := r.signAt(reading, k)
	return (sign == signNo) == (r.Asked[probe].Method == probes.Absent)
}

const noSign byte = 255

func (r *replay) signAt(reading int32, k int) byte {
	if reading < 0 {
		return noSign
	}
	return r.signs[r.readings[reading].signs+k]
}

func (c *probeCount) add(sign byte, n int) {
	switch sign {
	case noSign:
		return
	case signYes:
		c.yes += n
	case signNo:
		c.no += n
	case signInvalid, signDated:
		c.invalid += n
	}
	c.files += n
}

// coverFrom moves each search to the covers of a moment.
func (r *replay) coverFrom(moment int32) {
	moved := false
	for _, s := range r.scopes {
		if len(s.covers) == 0 {
			continue
		}
		first := s.probes[0]
		at := r.counts[first].links
		for at+1 < len(s.covers) && s.covers[at+1].moment <= moment {
			at++
		}
		if at == r.counts[first].links {
			continue
		}
		moved = true
		for _, probe := range s.probes {
			r.counts[probe].links = at
			r.touch(probe, "")
		}
	}
	if moved {
		r.countInside()
	}
}

// countInside counts the files below the targets of the links that are there now.
func (r *replay) countInside() {
	clear(r.inside)
	for _, s := range r.scopes {
		if at := r.counts[s.probes[0]].links; at >= 0 {
			for _, c := range s.covers[at].covers {
				if !c.broken {
					r.inside[c.target] = 0
				}
			}
		}
	}
	for id, reading := range r.current {
		if reading == absentFile {
			continue
		}
		for target := range r.inside {
			if below(target, r.names.paths[id]) {
				r.inside[target]++
			}
		}
	}
}

// touchLinked marks the searches that a change reaches through a link.
func (r *replay) touchLinked(name string) {
	for _, s := range r.scopes {
		at := r.counts[s.probes[0]].links
		if at < 0 || !slices.ContainsFunc(s.covers[at].covers, func(c cover) bool { return name == c.target || below(c.target, name) }) {
			continue
		}
		for _, probe := range s.probes {
			r.touch(probe, name)
		}
	}
}

// outcome is the answer to a probe now, and what it says on other days when that
// depends on the day.
func (r *replay) outcome(moment int, probe int32) (probes.Outcome, *datedSign) {
	if r.broken {
		return probes.Unreachable, nil
	}
	c := r.counts[probe]
	switch p := &r.Asked[probe]; p.Method {
	case probes.Page:
		return r.pageOutcome(moment, probe)
	case probes.Absent:
		return r.absentOutcome(probe), nil
	default:
		return r.sourceOutcome(c, probe), nil
	}
}

// tell writes a turn when the answer is another one.
func (r *replay) tell(moment int, probe int32) {
	c := &r.counts[probe]
	outcome, dated := r.outcome(moment, probe)
	if c.told && c.outcome == outcome && dated == nil && c.dated == nil {
		return
	}
	c.told, c.outcome, c.dated = true, outcome, dated
	day, key := r.moments[moment].Day(), r.Asked[probe].Key
	turns := r.story.Turns[key]
	if dated == nil {
		r.story.Turns[key] = append(turns, Turn{day, moment, outcome, c.because})
		return
	}
	turns = append(turns, Turn{day, moment, outcomeOfSign(dated.on(day)), c.because})
	for _, later := range dated.days() {
		if later > day {
			turns = append(turns, Turn{later, -1, outcomeOfSign(dated.on(later)), c.because})
		}
	}
	r.story.Turns[key] = turns
}

// byDay leaves one turn a day, the last, and none that changes nothing. A turn
// that a page's date would have made later than the next commit goes.
func byDay(turns []Turn) (list []Turn) {
	for _, turn := range turns {
		for len(list) > 0 && list[len(list)-1].Day >= turn.Day {
			list = list[:len(list)-1]
		}
		if n := len(list); n > 0 && list[n-1].Outcome == turn.Outcome {
			continue
		}
		list = append(list, turn)
	}
	return list
}
