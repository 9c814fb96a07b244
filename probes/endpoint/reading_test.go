// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"errors"
	"testing"
)

// Only an object without the member, or a list that ends before, lacks a value: a value
// of another type than the pointer goes through says nothing.
func TestValueAt(t *testing.T) {
	const wrong = "wrong type"
	for _, test := range []struct{ text, pointer, want string }{
		{`{"a":[{"b":1}]}`, "/a/0/b", "1"},
		{`{"a":[]}`, "/a/0/b", "missing"},
		{`{}`, "/a/0/b", "missing"},
		{`{"a":null}`, "/a/0/b", "null"},
		{`{"a":{}}`, "/a/0/b", wrong},
		{`{"a":{"0":{"b":1}}}`, "/a/0/b", "1"},
		{`{"a":"x"}`, "/a/0/b", wrong},
		{`{"a":[["b"]]}`, "/a/0/b", wrong},
		{`{"a":{"b":{}}}`, "/a/b/c", "missing"},
		{`{"a":[]}`, "/a/b", wrong},
		{`[{"a":1}]`, "/a", wrong},
		{`{"a":true}`, "/a/b", wrong},
	} {
		root, err := ParseValue([]byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		v, err := root.At(test.pointer)
		got := "missing"
		switch {
		case errors.Is(err, errWrongType):
			got = wrong
		case err != nil:
			got = err.Error()
		case v.Present():
			got = v.Text()
		}
		if got != test.want {
			t.Errorf("%s at %s: %s, want %s", test.text, test.pointer, got, test.want)
		}
	}
}
