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
// more, so that memory is bounded by it.
type decoder struct {
	data  []byte
	nodes int
}

func (d *decoder) byte() (byte, error) {
	if len(d.data) == 0 {
		return 0, errThrift
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b, nil
}

func (d *decoder) unsigned() (uint64, error) {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		return 0, errThrift
	}
	d.data = d.data[n:]
	return v, nil
}

func (d *decoder) signed() (int64, error) {
	v, err := d.unsigned()
	return int64(v>>1) ^ -int64(v&1), err
}

func (d *decoder) value(kind byte, depth int) (node, error) {
	n := node{kind: kind}
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		return n, errThrift
	}
	var err error
	switch kind {
	case typeTrue, typeFalse:
		n.number = int64(2 - kind)
	case typeByte:
		var b byte
		b, err = d.byte()
		n.number = int64(int8(b))
	case typeI16, typeI32, typeI64:
		n.number, err = d.signed()
	case typeDouble:
		n.bytes, err = d.take(8)
	case typeBinary:
		var size uint64
		if size, err = d.unsigned(); err == nil {
			n.bytes, err = d.take(size)
		}
	case typeList, typeSet:
		n.list, err = d.elements(depth)
	case typeStruct:
		n.fields, err = d.structure(depth)
	default:
		err = errThrift
	}
	return n, err
}

func (d *decoder) take(size uint64) ([]byte, error) {
	if size > uint64(len(d.data)) {
		return nil, errThrift
	}
	taken := d.data[:size]
	d.data = d.data[size:]
	return taken, nil
}

func (d *decoder) elements(depth int) ([]node, error) {
	head, err := d.byte()
	if err != nil {
		return nil, err
	}
	size, kind := uint64(head>>4), head&0x0f
	if size == 15 {
		if size, err = d.unsigned(); err != nil {
			return nil, err
		}
	}
	if size > maxList || size > uint64(len(d.data)) {
		return nil, errThrift
	}
	list := make([]node, 0, size)
	for range size {
		if kind == typeTrue || kind == typeFalse { // one byte each within a list
			b, err := d.byte()
			if err != nil {
				return nil, err
			}
			list = append(list, node{kind: kind, number: int64(b & 1)})
			continue
		}
		element, err := d.value(kind, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	return list, nil
}

func (d *decoder) structure(depth int) (map[int16]node, error) {
	fields := make(map[int16]node)
	var id int16
	for {
		head, err := d.byte()
		if err != nil {
			return nil, err
		}
		if head == 0 {
			return fields, nil
		}
		if delta := head >> 4; delta != 0 {
			id += int16(delta)
		} else {
			full, err := d.signed()
			if err != nil || full != int64(int16(full)) {
				return nil, errThrift
			}
			id = int16(full)
		}
		if _, twice := fields[id]; twice || id <= 0 {
			return nil, errThrift
		}
		if fields[id], err = d.value(head&0x0f, depth+1); err != nil {
			return nil, err
		}
	}
}
