// SPDX-License-Identifier: Apache-2.0

package record

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// String is a scalar that remembers where it stands.
type String struct {
	Value string
	At    Position
}

// UnmarshalYAML reads any scalar as its text: a number or a truth value as it
// was written, a block scalar folded.
func (s *String) UnmarshalYAML(node ast.Node) error {
	s.At = position(node)
	switch n := node.(type) {
	case *ast.StringNode:
		s.Value = n.Value
	case *ast.LiteralNode:
		s.Value = strings.TrimSpace(n.Value.Value)
	case *ast.AnchorNode, *ast.AliasNode:
		return &Problem{Position: s.At, Text: "anchors and aliases are not used in records: write the value out"}
	case ast.ScalarNode:
		s.Value = n.GetToken().Value
	default:
		return &Problem{Position: s.At, Text: "expected a plain value"}
	}
	return nil
}

// Strings is a list of scalars; one scalar alone is a list of one.
type Strings []String

// UnmarshalYAML reads a scalar or a list of scalars.
func (list *Strings) UnmarshalYAML(node ast.Node) error {
	items := []ast.Node{node}
	if sequence, ok := node.(*ast.SequenceNode); ok {
		items = sequence.Values
	}
	for _, item := range items {
		var one String
		if err := one.UnmarshalYAML(item); err != nil {
			return err
		}
		*list = append(*list, one)
	}
	return nil
}

// Values returns the texts.
func (list Strings) Values() []string {
	var values []string
	for _, s := range list {
		values = append(values, s.Value)
	}
	return values
}

// Map is a mapping of names to values of one type, in the order of the file.
type Map[T any] []Field[T]

// Field is one entry of a Map.
type Field[T any] struct {
	Key   string
	At    Position
	Value T
}

// UnmarshalYAML reads a mapping strictly.
func (m *Map[T]) UnmarshalYAML(node ast.Node) error {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return &Problem{Position: position(node), Text: "expected a mapping of names to values"}
	}
	list, err := entries("", mapping)
	if err != nil {
		return err
	}
	for _, entry := range list {
		field := Field[T]{Key: entry.Key, At: entry.At}
		if err := entry.Decode("", &field.Value); err != nil {
			return err
		}
		*m = append(*m, field)
	}
	return nil
}

// Item is a value of a list that remembers where it begins.
type Item[T any] struct {
	At    Position
	Value T
}

// UnmarshalYAML reads the value strictly.
func (i *Item[T]) UnmarshalYAML(node ast.Node) error {
	i.At = position(node)
	if mapping, ok := node.(ast.MapNode); ok {
		if each := mapping.MapRange(); each.Next() {
			i.At = position(each.Key())
		}
	} else {
		return &Problem{Position: i.At, Text: fmt.Sprintf("expected a mapping of keys to values, not %s", node.Type())}
	}
	return decodeNode("", node, &i.Value)
}

// Mapping is a mapping that is decoded once it is known what it is.
type Mapping struct {
	At   Position // of its first key
	Keys []Entry  // in the order of the file
	node ast.Node
}

// UnmarshalYAML takes the mapping as it is; a repeated key is a *Problem.
func (m *Mapping) UnmarshalYAML(node ast.Node) error {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		return &Problem{Position: position(node), Text: fmt.Sprintf("expected a mapping of keys to values, not %s", node.Type())}
	}
	list, err := entries("", mapping)
	if err != nil {
		return err
	}
	m.At, m.Keys, m.node = position(node), list, node
	if len(list) > 0 {
		m.At = list[0].At
	}
	return nil
}

// Decode reads the mapping strictly into a struct.
func (m Mapping) Decode(file string, into any) error { return decodeNode(file, m.node, into) }

// KeysOf lists the YAML keys of a struct, without those of structs inside it.
func KeysOf(of any) []string {
	var keys []string
	t := reflect.TypeOf(of)
	for field := range t.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "" {
			keys = append(keys, name)
		}
	}
	return keys
}
