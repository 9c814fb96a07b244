// SPDX-License-Identifier: Apache-2.0

package probes

import "bytes"

// Text is text to be matched by many patterns. Its lower-case twin and the
// set of its three-letter groups are made once: a word whose groups are not
// all there needs no search.
type Text struct {
	Raw    []byte
	low    []byte
	groups [1 << 10]uint64 // a bit for each hashed group
	ready  bool
}

// Reset makes t hold raw, and keeps t's memory for the lower-case twin.
func (t *Text) Reset(raw []byte) { t.Raw, t.ready = raw, false }

func (t *Text) lower() []byte {
	if t.ready {
		return t.low
	}
	t.ready = true
	if cap(t.low) < len(t.Raw) {
		t.low = make([]byte, len(t.Raw))
	}
	t.low = t.low[:len(t.Raw)]
	clear(t.groups[:])
	var group uint32
	for i, c := range t.Raw {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		t.low[i] = c
		group = (group<<8 | uint32(c)) & 0xffffff
		if i >= 2 {
			bit := hashTrigram(group)
			t.groups[bit>>6] |= 1 << (bit & 63)
		}
	}
	return t.low
}

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

// mayHold is true when all groups of the word are in the set.
func (t *Text) mayHold(word []byte) bool {
	for i := 0; i+3 <= len(word); i++ {
		bit := hashTrigram(uint32(word[i])<<16 | uint32(word[i+1])<<8 | uint32(word[i+2]))
		if t.groups[bit>>6]&(1<<(bit&63)) == 0 {
			return false
		}
	}
	return true
}
