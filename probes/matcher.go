// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sort"
)

// Matcher finds which of many patterns match one text after another. Versions of a
// file share most of their lines, so a line is searched once, however many texts
// hold it: what a line has, the words that patterns need and the patterns that
// cannot cross a line, is kept by the line's hash. It is not for several goroutines.
type Matcher struct {
	patterns []*Pattern
	place    map[string]int // of a pattern, by its expression: its bit
	words    [][]byte       // their bits follow those of the patterns
	needs    [][][]int      // of each pattern: of every list, a bit must be there
	bits     int            // in 64s

	seed  maphash.Seed
	lines map[uint64]int32 // by a line's hash: a place in sets, or noBits
	sets  [][]uint64       // what lines have; each once
	setID map[string]int32

	before        []byte      // the text before: what it shares with the next is not searched again
	placed, spare []placedSet // its lines that have something, in their order

	text  Text
	now   []uint64 // what the text has
	asked map[int]bool
	fresh freshLines
}

// placedSet is where a line begins, and what it has.
type placedSet struct {
	start int
	set   int32
}

// freshLines are the lines of a text that no text before had.
type freshLines struct {
	text   Text
	raw    []byte
	starts []int
	hashes []uint64
	found  [][]uint64
}

const (
	noBits    = int32(-1)
	mostLines = 2_000_000 // that are kept
)

// NewMatcher prepares patterns. Those with the same expression are one.
func NewMatcher(patterns []*Pattern) *Matcher {
	m := &Matcher{place: make(map[string]int), seed: maphash.MakeSeed(), lines: make(map[uint64]int32), setID: make(map[string]int32), asked: make(map[int]bool)}
	for _, p := range patterns {
		if _, known := m.place[p.text]; !known {
			m.place[p.text] = len(m.patterns)
			m.patterns = append(m.patterns, p)
		}
	}
	bit := make(map[string]int)
	m.needs = make([][][]int, len(m.patterns))
	for i, p := range m.patterns {
		for _, words := range p.words {
			if bits := m.bitsOf(words, bit); bits != nil {
				m.needs[i] = append(m.needs[i], bits)
			}
		}
	}
	m.bits = (len(m.patterns) + len(m.words) + 63) / 64
	m.now = make([]uint64, m.bits)
	return m
}

// bitsOf numbers words; nil when one holds a line break, and no line has it.
func (m *Matcher) bitsOf(words anyOf, bit map[string]int) (bits []int) {
	if slices.ContainsFunc(words, func(word []byte) bool { return bytes.IndexByte(word, '\n') >= 0 }) {
		return nil
	}
	for _, word := range words {
		at, known := bit[string(word)]
		if !known {
			at = len(m.patterns) + len(m.words)
			bit[string(word)], m.words = at, append(m.words, word)
		}
		bits = append(bits, at)
	}
	return bits
}

// Reset makes a text the one that is asked about. Its bytes are not to change until
// the next.
func (m *Matcher) Reset(raw []byte) {
	m.text.Reset(raw)
	clear(m.asked)
	clear(m.now)
	if len(m.lines) > mostLines {
		clear(m.lines)
		m.before, m.placed = m.before[:0], m.placed[:0]
	}
	head, tail := sharedLines(m.before, raw)
	placed := m.spare[:0]
	k := 0
	for ; k < len(m.placed) && m.placed[k].start < head; k++ {
		placed = append(placed, m.placed[k])
	}
	placed = m.readLines(raw, head, len(raw)-tail, placed)
	for ; k < len(m.placed); k++ {
		if old := m.placed[k]; old.start >= len(m.before)-tail {
			placed = append(placed, placedSet{old.start + len(raw) - len(m.before), old.set})
		}
	}
	last := noBits
	for _, at := range placed {
		if at.set != last {
			for k, b := range m.sets[at.set] {
				m.now[k] |= b
			}
			last = at.set
		}
	}
	m.placed, m.spare = placed, m.placed
	m.before = append(m.before[:0], raw...)
}

// sharedLines are how many bytes two texts share at the start and at the end, in
// whole lines.
func sharedLines(a, b []byte) (head, tail int) {
	const step = 64
	for n := min(len(a), len(b)); head+step <= n && bytes.Equal(a[head:head+step], b[head:head+step]); {
		head += step
	}
	head = bytes.LastIndexByte(a[:head], '\n') + 1
	a, b = a[head:], b[head:]
	for n := min(len(a), len(b)); tail+step <= n && bytes.Equal(a[len(a)-tail-step:len(a)-tail], b[len(b)-tail-step:len(b)-tail]); {
		tail += step
	}
	at := bytes.IndexByte(a[len(a)-tail:], '\n')
	if at < 0 {
		return head, 0
	}
	return head, tail - at - 1
}

// readLines finds what the lines of a part of a text have.
func (m *Matcher) readLines(raw []byte, from, to int, placed []placedSet) []placedSet {
	f := &m.fresh
	f.raw, f.starts, f.hashes = f.raw[:0], f.starts[:0], f.hashes[:0]
	first := len(placed)
	for from < to {
		start, end := from, to
		if n := bytes.IndexByte(raw[from:to], '\n'); n >= 0 {
			end = from + n
		}
		from = end + 1
		if start == end {
			continue
		}
		hash := maphash.Bytes(m.seed, raw[start:end])
		id, known := m.lines[hash]
		if !known {
			id = noBits - 1 - int32(len(f.hashes)) // until it is searched: its place among the fresh lines
			m.lines[hash] = id
			f.starts, f.hashes = append(f.starts, len(f.raw)), append(f.hashes, hash)
			f.raw = append(append(f.raw, raw[start:end]...), '\n')
		}
		if id != noBits {
			placed = append(placed, placedSet{start, id})
		}
	}
	if len(f.hashes) == 0 {
		return placed
	}
	m.search()
	kept := placed[:first]
	for _, at := range placed[first:] {
		if at.set < noBits {
			at.set = m.lines[f.hashes[noBits-1-at.set]]
		}
		if at.set != noBits {
			kept = append(kept, at)
		}
	}
	return kept
}

// search finds what the fresh lines have: the words first, all lines at once.
func (m *Matcher) search() {
	f := &m.fresh
	f.text.Reset(f.raw)
	low := f.text.lower()
	f.found = append(f.found[:0], make([][]uint64, len(f.hashes))...)
	for i, word := range m.words {
		if f.text.mayHold(word) {
			m.findWord(low, word, len(m.patterns)+i)
		}
	}
	for i, p := range m.patterns {
		if p.oneLine {
			m.matchLines(i, p)
		}
	}
	for line, bits := range f.found {
		m.lines[f.hashes[line]] = noBits
		if bits != nil {
			m.lines[f.hashes[line]] = m.intern(bits)
		}
	}
}

// set marks a fresh line.
func (m *Matcher) set(line, bit int) {
	found := &m.fresh.found[line]
	if *found == nil {
		*found = make([]uint64, m.bits)
	}
	(*found)[bit>>6] |= 1 << (bit & 63)
}

// findWord marks the fresh lines that hold a word.
func (m *Matcher) findWord(low, word []byte, bit int) {
	starts := m.fresh.starts
	for from := 0; from < len(low); {
		at := bytes.Index(low[from:], word)
		if at < 0 {
			return
		}
		line := sort.SearchInts(starts, from+at+1) - 1
		m.set(line, bit)
		if line+1 == len(starts) {
			return
		}
		from = starts[line+1]
	}
}

// matchLines marks the fresh lines that a pattern matches.
func (m *Matcher) matchLines(i int, p *Pattern) {
	f := &m.fresh
	for line, bits := range f.found {
		if len(p.words) > 0 && (bits == nil || !m.needed(i, bits)) {
			continue
		}
		end := len(f.raw)
		if line+1 < len(f.starts) {
			end = f.starts[line+1]
		}
		if p.re.Match(f.raw[f.starts[line] : end-1]) {
			m.set(line, i)
		}
	}
}

// needed says whether a line or text has the words that a pattern needs.
func (m *Matcher) needed(i int, bits []uint64) bool {
	for _, list := range m.needs[i] {
		one := false
		for _, bit := range list {
			one = one || bits[bit>>6]&(1<<(bit&63)) != 0
		}
		if !one {
			return false
		}
	}
	return true
}

// intern keeps equal sets once.
func (m *Matcher) intern(bits []uint64) int32 {
	key := make([]byte, 0, 8*len(bits))
	for _, b := range bits {
		key = binary.LittleEndian.AppendUint64(key, b)
	}
	id, known := m.setID[string(key)]
	if !known {
		id = int32(len(m.sets))
		m.setID[string(key)], m.sets = id, append(m.sets, bits)
	}
	return id
}

// Matches says whether a pattern matches the text: what Find says.
func (m *Matcher) Matches(p *Pattern) bool {
	i, known := m.place[p.text]
	if !known {
		return p.Find(&m.text) != nil
	}
	if p.oneLine {
		return m.now[i>>6]&(1<<(i&63)) != 0
	}
	if !m.needed(i, m.now) {
		return false
	}
	found, known := m.asked[i]
	if !known {
		find := p.findAmong
		if len(m.needs[i]) < len(p.words) { // not all words are looked for by lines
			find = p.Find
		}
		found = find(&m.text) != nil
		m.asked[i] = found
	}
	return found
}
