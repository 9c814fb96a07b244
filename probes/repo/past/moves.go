// SPDX-License-Identifier: Apache-2.0

package past

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// arrival is a moment, the last of its day, at which a file stands that did not stand
// at the day's end before.
type arrival struct {
	moment int
	from   string // the path that it was renamed from; "" where git tells none
}

// moves are the arrivals at each path, in the order of moments.
type moves map[string][]arrival

// mostMoves bounds how often one file is followed.
const mostMoves = 10

// before is where the file stood, at a moment, that next arrives at a path; "" where
// it cannot be told. A copy is not a move: git takes a file for renamed only when
// the other one is gone.
func (m moves) before(name string, moment int, stands func(string) bool) string {
	latest := math.MaxInt
	for range mostMoves {
		list := m[name]
		i := slices.IndexFunc(list, func(a arrival) bool { return a.moment > moment })
		if i < 0 || list[i].from == "" || list[i].moment > latest {
			return ""
		}
		latest = list[i].moment
		if name = list[i].from; stands(name) {
			return name
		}
	}
	return ""
}

// firstBefore is before for the first of some paths that has an answer.
func (m moves) firstBefore(paths []string, moment int, stands func(string) bool) string {
	for _, name := range paths {
		if found := m.before(name, moment, stands); found != "" {
			return found
		}
	}
	return ""
}

// lead says whether a file at a path may have been moved, at some time, to one of
// the others.
func (m moves) lead(from string, to []string) bool {
	seen := slices.Clone(to)
	for i := 0; i < len(seen) && i < mostMoves*len(to)+len(to); i++ {
		for _, a := range m[seen[i]] {
			if a.from == from {
				return true
			}
			if a.from != "" && !slices.Contains(seen, a.from) {
				seen = append(seen, a.from)
			}
		}
	}
	return false
}

// Former says where files stood at a moment that later came to stand at paths, by
// path, as git's rename detection tells from commit to commit; stands says what is there
// at the moment. What cannot be told is left out.
func Former(ctx context.Context, from Line, commit string, paths []string, stands func(string) bool) (map[string]string, error) {
	moments, err := from.Moments(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(moments, func(m Moment) bool { return m.Commit == commit })
	if at < 0 {
		return nil, nil
	}
	p := &reader{Line: from, moments: moments, first: at, below: slices.Clone(paths), story: &Story{}}
	if _, err := p.scanAnew(ctx, p.dayEnds()); err != nil {
		return nil, err
	}
	if err := p.followMoves(ctx, paths); err != nil {
		return nil, err
	}
	found := make(map[string]string)
	for _, name := range paths {
		if former := p.moves.before(name, at, stands); former != "" {
			found[name] = former
		}
	}
	return found, nil
}

// pagePaths lists the paths of all pages that are asked about.
func (p *reader) pagePaths() (list []string) {
	for _, s := range p.scopes {
		if s.method == probes.Page {
			list = append(list, s.paths...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// followMoves finds when files came to stand at paths and where they were before,
// and reads the changes there as well.
func (p *reader) followMoves(ctx context.Context, paths []string) error {
	p.moves = make(moves)
	for range mostMoves {
		p.findArrivals(paths)
		if err := p.findRenames(ctx, paths); err != nil {
			return err
		}
		var more []string
		for _, name := range paths {
			for _, a := range p.moves[name] {
				if _, known := p.moves[a.from]; !known && a.from != "" {
					more = append(more, a.from)
				}
			}
		}
		slices.Sort(more)
		if paths = slices.Compact(more); len(paths) == 0 {
			return nil
		}
		if err := p.scanMore(ctx, paths); err != nil {
			return err
		}
	}
	return nil
}

// findArrivals lists when files came to stand at paths. What is there when a tree is
// read whole may have been there before: nothing tells where it came from.
func (p *reader) findArrivals(paths []string) {
	there := make(map[int32]bool) // by path, whether a file is there
	for _, name := range paths {
		p.moves[name] = nil
		if id, ok := p.names.pathID[name]; ok {
			there[id] = false
		}
	}
	whole := int32(-1)
	for _, s := range p.steps {
		if s.kind == freshStep {
			whole = s.moment
			for id := range there {
				there[id] = false
			}
		}
		if s.kind == freshStep || s.kind == brokenStep {
			continue
		}
		was, followed := there[s.path]
		if !followed {
			continue
		}
		there[s.path] = s.object >= 0 && s.kind == fileStep
		if there[s.path] && !was {
			name := p.names.paths[s.path]
			from := unknownFrom
			if s.moment == whole {
				from = ""
			}
			p.moves[name] = append(p.moves[name], arrival{int(s.moment), from})
		}
	}
}

// unknownFrom marks an arrival until git was asked.
const unknownFrom = "\x00"

// findRenames asks git about every commit of the days on which files arrived: what it
// takes for renamed is told by the commit alone, not by what else came on its day.
func (p *reader) findRenames(ctx context.Context, paths []string) error {
	days := make(map[int]bool)
	for _, name := range paths {
		for _, a := range p.moves[name] {
			days[a.moment] = days[a.moment] || a.from == unknownFrom
		}
	}
	begins := make(map[int]int) // of a day, by its last moment: the last one of the day before
	var pairs []Pair
	for _, day := range pairsOf(p.dayEnds()) {
		for at := day.From; at < day.To && days[day.To]; at++ {
			pairs, begins[day.To] = append(pairs, Pair{at, at + 1}), day.From
		}
	}
	renamed := make(map[int]map[string]string) // by moment and new path
	_ = p.Renames(ctx, pairs, func(i int, from, to string) {
		if renamed[pairs[i].To] == nil {
			renamed[pairs[i].To] = make(map[string]string)
		}
		renamed[pairs[i].To][to] = from
	}) // where git cannot tell, the file began where it is
	for _, name := range paths {
		for i, a := range p.moves[name] {
			if a.from != unknownFrom {
				continue
			}
			from := name
			for at := a.moment; at > begins[a.moment]; at-- {
				if source, ok := renamed[at][from]; ok {
					from = source
				}
			}
			if p.moves[name][i].from = from; from == name {
				p.moves[name][i].from = ""
			}
		}
	}
	return ctx.Err()
}

// scanMore reads the changes of more files. After damage the trees that were read
// whole have to be read again with them.
func (p *reader) scanMore(ctx context.Context, paths []string) error {
	if len(p.below) == 0 {
		return nil
	}
	paths = slices.DeleteFunc(slices.Clone(paths), func(name string) bool {
		return slices.ContainsFunc(p.below, func(folder string) bool { return folder == name || strings.HasPrefix(name, folder+"/") })
	})
	if len(paths) == 0 {
		return nil
	}
	p.below = append(slices.Clone(p.below), paths...)
	if slices.ContainsFunc(p.steps[1:], func(s step) bool { return s.kind == freshStep || s.kind == brokenStep }) {
		_, err := p.scanAnew(ctx, p.dayEnds())
		return err
	}
	was := p.steps
	p.steps = nil
	_, err := p.scanBelow(ctx, p.dayEnds(), paths)
	more := slices.DeleteFunc(p.steps, func(s step) bool { return s.kind == freshStep || s.kind == brokenStep })
	p.steps = slices.Concat(was, more)
	slices.SortStableFunc(p.steps, func(a, b step) int { return cmp.Compare(a.moment, b.moment) })
	return err
}
