// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import (
	"encoding/binary"
	"errors"
)

// Types of Thrift's compact protocol, in which Parquet's metadata are written.
const (
	typeTrue   = 1
	typeFalse  = 2
	typeByte   = 3
	typeI16    = 4
	typeI32    = 5
	typeI64    = 6
	typeDouble = 7
	typeBinary = 8
	typeList   = 9
	typeSet    = 10
	typeStruct = 12
)

const (
	maxDepth = 12
	maxList  = 4096    // elements of a list
	maxNodes = 1 << 18 // values of one structure
)

var errThrift = errors.New("its metadata cannot be read")

// node is one value: a number, bytes, a list, or a structure by field number.
type node struct {
	kind   byte
	number int64
	bytes  []byte
	list   []node
	fields map[int16]node
}

// number gives a whole-number field; !ok when it is not there.
func (n node) whole(field int16) (int64, bool) {
	f, ok := n.fields[field]
	return f.number, ok && (f.kind == typeI16 || f.kind == typeI32 || f.kind == typeI64)
}

// decoder reads the compact protocol. Every value takes a byte of the input or
// more, so that memory is bounded by it. After what is not of the protocol bad is
// set, and nothing more is read.
type decoder struct {
	data  []byte
	nodes int
	bad   bool
}

func (d *decoder) fail() { d.data, d.bad = nil, true }

func (d *decoder) take(size uint64) []byte {
	if size > uint64(len(d.data)) {
		d.fail()
		return nil
	}
	taken := d.data[:size]
	d.data = d.data[size:]
	return taken
}

// byte is 0 at the end.
func (d *decoder) byte() byte {
	if taken := d.take(1); len(taken) > 0 {
		return taken[0]
	}
	return 0
}

func (d *decoder) unsigned() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *decoder) signed() int64 {
	v := d.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

func (d *decoder) value(kind byte, depth int) node {
	n := node{kind: kind}
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		d.fail()
		return n
	}
	switch kind {
	case typeTrue, typeFalse:
		n.number = int64(2 - kind)
	case typeByte:
		n.number = int64(int8(d.byte()))
	case typeI16, typeI32, typeI64:
		n.number = d.signed()
	case typeDouble:
		n.bytes = d.take(8)
	case typeBinary:
		n.bytes = d.take(d.unsigned())
	case typeList, typeSet:
		n.list = d.elements(depth)
	case typeStruct:
		n.fields = d.structure(depth)
	default:
		d.fail()
	}
	return n
}

func (d *decoder) elements(depth int) []node {
	head := d.byte()
	size, kind := uint64(head>>4), head&0x0f
	if size == 15 {
		size = d.unsigned()
	}
	if size > maxList || size > uint64(len(d.data)) {
		d.fail()
		return nil
	}
	list := make([]node, 0, size)
	for range size {
		if kind == typeTrue || kind == typeFalse { // one byte each within a list
			list = append(list, node{kind: kind, number: int64(d.byte() & 1)})
		} else {
			list = append(list, d.value(kind, depth+1))
		}
	}
	return list
}

func (d *decoder) structure(depth int) map[int16]node {
	fields := make(map[int16]node)
	var id int16
	for {
		head := d.byte()
		if head == 0 {
			return fields
		}
		if delta := head >> 4; delta != 0 {
			id += int16(delta)
		} else {
			full := d.signed()
			if id = int16(full); int64(id) != full {
				d.fail()
			}
		}
		if _, twice := fields[id]; twice || id <= 0 {
			d.fail()
		}
		fields[id] = d.value(head&0x0f, depth+1)
	}
}
