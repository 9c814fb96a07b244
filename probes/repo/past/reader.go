// SPDX-License-Identifier: Apache-2.0

package past

import (
	"context"

	"github.com/ossf/package-manager-landscape/probes"
)

// Read answers probes of one repository for every day from the first on. What counts
// on a day is the day's last commit, so the others are looked at only on the days on
// which an answer turned, for the commit that did it. Each distinct content is read
// once, whatever the number of commits or days, and not at all where it is known
// what it says. The error is for a history that cannot be read,
// or a context that ended.
func Read(ctx context.Context, from Line, with Questions) (*Story, error) {
	moments, err := from.Moments(ctx)
	if err != nil {
		return nil, err
	}
	p := &reader{Line: from, Questions: with, asked: with.Asked, moments: moments}
	p.story = &Story{Moments: p.moments, Shallow: from.Shallow(), Turns: make(map[string][]Turn)}
	p.first = max(pinnedAt(p.moments, with.From), 0)
	for p.first < len(p.moments) && p.moments[p.first].Counts == 0 {
		p.first++
	}
	if p.first == len(p.moments) {
		return p.story, nil
	}
	for _, step := range []func(context.Context) error{p.scan, p.answer, p.refine} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	p.story.Trouble = troubleOnce(p.story.Trouble)
	return p.story, ctx.Err()
}

// answer finds the turns of the answers from the changes that were read.
func (p *reader) answer(ctx context.Context) error {
	if err := p.readLinks(ctx); err != nil {
		return err
	}
	if err := p.evaluate(ctx); err != nil {
		return err
	}
	p.replay()
	return nil
}

// reader is the work on one repository.
type reader struct {
	Line
	Questions
	asked   []probes.Probe
	moments []Moment
	first   int // the first moment that is looked at
	story   *Story

	names   names    // of paths and objects
	below   []string // the folders whose changes are read
	steps   []step   // in the order of moments
	links   map[string]string
	scopes  []*scope
	scopeOf []int // of each probe
	moves   moves
	held    []*pathInterest          // by path: what it matters to itself, links left aside
	shared  map[string]*pathInterest // by how it matters to the scopes
	evaluated
}

// step is one change, in numbers.
type step struct {
	moment, path, object int32 // object -1: nothing stands there any more
	kind                 stepKind
}

type stepKind uint8

const (
	fileStep   stepKind = iota
	linkStep            // a symbolic link
	moduleStep          // a submodule
	freshStep           // what follows of this moment is its whole tree
	brokenStep          // the moment cannot be read
)

func kindOfMode(mode string) stepKind {
	switch mode {
	case "120000":
		return linkStep
	case "160000":
		return moduleStep
	}
	return fileStep
}

// names numbers texts.
type names struct {
	paths, objects   []string
	pathID, objectID map[string]int32
}

func (n *names) path(text string) int32 { return number(&n.paths, &n.pathID, text) }

func (n *names) object(text string) int32 { return number(&n.objects, &n.objectID, text) }

func number(list *[]string, ids *map[string]int32, text string) int32 {
	if id, ok := (*ids)[text]; ok {
		return id
	}
	if *ids == nil {
		*ids = make(map[string]int32)
	}
	id := int32(len(*list))
	*list = append(*list, text)
	(*ids)[text] = id
	return id
}
