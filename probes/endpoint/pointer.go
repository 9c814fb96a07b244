// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep a document may nest. The deepest that a registry sends,
// descriptions of whole APIs, stay under thirty.
const maxDepth = 64

// document is a JSON text that is known to be whole and not too deep. Values
// are found in the text itself: nothing is decoded but what is asked for, so a
// document costs no more memory than its bytes, and no number is ever rounded.
type document struct{ text []byte }

// newDocument checks that the text is JSON.
func newDocument(text []byte) (document, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) {
		return document{}, errNotJSON
	}
	if err := checkJSON(text); err != nil {
		return document{}, err
	}
	return document{text}, nil
}

// errMissing: the document has no value at the pointer.
var errMissing = errors.New("no such value")

// root is the whole document's value.
func (d document) root() Value { return Value(bytes.TrimSpace(d.text)) }

// pointed is how far a JSON pointer led.
type pointed struct {
	depth  int   // tokens that resolved
	inList bool  // one of them was the index of a list
	last   Value // what the next token, if any, was not found in
}

// resolvePointer evaluates a JSON pointer (RFC 6901). Of members with the same name the
// last counts, as most parsers have it.
func (d document) resolvePointer(pointer string) (v Value, led pointed, err error) {
	v = d.root()
	led.last = v
	if pointer == "" {
		return v, led, nil
	}
	if pointer[0] != '/' {
		return nil, led, fmt.Errorf("%q is not a JSON pointer", pointer)
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		next := v.stepInto(unescapeToken(token))
		if next == nil {
			return nil, led, errMissing
		}
		led.inList = led.inList || v[0] == '['
		led.depth++
		v, led.last = next, next
	}
	return v, led, nil
}

// everyAt evaluates a pointer in which * stands for each element of a list. ok is
// false when one of them lacks the value, or there is no list.
func (v Value) everyAt(tokens []string) (found []Value, ok bool) {
	switch {
	case len(tokens) == 0:
		return []Value{v}, true
	case tokens[0] != "*":
		next := v.stepInto(unescapeToken(tokens[0]))
		if next == nil {
			return nil, false
		}
		return next.everyAt(tokens[1:])
	case v[0] != '[':
		return nil, false
	}
	for _, each := range v.entries() {
		below, ok := each.everyAt(tokens[1:])
		if !ok {
			return nil, false
		}
		found = append(found, below...)
	}
	return found, true
}

// unescape decodes a pointer's token; ~01 is ~1, so the order counts.
var unescape = strings.NewReplacer("~1", "/", "~0", "~")

func unescapeToken(token string) string {
	if strings.IndexByte(token, '~') < 0 {
		return token
	}
	return unescape.Replace(token)
}

// escape is its opposite, for names put into a pointer.
var escape = strings.NewReplacer("~", "~0", "/", "~1")

// Value is the text of one value in a valid document, without white space around it;
// it is not to be changed.
type Value []byte

// stepInto finds a member by name or an element by index, or nil.
func (v Value) stepInto(token string) Value {
	switch v[0] {
	case '{':
		return v.member(token)
	case '[':
		if token != "0" && (strings.HasPrefix(token, "0") || strings.HasPrefix(token, "+")) {
			return nil
		}
		n, err := strconv.ParseUint(token, 10, 31)
		if err != nil {
			return nil
		}
		for _, each := range v.entries() {
			if n == 0 {
				return each
			}
			n--
		}
	}
	return nil
}

func (v Value) member(name string) Value {
	var found Value
	for key, each := range v.entries() {
		if key.Text() == name {
			found = each
		}
	}
	return found
}

// entries are a list's elements, or an object's values, each with its name as it is
// written.
func (v Value) entries() iter.Seq2[Value, Value] {
	return func(yield func(name, entry Value) bool) {
		object, last := v[0] == '{', v[len(v)-1]
		for i := skipSpace(v, 1); v[i] != last; {
			var name Value
			if object {
				end := skipValue(v, i)
				name = v[i:end]
				i = skipSpace(v, skipSpace(v, end)+1) // the colon
			}
			end := skipValue(v, i)
			if !yield(name, v[i:end]) {
				return
			}
			if i = skipSpace(v, end); v[i] == ',' {
				i = skipSpace(v, i+1)
			}
		}
	}
}

func skipSpace(v Value, i int) int {
	for v[i] == ' ' || v[i] == '\t' || v[i] == '\n' || v[i] == '\r' {
		i++
	}
	return i
}

// skipValue is where the value that begins at i ends.
func skipValue(v Value, i int) int {
	switch v[i] {
	case '"':
		return skipString(v, i)
	case '{', '[':
		depth := 0
		for ; ; i++ {
			switch v[i] {
			case '"':
				i = skipString(v, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(v) && !strings.ContainsRune(",]} \t\r\n", rune(v[i])) {
		i++
	}
	return i
}

func skipString(v Value, i int) int {
	i++
	end := i + bytes.IndexByte(v[i:], '"')
	for {
		escape := bytes.IndexByte(v[i:end], '\\')
		if escape < 0 {
			return end + 1
		}
		if i += escape + 2; i > end { // the quote was escaped
			end = i + bytes.IndexByte(v[i:], '"')
		}
	}
}

// Text is a string's content, a number or truth value as it is written, and a list
// or object without white space.
func (v Value) Text() string {
	switch v[0] {
	case '"':
		if !bytes.ContainsRune(v, '\\') {
			return string(v[1 : len(v)-1])
		}
		var s string
		_ = json.Unmarshal(v, &s) // it is valid
		return s
	case '{', '[':
		var out bytes.Buffer
		_ = json.Compact(&out, v)
		return out.String()
	}
	return string(v)
}

// IsNull says whether the value is null.
func (v Value) IsNull() bool { return string(v) == "null" }
