// SPDX-License-Identifier: Apache-2.0

package past

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// What one file's content says to a question.
const (
	signNo      byte = iota // it does not say it; of a search: a trace
	signYes                 // it says it; of a search: no trace
	signInvalid             // it cannot be read
	signDated               // it says it on some days only: see datedSign
)

// datedSign is what a page says that is published from a day, or until one.
type datedSign struct {
	sign        byte
	from, until time.Time // zero: no limit
}

// on is what the page says at the end of a day (days since 1970, UTC).
func (d datedSign) on(day int) byte {
	end := time.Unix(int64(day+1)*secondsPerDay-1, 0).UTC()
	if page.Withheld(&page.Document{From: d.from, Until: d.until}, end) != "" {
		return signInvalid
	}
	return d.sign
}

// days are those from which it says something else than the day before.
func (d datedSign) days() (list []int) {
	for _, at := range []time.Time{d.from, d.until} {
		if !at.IsZero() {
			list = append(list, int(at.Unix()/secondsPerDay))
		}
	}
	slices.Sort(list)
	return list
}

// content is a blob with what its lines say to all patterns of a repository.
type content struct {
	repo.Content
	asked    []probes.Probe
	matchers map[string]*probes.Matcher // by group of paths: versions of one file share lines
	holds    *probes.Matcher            // the one that holds the content; nil until one is asked
}

// hold makes a content the one that is asked about.
func (c *content) hold(kind string, data []byte, err error) {
	c.Reset(kind, data, err)
	c.holds = nil
}

// matcherOf holds the content and knows the patterns for a path.
func (c *content) matcherOf(interest *pathInterest) *probes.Matcher {
	m := c.matchers[interest.group]
	if m == nil {
		var patterns []*probes.Pattern
		for _, probe := range interest.probes {
			if p := &c.asked[probe]; p.Method != probes.Page {
				patterns = append(append(patterns, p.Patterns...), p.Unless...)
			}
		}
		m = probes.NewMatcher(patterns)
		c.matchers[interest.group] = m
	}
	if c.holds != m {
		m.Reset(c.Text.Raw)
		c.holds = m
	}
	return m
}

// signOf is what a content says to a probe as a file of this path.
func (c *content) signOf(p *probes.Probe, interest *pathInterest, name string) (byte, datedSign) {
	switch {
	case p.Method == probes.Page:
		return c.pageSign(p, name)
	case c.Err != nil:
		return signInvalid, datedSign{}
	case p.Method == probes.Exists:
		return signYes, datedSign{}
	}
	unreadable := c.Opaque
	if p.Method != probes.Absent {
		unreadable = c.InvalidAt()
	}
	if unreadable != nil {
		return signInvalid, datedSign{}
	}
	m, says := c.matcherOf(interest), c.sourceSays
	if p.Method == probes.Absent {
		says = c.searchSays
	}
	if says(p, m) {
		return signYes, datedSign{}
	}
	return signNo, datedSign{}
}

// sourceSays is what sourceReader makes of one file.
func (c *content) sourceSays(p *probes.Probe, m *probes.Matcher) bool {
	for _, pattern := range p.Patterns {
		if !m.Matches(pattern) {
			return false
		}
	}
	return !slices.ContainsFunc(p.Unless, m.Matches)
}

// searchSays is what absentReader makes of one file: that it has no trace.
func (c *content) searchSays(p *probes.Probe, m *probes.Matcher) bool {
	plain := c.WithoutNULs()
	return !slices.ContainsFunc(p.Patterns, func(pattern *probes.Pattern) bool {
		return m.Matches(pattern) || plain != nil && pattern.Find(plain) != nil
	})
}

func (c *content) pageSign(p *probes.Probe, name string) (byte, datedSign) {
	if c.Err != nil {
		return signInvalid, datedSign{}
	}
	document, err := c.ReducedPage(name)
	if err != nil || document.Draft != "" {
		return signInvalid, datedSign{}
	}
	sign := signNo
	switch page.Match(document, *p).Outcome {
	case probes.Matched:
		sign = signYes
	case probes.Unmatched:
	default:
		sign = signInvalid
	}
	if document.From.IsZero() && document.Until.IsZero() {
		return sign, datedSign{}
	}
	return signDated, datedSign{sign, document.From, document.Until}
}

// question names what a probe asks of one file, by all that the answer depends on
// beside the content. A page's answer depends on its format, which its path tells.
func question(p *probes.Probe, name string) string {
	asked := struct {
		Method, Section, Path string
		Patterns, Unless      []*probes.Pattern
	}{Method: string(p.Method), Section: p.Section, Patterns: p.Patterns, Unless: p.Unless}
	if p.Method == probes.Page {
		asked.Path = name
	}
	text, _ := json.Marshal(asked) // plain strings encode
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// reading is one content in the place of one path.
type reading struct {
	path, object int32
	signs        int // where its signs begin: one for each probe of its path's interest
}

// evaluated is what the contents say in the places of paths.
type evaluated struct {
	interest []*pathInterest // by path
	readings []reading
	signs    []byte
	dated    map[int]datedSign  // by place in signs
	findOf   map[[2]int32]int32 // of a path and an object: the reading
}

// evaluate finds out what every content says, each read once.
func (p *reader) evaluate(ctx context.Context) error {
	was := p.evaluated
	p.evaluated = evaluated{interest: p.interests(), findOf: make(map[[2]int32]int32), dated: make(map[int]datedSign)}
	unread := make(map[int32][]int32) // readings, by object
	objects := make(map[int32]bool)
	for _, step := range p.steps {
		at := [2]int32{step.path, step.object}
		if step.kind != fileStep || step.object < 0 || len(p.interest[step.path].probes) == 0 {
			continue
		}
		if _, known := p.findOf[at]; known {
			continue
		}
		id := int32(len(p.readings))
		p.findOf[at] = id
		p.readings = append(p.readings, reading{step.path, step.object, len(p.signs)})
		p.signs = append(p.signs, make([]byte, len(p.interest[step.path].probes))...)
		objects[step.object] = true
		if !p.takeOver(&was, at, id) {
			unread[step.object] = append(unread[step.object], id)
		}
	}
	p.story.Objects = len(objects)
	return p.readContents(ctx, unread)
}

// takeOver gives a reading the signs that it had before.
func (p *reader) takeOver(was *evaluated, at [2]int32, id int32) bool {
	before, known := was.findOf[at]
	if !known || !slices.Equal(was.interest[at[0]].probes, p.interest[at[0]].probes) {
		return false
	}
	from, to := was.readings[before].signs, p.readings[id].signs
	for k := range p.interest[at[0]].probes {
		p.signs[to+k] = was.signs[from+k]
		if dated, ok := was.dated[from+k]; ok {
			p.dated[to+k] = dated
		}
	}
	return true
}

// readContents streams the contents whose signs are not known, close in order to
// how git packs them: by path, the newest first.
func (p *reader) readContents(ctx context.Context, byObject map[int32][]int32) error {
	memory := newSignMemory(p.Kept)
	var order []int32
	for object, ids := range byObject {
		known := true
		for _, id := range ids {
			known = memory.recall(p, &p.readings[id]) && known
		}
		if known {
			p.story.FromKept++
		} else {
			order = append(order, object)
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := byObject[a][0], byObject[b][0]
		if by := strings.Compare(p.names.paths[p.readings[x].path], p.names.paths[p.readings[y].path]); by != 0 {
			return by
		}
		return int(y - x)
	})
	objects := make([]string, len(order))
	for i, object := range order {
		objects[i] = p.names.objects[object]
	}
	if p.Read != nil {
		p.Read(objects)
	}
	b := &content{asked: p.Asked, matchers: make(map[string]*probes.Matcher)}
	return p.Stream(ctx, objects, func(i int, kind string, data []byte, err error) {
		b.hold(kind, data, err)
		p.story.Bytes += int64(len(data))
		for _, id := range byObject[order[i]] {
			p.sign(b, &p.readings[id])
			if err == nil {
				memory.keep(p, &p.readings[id])
			}
		}
		if err != nil {
			p.story.Lost = append(p.story.Lost, objects[i])
		}
	})
}

// sign asks every probe of a reading's path.
func (p *reader) sign(b *content, r *reading) {
	interest := p.interest[r.path]
	for k, probe := range interest.probes {
		sign, dated := b.signOf(&p.Asked[probe], interest, p.names.paths[r.path])
		p.signs[r.signs+k] = sign
		if sign == signDated {
			p.dated[r.signs+k] = dated
		}
	}
}

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
	if p.Asked[probe].Method == probes.Page {
		at[1] = path
	}
	found, ok := m.known[at]
	if !ok {
		found = m.kept.Signs(question(&p.Asked[probe], p.names.paths[path]))
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
