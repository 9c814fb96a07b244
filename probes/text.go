// SPDX-License-Identifier: Apache-2.0

package probes

import "bytes"

// Text is text to be matched by many patterns. Its lower-case twin and a
// set of its three-letter groups are made once: a word whose groups are not there
// needs no search.
type Text struct {
	Raw     []byte
	low     []byte
	groups  [1 << 10]uint64 // a bit for each hashed group
	ready   bool            // low is made
	grouped bool            // groups is
}

// Reset makes t hold raw, and keeps t's memory for the lower-case twin.
func (t *Text) Reset(raw []byte) { t.Raw, t.ready, t.grouped = raw, false, false }

func (t *Text) lower() []byte {
	if t.ready {
		return t.low
	}
	t.ready = true
	if cap(t.low) < len(t.Raw) {
		t.low = make([]byte, len(t.Raw))
	}
	t.low = t.low[:len(t.Raw)]
	low := t.low
	for i, c := range t.Raw {
		low[i] = lowered[c]
	}
	return low
}

// group makes the set of groups.
func (t *Text) group() {
	low := t.lower()
	t.grouped = true
	clear(t.groups[:])
	// Every second group is enough: of a word in the text, those at its even or
	// those at its odd places are in the set.
	for i := 2; i < len(low); i += 2 {
		bit := hashTrigram(uint32(low[i-2])<<16 | uint32(low[i-1])<<8 | uint32(low[i]))
		t.groups[bit>>6] |= 1 << (bit & 63)
	}
}

// lowered is the lower case of a byte, in ASCII alone.
var lowered = func() (table [256]byte) {
	for i := range table {
		table[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			table[i] += 'a' - 'A'
		}
	}
	return table
}()

// hashTrigram spreads a group of three bytes over 16 bits.
func hashTrigram(group uint32) uint32 { return group * 2654435761 >> 16 }

// holdsOne says whether one of the words is in the text.
func (t *Text) holdsOne(words anyOf) bool {
	low := t.lower()
	for _, word := range words {
		if t.mayHold(word) && bytes.Contains(low, word) {
			return true
		}
	}
	return false
}

// mayHold is false only when the word is not in the text: of its groups neither all
// at even places nor all at odd ones are in the set.
func (t *Text) mayHold(word []byte) bool {
	if !t.grouped {
		t.group()
	}
	return t.holdsGroups(word, 0) || t.holdsGroups(word, 1)
}

func (t *Text) holdsGroups(word []byte, from int) bool {
	for i := from; i+3 <= len(word); i += 2 {
		bit := hashTrigram(uint32(word[i])<<16 | uint32(word[i+1])<<8 | uint32(word[i+2]))
		if t.groups[bit>>6]&(1<<(bit&63)) == 0 {
			return false
		}
	}
	return true
}
