// SPDX-License-Identifier: Apache-2.0

package past

import (
	"context"
	"fmt"
	"slices"
)

// mostRestarts bounds how often a damaged history is taken up again.
const mostRestarts = 100

// scan reads the changes below the folders that the probes are about, and, when
// symbolic links lie within a search, those of the whole tree.
func (p *reader) scan(ctx context.Context) error {
	p.makeScopes()
	p.below = p.folders()
	ends := p.dayEnds()
	_ = p.Tree(ctx, len(p.moments)-1, p.below, func(c Change) { // which is most often like those before it
		if c.Mode == "120000" && p.reachedBySearch(c.Path) {
			p.below = nil
		}
	})
	linked, err := p.scanAnew(ctx, ends)
	if err == nil && linked && len(p.below) > 0 {
		p.below = nil
		_, err = p.scanAnew(ctx, ends)
	}
	if err != nil {
		return err
	}
	return p.followMoves(ctx, p.pagePaths())
}

// dayEnds lists the first moment that is looked at, and the last one of each day.
func (p *reader) dayEnds() []int {
	ends := []int{p.first}
	for i := p.first + 1; i < len(p.moments); i++ {
		if i+1 == len(p.moments) || p.moments[i+1].Day() != p.moments[i].Day() {
			ends = append(ends, i)
		}
	}
	return ends
}

// pairsOf compares each moment with the one before it in a list.
func pairsOf(moments []int) (pairs []Pair) {
	for i := 1; i < len(moments); i++ {
		pairs = append(pairs, Pair{moments[i-1], moments[i]})
	}
	return pairs
}

// scanAnew forgets what was read and reads what changed below the folders.
func (p *reader) scanAnew(ctx context.Context, moments []int) (linked bool, err error) {
	p.names, p.steps, p.story.Trouble = names{}, nil, nil
	return p.scanBelow(ctx, moments, p.below)
}

// scanBelow reads what changed from moment to moment, and says whether a link lies
// within a search.
func (p *reader) scanBelow(ctx context.Context, moments []int, folders []string) (linked bool, err error) {
	note := func(moment int, c Change) {
		linked = linked || c.Mode == "120000" && p.reachedBySearch(c.Path)
		p.steps = append(p.steps, p.stepOf(moment, c))
	}
	for restarts := 0; len(moments) > 0; restarts++ {
		at, before := moments[0], len(p.steps)
		p.steps = append(p.steps, step{moment: int32(at), kind: freshStep})
		err := p.Tree(ctx, at, folders, func(c Change) { note(at, c) })
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			p.steps = append(p.steps[:before], step{moment: int32(at), kind: brokenStep})
			if p.story.Trouble = append(p.story.Trouble, err.Error()); len(p.story.Trouble) > mostRestarts {
				return linked, nil
			}
			moments = moments[1:]
			continue
		}
		done, err := p.Changes(ctx, pairsOf(moments), folders, func(i int, c Change) { note(moments[i+1], c) })
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err == nil {
			return linked, nil
		}
		if restarts > mostRestarts {
			p.steps = append(p.steps, step{moment: int32(moments[done] + 1), kind: brokenStep})
			return linked, nil
		}
		p.dropAfter(moments[done])
		moments = moments[done+1:]
	}
	return linked, nil
}

// refine looks at every commit of the days on which an answer turned.
func (p *reader) refine(ctx context.Context) error {
	days := p.turnedDays()
	found := make(map[int32][]step) // by the day's last moment
	for len(days) > 0 {
		var pairs []Pair
		var dayOf []int
		for k, day := range days {
			for at := day.From; at < day.To; at++ {
				pairs, dayOf = append(pairs, Pair{at, at + 1}), append(dayOf, k)
			}
		}
		done, err := p.Changes(ctx, pairs, p.below, func(i int, c Change) {
			last := int32(days[dayOf[i]].To)
			found[last] = append(found[last], p.stepOf(pairs[i].To, c))
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			break
		}
		delete(found, int32(days[dayOf[done]].To)) // a commit within it cannot be read: its last one stands for it
		days = days[dayOf[done]+1:]
	}
	if len(found) == 0 {
		return nil
	}
	var steps []step
	for i, s := range p.steps {
		finer, ok := found[s.moment]
		switch {
		case !ok:
			steps = append(steps, s)
		case p.steps[max(i-1, 0)].moment != s.moment:
			steps = append(steps, finer...)
		}
	}
	p.steps = steps
	return p.answer(ctx)
}

// turnedDays lists the days of several commits on which an answer turned, each as
// the moments that it lies between.
func (p *reader) turnedDays() (days []Pair) {
	turned := make(map[int32]bool)
	for _, turns := range p.story.Turns {
		for _, turn := range turns {
			if turn.Moment >= 0 {
				turned[int32(turn.Moment)] = true
			}
		}
	}
	for _, s := range p.steps {
		if s.kind == freshStep || s.kind == brokenStep {
			delete(turned, s.moment)
		}
	}
	for _, pair := range pairsOf(p.dayEnds()) {
		if turned[int32(pair.To)] && pair.From+1 < pair.To {
			days = append(days, pair)
		}
	}
	return days
}

// dropAfter takes back the changes of a moment that was shown in part.
func (p *reader) dropAfter(moment int) {
	for n := len(p.steps); n > 0 && p.steps[n-1].moment > int32(moment); n-- {
		p.steps = p.steps[:n-1]
	}
}

func (p *reader) stepOf(moment int, c Change) step {
	step := step{moment: int32(moment), path: p.names.path(c.Path), object: -1, kind: kindOfMode(c.Mode)}
	if c.Object != "" {
		step.object = p.names.object(c.Object)
	}
	return step
}

// troubleOnce keeps the list of what could not be read short.
func troubleOnce(list []string) []string {
	if list = slices.Compact(list); len(list) > 3 {
		list = append(list[:3:3], fmt.Sprintf("and %d more", len(list)-3))
	}
	return list
}
