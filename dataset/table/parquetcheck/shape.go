// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import "slices"

// shape is what a structure of parquet.thrift may hold: each field by its number,
// of one kind. A library may make room for lists before it looks at what is in them.
type shape struct {
	kind   byte
	list   *shape           // of each element
	fields map[int16]*shape // of a structure; nil: any without lists
}

var (
	flag  = &shape{kind: typeTrue}
	tiny  = &shape{kind: typeI16}
	short = &shape{kind: typeI32}
	long  = &shape{kind: typeI64}
	text  = &shape{kind: typeBinary}
	loose = &shape{kind: typeStruct}
)

func structOf(fields ...*shape) *shape {
	s := &shape{kind: typeStruct, fields: make(map[int16]*shape)}
	for i, field := range fields {
		if field != nil {
			s.fields[int16(i+1)] = field
		}
	}
	return s
}

func listOf(element *shape) *shape { return &shape{kind: typeList, list: element} }

// The structures, their fields in the order of their numbers; nil: never written,
// or not read here.
var (
	keyValue      = structOf(text, text)
	statistics    = structOf(text, text, long, long, text, text, flag, flag)
	schemaElement = structOf(short, short, short, text, short, short, short, short, short, loose)
	columnMeta    = structOf(short, listOf(short), listOf(text), short, long, long, long, listOf(keyValue), long, nil, long, statistics,
		listOf(structOf(short, short, short)), long, short, structOf(long, listOf(long), listOf(long)))
	columnChunk = structOf(text, long, columnMeta, long, short, long, short)
	rowGroup    = structOf(listOf(columnChunk), long, long, listOf(structOf(short, flag, flag)), long, long, tiny)
	fileMeta    = structOf(short, listOf(schemaElement), long, listOf(rowGroup), listOf(keyValue), text, listOf(loose))

	pageHeader = structOf(short, short, short, short, structOf(short, short, short, short, statistics), nil,
		structOf(short, short, flag), structOf(short, short, short, short, short, short, flag, statistics))
)

// fits says whether a value has the shape.
func (s *shape) fits(n node) bool {
	switch {
	case s.kind == typeTrue:
		return n.kind == typeTrue || n.kind == typeFalse
	case s.kind != n.kind:
		return false
	case s.kind == typeList:
		return !slices.ContainsFunc(n.list, func(element node) bool { return !s.list.fits(element) })
	}
	for id, field := range n.fields {
		if s.fields == nil {
			if field.kind == typeList || field.kind == typeSet || field.kind == typeStruct && !loose.fits(field) {
				return false
			}
			continue
		}
		if want := s.fields[id]; want == nil || !want.fits(field) {
			return false
		}
	}
	return true
}
