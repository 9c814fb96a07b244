// SPDX-License-Identifier: Apache-2.0

package record

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Position is a place in a file; lines and columns count from 1.
type Position struct{ Line, Column int }

// Problem is one thing wrong in a record.
type Problem struct {
	File string
	Position
	Text string // what is wrong and how to mend it, in one line
}

// Error gives "file:line:column: text".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems is every problem found, in the order of files and lines.
type Problems []*Problem

// Error gives one line per problem.
func (list Problems) Error() string {
	lines := make([]string, len(list))
	for i, p := range list {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the sorted list as an error, or nil when it is empty.
func (list Problems) Err() error {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b *Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return list
}

// Add appends a problem; without a position it is of the file's beginning.
func (list *Problems) Add(file string, at Position, format string, args ...any) {
	if at.Line == 0 {
		at = Position{1, 1}
	}
	*list = append(*list, &Problem{File: file, Position: at, Text: fmt.Sprintf(format, args...)})
}

// AddError appends an error of reading a file, and says whether there was one.
func (list *Problems) AddError(file string, err error) bool {
	if p, ok := errors.AsType[*Problem](err); ok {
		*list = append(*list, p)
	} else if err != nil {
		list.Add(file, Position{}, "%v", err)
	}
	return err != nil
}

// Decode reads the single document of a file into a struct: unknown and
// repeated keys are errors. The error is a *Problem.
func Decode(file string, data []byte, into any) error {
	node, err := parse(file, data)
	if err != nil {
		return err
	}
	return decodeNode(file, node, into)
}

// Entry is a key of a mapping with its undecoded value.
type Entry struct {
	Key  string
	At   Position
	node ast.Node
}

// IsMapping says whether the value is a mapping, as against a list or a scalar.
func (e Entry) IsMapping() bool {
	_, ok := e.node.(ast.MapNode)
	return ok
}

// Decode reads the entry's value strictly.
func (e Entry) Decode(file string, into any) error { return decodeNode(file, e.node, into) }

// Entries reads a file that is one mapping and keeps the order of its keys. A
// repeated key is a *Problem.
func Entries(file string, data []byte) ([]Entry, error) {
	node, err := parse(file, data)
	if err != nil {
		return nil, err
	}
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return nil, &Problem{file, position(node), "expected a mapping of keys to values"}
	}
	return entries(file, mapping)
}

func entries(file string, mapping ast.MapNode) ([]Entry, error) {
	var list []Entry
	seen := make(map[string]Position)
	for each := mapping.MapRange(); each.Next(); {
		key, at := each.Key().GetToken().Value, position(each.Key())
		if first, ok := seen[key]; ok {
			return nil, &Problem{file, at, fmt.Sprintf("%s is there already, at line %d: merge the two", key, first.Line)}
		}
		seen[key] = at
		list = append(list, Entry{key, at, each.Value()})
	}
	return list, nil
}

func parse(file string, data []byte) (ast.Node, error) {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, problem(file, err, nil)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, &Problem{file, Position{1, 1}, "expected one YAML document"}
	}
	return tree.Docs[0].Body, nil
}

func decodeNode(file string, node ast.Node, into any) error {
	if err := yaml.NodeToValue(node, into, yaml.Strict()); err != nil {
		return problem(file, err, into)
	}
	return nil
}

func position(node ast.Node) Position {
	if token := node.GetToken(); token != nil && token.Position != nil {
		return Position{token.Position.Line, token.Position.Column}
	}
	return Position{1, 1}
}

// duplicate is how the YAML library says that a key is repeated.
var duplicate = regexp.MustCompile(`^mapping key "(.*)" already defined at \[(\d+):`)

// problem turns the YAML library's errors into one line with a place.
func problem(file string, err error, into any) *Problem {
	if known, ok := errors.AsType[*Problem](err); ok {
		known.File = cmp.Or(known.File, file)
		return known
	}
	p := &Problem{File: file, Position: Position{1, 1}, Text: err.Error()}
	if located, ok := errors.AsType[yaml.Error](err); ok {
		p.Text, _, _ = strings.Cut(located.GetMessage(), "\n")
		if m := duplicate.FindStringSubmatch(p.Text); m != nil {
			p.Text = fmt.Sprintf("%s is there already, at line %s: merge the two", m[1], m[2])
		}
		if token := located.GetToken(); token != nil && token.Position != nil {
			p.Position = Position{token.Position.Line, token.Position.Column}
			if _, ok := errors.AsType[*yaml.UnknownFieldError](err); ok {
				p.Text = fmt.Sprintf("unknown key %q: %s", token.Value, suggestion(token.Value, keysOf(into)))
			}
		}
	}
	return p
}
