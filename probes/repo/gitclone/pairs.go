// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// Changes shows what differs from the first to the second moment of each pair, below
// the folders. done is how many pairs were shown whole.
func (l *line) Changes(ctx context.Context, pairs []past.Pair, folders []string, see func(pair int, changed past.Change)) (done int, err error) {
	if len(pairs) == 0 {
		return 0, nil
	}
	p := l.pairsOf(pairs)
	c, err := l.place().startGit(ctx, p.question(), callChanges, append([]string{"--"}, folders...)...)
	if err != nil {
		return 0, err
	}
	p.in = c.out
	err = c.waitForEnd(p.readChanges(see))
	if err == nil && p.at+1 == len(pairs) {
		return len(pairs), nil
	}
	if done = max(p.at, 0); err == nil || errors.Is(err, errLeftOut) {
		done, err = min(p.at+1, len(pairs)-1), errLeftOut
	}
	return done, fmt.Errorf("the trees of %s after %.10s cannot be read: %w%s", l.Name, l.moments[pairs[done].From].Commit, err, l.missingHint())
}

// errLeftOut is about trees that git passed over.
var errLeftOut = errors.New("git left a tree out")

// treePairs is what is asked of diff-tree, and how far its answer was read.
type treePairs struct {
	asked []string // as it repeats them
	in    *bufio.Reader
	at    int // the pair whose changes are read; -1: before the first
}

func (l *line) pairsOf(pairs []past.Pair) *treePairs {
	p := &treePairs{at: -1}
	for _, pair := range pairs {
		p.asked = append(p.asked, l.trees[pair.From]+" "+l.trees[pair.To]+"\n")
	}
	return p
}

func (p *treePairs) question() io.Reader { return strings.NewReader(strings.Join(p.asked, "")) }

// next reads the meta data of a change, ":MODE MODE OBJECT OBJECT STATUS", and its first
// path. Before the changes of a pair, if there are any, git repeats the pair; one whose
// trees it cannot read it may leave out.
func (p *treePairs) next() (fields []string, name string, err error) {
	for {
		first, err := p.in.Peek(1)
		if err != nil {
			return nil, "", err
		}
		if first[0] == ':' {
			break
		}
		line, err := p.in.ReadString('\n')
		if err == nil && (p.at+1 == len(p.asked) || line != p.asked[p.at+1]) {
			err = errLeftOut
		}
		if err != nil {
			return nil, "", unexpected(err)
		}
		p.at++
	}
	record, err := readRecord(p.in)
	if err == nil {
		name, err = readRecord(p.in)
	}
	if err != nil {
		return nil, "", unexpected(err)
	}
	if fields = strings.Fields(record[1:]); len(fields) != 5 || p.at < 0 {
		return nil, "", fmt.Errorf("git answered %.60q", record)
	}
	return fields, name, nil
}

// readChanges reads changes up to the end.
func (p *treePairs) readChanges(see func(int, past.Change)) error {
	for {
		fields, name, err := p.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case fields[4] == "D":
			see(p.at, past.Change{Path: name})
		default:
			see(p.at, past.Change{Mode: fields[1], Object: fields[3], Path: name})
		}
	}
}

// Renames shows the files that git's rename detection, as it is without settings,
// pairs up between the moments of each pair.
func (l *line) Renames(ctx context.Context, pairs []past.Pair, see func(pair int, from, to string)) error {
	if len(pairs) == 0 {
		return nil
	}
	p := l.pairsOf(pairs)
	c, err := l.place().startGit(ctx, p.question(), callRenames)
	if err != nil {
		return err
	}
	p.in = c.out
	return c.waitForEnd(p.readRenames(see))
}

// readRenames reads changes that have a second path each.
func (p *treePairs) readRenames(see func(pair int, from, to string)) error {
	for {
		_, from, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		to, err := readRecord(p.in)
		if err != nil {
			return unexpected(err)
		}
		see(p.at, from, to)
	}
}
