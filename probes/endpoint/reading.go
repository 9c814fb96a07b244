// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// Reading is an answer about one of many things of a kind, such as one package of a
// cohort: whole, of the expected kind and of the endpoint's documented form. Close
// must follow.
type Reading struct {
	Status int
	got    *response
	doc    document
}

// UnreadError says why an answer says nothing about what was asked.
type UnreadError struct {
	Outcome probes.Outcome // Unreachable, Invalid, or Unasked when time was over before
	Detail  string         // one line, without the address of a registry that is not public
}

// Error gives the detail.
func (e *UnreadError) Error() string { return e.Detail }

// Read asks an endpoint. A status in absent says that the thing is not there: the
// Reading then has that status and no value. The error is an *UnreadError, or the
// context's.
func (a *API) Read(ctx context.Context, p probes.Probe, absent ...int) (*Reading, error) {
	unread := func(o probes.Outcome, detail string) error {
		return &UnreadError{o, oneLine(a.withoutMirrorAddresses(detail))}
	}
	r, err := a.requestOf(p)
	if err != nil {
		return nil, unread(probes.Unreachable, err.Error())
	}
	got := a.exchange(ctx, r)
	if ctx.Err() != nil {
		got.release()
		return nil, ctx.Err() // what it cut short says nothing of the registry
	}
	read := &Reading{Status: got.status, got: got}
	if got.err == nil && slices.Contains(absent, got.status) {
		return read, nil
	}
	if bad, ok := got.isReadable(p); !ok {
		got.release()
		if !bad.outcome.Reached() {
			return nil, unread(bad.outcome, bad.detail)
		}
		return nil, unread(probes.Invalid, bad.detail)
	}
	if wantsJSON(p) {
		read.doc, err = got.jsonDocument()
	}
	if err != nil {
		got.release()
		return nil, unread(probes.Invalid, err.Error())
	}
	return read, nil
}

// Close lets the next large answer be read.
func (r *Reading) Close() { r.got.release() }

// Body is the whole answer, which is not to be changed.
func (r *Reading) Body() []byte { return r.got.body }

// Root is the whole answer as JSON; of one that is not JSON it is not Present.
func (r *Reading) Root() Value { return r.doc.root() }

// Present says whether there is a value; null is one.
func (v Value) Present() bool { return len(v) > 0 }

// IsScalar says whether the value is a string, a number or a truth value.
func (v Value) IsScalar() bool {
	return v.Present() && v[0] != '{' && v[0] != '[' && !v.IsNull()
}

// errWrongType: a pointer leads through a value that has neither members nor elements.
var errWrongType = errors.New("another type of value than documented")

// isIndex says whether a pointer's token is the index of a list.
func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}

// At finds the value at a JSON pointer. Without one the Value is not Present, and the
// error is nil only when the object has no such member, or the list ends before.
// A null on the way is the value.
func (v Value) At(pointer string) (Value, error) {
	if pointer == "" {
		return v, nil
	}
	here := v
	for token := range strings.SplitSeq(pointer[1:], "/") {
		if here.IsNull() {
			return here, nil
		}
		next, index := Value(nil), isIndex(token)
		if here[0] == '{' || here[0] == '[' && index {
			next = here.stepInto(unescapeToken(token))
		}
		switch {
		case next != nil:
		case here[0] == '{' && !index, here[0] == '[' && index:
			return nil, nil
		default: // an object where a list is documented says nothing, and the other way round
			return nil, fmt.Errorf("%w at %s", errWrongType, pointer)
		}
		here = next
	}
	return here, nil
}

// Each gives the elements of the list, or the values of the object's members, at a
// pointer in which * stands for each element of a list on the way. Anything else
// there, or nothing, is an error.
func (v Value) Each(pointer string) ([]Value, error) {
	lists := []Value{v}
	if pointer != "" {
		var ok bool
		if lists, ok = v.everyAt(strings.Split(pointer[1:], "/")); !ok {
			return nil, fmt.Errorf("no list at %s", pointer)
		}
	}
	var all []Value
	for _, list := range lists {
		if list[0] != '[' && list[0] != '{' {
			return nil, fmt.Errorf("no list at %s", pointer)
		}
		for _, entry := range list.entries() {
			all = append(all, entry)
		}
	}
	return all, nil
}

// Members gives the names of the object's members in their order, beside Each.
func (v Value) Members() []string {
	var names []string
	if !v.Present() || v[0] != '{' {
		return nil
	}
	for name := range v.entries() {
		names = append(names, name.Text())
	}
	return names
}

// ParseValue reads a JSON text that came from elsewhere, such as a list of names.
func ParseValue(text []byte) (Value, error) {
	doc, err := newDocument(text)
	if err != nil {
		return nil, err
	}
	return doc.root(), nil
}
