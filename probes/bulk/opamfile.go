// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// opamFile is what is read of one description of a version: its fields and sections at
// the top, each as the tokens of its value.
type opamFile struct {
	fields   map[string][]opamToken
	sections map[string]*opamFile
}

// opamToken is a string, a word or a sign.
type opamToken struct {
	text   string
	quoted bool
}

// errOpam: the text is not of the opam format.
var errOpam = errors.New("not of the opam format")

// parseOpam reads a description. What follows a field's name up to the next name is its
// value, whatever filters and operators it holds.
func parseOpam(text []byte) (*opamFile, error) {
	tokens, err := opamTokens(text)
	if err != nil {
		return nil, err
	}
	file, rest, err := opamBody(tokens, false)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w: } without {", errOpam)
	}
	return file, err
}

// opamBody reads fields and sections, up to the } of a section.
func opamBody(tokens []opamToken, within bool) (file *opamFile, rest []opamToken, err error) {
	file = &opamFile{fields: make(map[string][]opamToken), sections: make(map[string]*opamFile)}
	for len(tokens) > 0 {
		head := tokens[0]
		switch {
		case head.is("}") && within:
			return file, tokens[1:], nil
		case head.is("}"):
			return file, tokens, nil
		case head.quoted || !isOpamName(head.text) || len(tokens) < 2:
			return nil, nil, fmt.Errorf("%w: %.40q is not the name of a field", errOpam, head.text)
		case tokens[1].is(":"):
			var value []opamToken
			if value, tokens, err = opamValue(tokens[2:]); err != nil {
				return nil, nil, err
			}
			file.fields[head.text] = value
			continue
		}
		tokens = tokens[1:]
		if tokens[0].quoted { // the label of a section
			tokens = tokens[1:]
		}
		if len(tokens) == 0 || !tokens[0].is("{") {
			return nil, nil, fmt.Errorf("%w: neither : nor { after %.40q", errOpam, head.text)
		}
		var section *opamFile
		if section, tokens, err = opamBody(tokens[1:], true); err != nil {
			return nil, nil, err
		}
		file.sections[head.text] = section
	}
	if within {
		return nil, nil, fmt.Errorf("%w: a section does not end", errOpam)
	}
	return file, nil, nil
}

// opamValue takes tokens up to where the next field or section begins, or the section
// around ends.
func opamValue(tokens []opamToken) (value, rest []opamToken, err error) {
	var open []string
	for i, t := range tokens {
		switch {
		case t.is("[") || t.is("{") || t.is("("):
			open = append(open, map[string]string{"[": "]", "{": "}", "(": ")"}[t.text])
			continue
		case len(open) > 0 && t.is(open[len(open)-1]):
			open = open[:len(open)-1]
			continue
		case (len(open) > 0 || i == 0) && t.is("}") || t.is("]") || t.is(")"):
			return nil, nil, fmt.Errorf("%w: %s without what it ends", errOpam, t.text)
		}
		if len(open) == 0 && i > 0 && opamBegins(tokens[i:]) {
			return tokens[:i], tokens[i:], nil
		}
	}
	if len(open) > 0 {
		return nil, nil, fmt.Errorf("%w: %s is missing", errOpam, open[len(open)-1])
	}
	if len(tokens) == 0 {
		return nil, nil, fmt.Errorf("%w: a field without a value", errOpam)
	}
	return tokens, nil, nil
}

// opamBegins says whether a field or a section begins here, or the section ends.
func opamBegins(tokens []opamToken) bool {
	if tokens[0].is("}") {
		return true
	}
	if tokens[0].quoted || !isOpamName(tokens[0].text) || len(tokens) < 2 {
		return false
	}
	return tokens[1].is(":") || tokens[1].is("{") || tokens[1].quoted && len(tokens) > 2 && tokens[2].is("{")
}

func (t opamToken) is(sign string) bool { return !t.quoted && t.text == sign }

func isOpamName(text string) bool {
	return text != "" && strings.Trim(text, "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// strings lists the strings of a field.
func (f *opamFile) strings(field string) []string {
	var list []string
	for _, t := range f.fields[field] {
		if t.quoted {
			list = append(list, t.text)
		}
	}
	return list
}

// has says whether a field holds a word.
func (f *opamFile) has(field, word string) bool {
	return slices.ContainsFunc(f.fields[field], func(t opamToken) bool { return t.is(word) })
}

// opamTokens splits a text; comments are left out.
func opamTokens(text []byte) ([]opamToken, error) {
	var tokens []opamToken
	for len(text) > 0 {
		switch c := text[0]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			text = text[1:]
		case c == '#':
			_, text, _ = bytes.Cut(text, []byte("\n"))
		case bytes.HasPrefix(text, []byte("(*")):
			end := bytes.Index(text, []byte("*)"))
			if end < 0 {
				return nil, fmt.Errorf("%w: a comment does not end", errOpam)
			}
			text = text[end+2:]
		case c == '"':
			one, n, err := opamString(text)
			if err != nil {
				return nil, err
			}
			tokens, text = append(tokens, opamToken{one, true}), text[n:]
		case strings.IndexByte("[]{}():", c) >= 0:
			tokens, text = append(tokens, opamToken{string(c), false}), text[1:]
		default:
			n := 1
			for n < len(text) && strings.IndexByte(" \t\r\n[]{}():\"#", text[n]) < 0 {
				n++
			}
			tokens, text = append(tokens, opamToken{string(text[:n]), false}), text[n:]
		}
	}
	return tokens, nil
}

// opamString reads a string in one or three pairs of quotes, and how long it is.
func opamString(text []byte) (string, int, error) {
	mark := []byte(`"`)
	if bytes.HasPrefix(text, []byte(`"""`)) {
		mark = []byte(`"""`)
	}
	for i := len(mark); i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case bytes.HasPrefix(text[i:], mark):
			return string(text[len(mark):i]), i + len(mark), nil
		}
	}
	return "", 0, fmt.Errorf("%w: a string does not end", errOpam)
}
