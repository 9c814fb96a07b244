// SPDX-License-Identifier: Apache-2.0

package past

import (
	"context"
	"sort"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// Line is a repository opened for all that its default branch has been, along
// first parents: a side branch's commits were not on it before their merge.
type Line interface {
	// At names the repository and the tip of its default branch.
	At() *repo.Snapshot
	// State names all that the past depends on: with the same state comes the same.
	State() string
	// Moments are the commits of the line, the oldest first.
	Moments(ctx context.Context) ([]Moment, error)
	// Shallow says whether the clone lacks what was before the first moment.
	Shallow() bool
	// Tree shows what stands below the folders (none: everything) at a moment.
	Tree(ctx context.Context, moment int, folders []string, see func(Change)) error
	// Changes shows what differs below the folders from one moment of each pair to
	// the other. No two pairs have the same second moment. done counts the pairs
	// whose changes were all shown: with an error, not all.
	Changes(ctx context.Context, pairs []Pair, folders []string, see func(pair int, changed Change)) (done int, err error)
	// Renames shows which files git takes for renamed between the moments of each pair.
	Renames(ctx context.Context, pairs []Pair, see func(pair int, from, to string)) error
	// Stream shows objects as Repo.Cat does, without a bound on their bytes.
	Stream(ctx context.Context, objects []string, see repo.See) error
	// Close frees what opening took.
	Close()
}

// Moment is one commit of a default branch's first-parent line.
type Moment struct {
	Commit    string
	Committed int64 // its own committer date, Unix seconds
	Counts    int64 // from when it counts: the latest plausible date up to it; 0: never
}

// CountMoments works out from when each moment counts: from the latest date among it
// and those before it that a clock can have shown.
func CountMoments(moments []Moment, now time.Time) {
	latest := int64(0)
	for i := range moments {
		if own := moments[i].Committed; Plausible(own, now.Unix()) {
			latest = max(latest, own)
		}
		moments[i].Counts = latest
	}
}

// firstClock is 1981-01-01: a clock that was never set shows 1970 or 1980, and no
// history of a registry is older.
const firstClock = 11*365*secondsPerDay + 3*secondsPerDay

// Plausible says whether a commit's date counts: one beyond now, or from before
// version control, is a wrong clock's. Both are in Unix seconds.
func Plausible(date, now int64) bool { return firstClock <= date && date <= now }

// Day is the day from which the moment counts, in days since 1970, UTC.
func (m Moment) Day() int { return int(m.Counts / secondsPerDay) }

const secondsPerDay = 24 * 60 * 60

// Pair is two moments to compare.
type Pair struct{ From, To int }

// Change is a path with what came to stand there; Object is empty when nothing does.
type Change struct{ Mode, Object, Path string }

// Turn is where the answer to a question changed.
type Turn struct {
	Day     int // from this day on, in days since 1970, UTC
	Moment  int // the commit that did it; -1: none did, but a date that the page itself gives
	Outcome probes.Outcome
	Path    string // the file whose change did it; "" where the whole tree could not be read
}

// Story is what the past of one repository answers to the questions about it.
type Story struct {
	Moments  []Moment
	Shallow  bool
	Turns    map[string][]Turn // by key of the probe, in the order of days; before the first there was nothing to read
	Trouble  []string          // commits that could not be read
	Objects  int               // distinct contents that the questions are about
	Bytes    int64             // of those that were read
	Lost     []string          // of the contents, those that could not be read
	FromKept int               // of Objects, those whose answers were all known before
}

// PinnedAt is the moment that counts at the end of a day, or -1.
func (s *Story) PinnedAt(day int) int { return pinnedAt(s.Moments, day) }

func pinnedAt(moments []Moment, day int) int {
	i := sort.Search(len(moments), func(i int) bool { return moments[i].Counts != 0 && moments[i].Day() > day }) - 1
	if i >= 0 && moments[i].Counts == 0 {
		return -1
	}
	return i
}

// OutcomeAt is the answer at the end of a day.
func OutcomeAt(turns []Turn, day int) probes.Outcome {
	i := sort.Search(len(turns), func(i int) bool { return turns[i].Day > day }) - 1
	if i < 0 {
		return probes.Unreachable
	}
	return turns[i].Outcome
}

// KeptSigns remembers what contents say, from one run to the next. An answer
// that is not there is worked out again.
type KeptSigns interface {
	// Signs gives what is known of a question by object; the caller may add to it.
	Signs(question string) map[string]byte
}

// Questions are what is asked of a past.
type Questions struct {
	Asked []probes.Probe         // page, source, exists and absent probes
	From  int                    // the first day, in days since 1970, UTC
	Kept  KeptSigns              // what is known of contents from before; may be nil
	Read  func(objects []string) // told what is read, for measurements; may be nil
}

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
	p := &reader{Line: from, Questions: with, moments: moments}
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
