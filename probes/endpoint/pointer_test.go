// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
)

// pointerDocument is that of RFC 6901, section 5.
const pointerDocument = `{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}`

func TestPointer(t *testing.T) {
	for _, test := range []struct{ text, pointer, want string }{
		{pointerDocument, "/foo/0", "bar"},
		{pointerDocument, "/foo", `["bar","baz"]`},
		{pointerDocument, "/", "0"},
		{pointerDocument, "/a~1b", "1"},
		{pointerDocument, "/c%d", "2"},
		{pointerDocument, "/e^f", "3"},
		{pointerDocument, "/g|h", "4"},
		{pointerDocument, "/i\\j", "5"},
		{pointerDocument, "/k\"l", "6"},
		{pointerDocument, "/ ", "7"},
		{pointerDocument, "/m~0n", "8"},
		{`{"~1": 1}`, "/~01", "1"},
		{`[1, [2, {"a": [ true , false ]}]]`, "/1/1/a/1", "false"},
		{`{"a": 1, "a": {"b": 2}}`, "/a/b", "2"},
		{`{"a": {"b": 2}, "a": 1}`, "/a/b", ""},
		{`{"n": 123456789012345678901234567890.5e400}`, "/n", "123456789012345678901234567890.5e400"},
		{`{"s": "a\u00e9\ud83d\ude00\n"}`, "/s", "aé😀\n"},
		{`{"\u0061": "x]}\"{"}`, "/a", `x]}"{`},
		{"\ufeff{\"a\":1}", "/a", "1"},
		{` [ ] `, "/0", ""},
		{` { } `, "/a", ""},
		{`[0,1]`, "/00", ""},
		{`[0,1]`, "/-", ""},
		{`[0,1]`, "/+1", ""},
		{`[0,1]`, "/99999999999999999999", ""},
		{`"text"`, "/0", ""},
		{`{"a": null}`, "/a", "null"},
		{`{"a": 1}`, "", `{"a":1}`},
	} {
		doc, err := newDocument([]byte(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		v, _, err := doc.resolvePointer(test.pointer)
		got := ""
		if err == nil {
			got = v.Text()
		}
		if got != test.want || test.want == "" && !errors.Is(err, errMissing) {
			t.Errorf("%s at %q: %q %v, want %q", test.text, test.pointer, got, err, test.want)
		}
	}
}

func TestNotADocument(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", `{"a":1`, "<html>", `{"a":1} trailing`, `{"a":01}`, "{\"a\":\"\xff\"}", `[1,]`, "NaN",
		strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1),
		strings.Repeat("[", 1_000_000),
		strings.Repeat(`{"a":`, 1_000_000),
	} {
		if _, err := newDocument([]byte(text)); err == nil {
			t.Errorf("%.40q is taken for JSON", text)
		}
	}
	if _, err := newDocument([]byte(strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth))); err != nil {
		t.Error(err)
	}
}

// The value found is the one that decoding the whole document finds.
func FuzzPointer(f *testing.F) {
	f.Add(pointerDocument, "/foo/1")
	f.Add(`{"a":{"a":[{"b":null},1e9,"\u0000"]},"a":[]}`, "/a/0/b")
	f.Add(` [ {"": "\\\""} , [ ] , {} ] `, "/0/")
	f.Add(`{"a~b":1,"a/b":2}`, "/a~1b")
	f.Add("[[[[", "")
	f.Fuzz(func(t *testing.T, text, pointer string) {
		doc, err := newDocument([]byte(text))
		if err != nil {
			return
		}
		v, _, err := doc.resolvePointer(pointer)
		want, there := reference(doc.text, pointer)
		if (err == nil) != there {
			t.Fatalf("%q at %q: %v, decoding finds %v", text, pointer, err, there)
		}
		if err != nil {
			return
		}
		_ = v.Text()
		got, err := decodeAny(v)
		if err != nil {
			t.Fatalf("%q at %q: %q is no JSON: %v", text, pointer, v, err)
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Fatalf("%q at %q: %s, want %s", text, pointer, a, b)
		}
	})
}

func decodeAny(text []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return v, d.Decode(&v)
}

// reference evaluates the pointer on the decoded document.
func reference(text []byte, pointer string) (any, bool) {
	v, err := decodeAny(text)
	if err != nil || pointer == "" {
		return v, err == nil
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch at := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = at[token]; !ok {
				return nil, false
			}
		case []any:
			n, err := strconv.Atoi(token)
			if err != nil || n < 0 || n >= len(at) || strconv.Itoa(n) != token {
				return nil, false
			}
			v = at[n]
		default:
			return nil, false
		}
	}
	return v, true
}

// What is taken for JSON is what encoding/json takes, up to the depth.
func FuzzCheckJSON(f *testing.F) {
	for _, text := range []string{pointerDocument, `[1e5,-0.5E-7,{"a":[]},"\u00e9\n",true,null]`, `{"a":}`, `[1,]`, "\"\\u12\"", "01", "-", "1.", "[\"\x01\"]", "{,}", "[}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := checkJSON([]byte(text))
		if err != nil && !errors.Is(err, errNotJSON) {
			return // too deep
		}
		if (err == nil) != json.Valid([]byte(text)) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
