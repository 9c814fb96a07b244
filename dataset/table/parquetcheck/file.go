// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Limits of what is read, in bytes unless they say otherwise. The tables of a
// survey have some thousand rows and some megabytes.
const (
	maxFile   = 256 << 20
	maxFooter = 1 << 20
	maxPage   = 32 << 20  // of one page, decompressed
	maxText   = 192 << 20 // of all values of a file, decoded
	maxRows   = 1 << 20   // rows; fewer in a small file, see most
	maxLeaves = 256       // columns
)

// mostRows is how many rows, and how many values of a column, a file of a size may
// hold: repetition compresses well, and still no table of ours has a row a byte.
func mostRows(size int) int64 { return min(maxRows, 4096+int64(size)) }

const magic = "PAR1"

// Writer is what a file of this program says made it. When a new version of the
// library writes other bytes for the same rows, its number goes up, and the one
// before stays among ours.
const Writer = "landscape version 1(build parquet-go)"

var (
	ours   = []string{Writer}
	others = []string{"DuckDB version ", "parquet-cpp-arrow version "} // what theirs begin with
)

// Numbers of parquet.thrift.
const (
	codecNone, codecSnappy, codecZstd = 0, 1, 6

	plain, plainDictionary, rle                = 0, 2, 3
	deltaBinary, deltaLength, deltaBytes, dict = 5, 6, 7, 8

	boolean, int32Type, int64Type, doubleType, byteArray, fixedArray = 0, 1, 2, 5, 6, 7
)

// checker goes through one file.
type checker struct {
	data   []byte
	footer int // where it begins
	leaves []leaf
	text   int64 // decoded so far
}

// leaf is a column of the schema.
type leaf struct {
	name     string
	kind     int64
	size     int64 // of a value of fixed length
	def, rep int   // highest levels
}

// File checks a file's bytes and gives the name of its writer. An error is one
// line without the file's name.
func File(data []byte) (createdBy string, err error) {
	n := len(data)
	switch {
	case n > maxFile:
		return "", fmt.Errorf("%d bytes are more than the %d that are read", n, maxFile)
	case n < 12 || string(data[:4]) != magic || string(data[n-4:]) != magic:
		return "", errors.New("does not begin and end as a Parquet file")
	}
	size := int64(binary.LittleEndian.Uint32(data[n-8:]))
	if size > maxFooter || size > int64(n-12) {
		return "", errors.New("the size of its metadata is wrong")
	}
	c := &checker{data: data, footer: n - 8 - int(size)}
	d := &decoder{data: data[c.footer : n-8]}
	meta := d.value(typeStruct, 0)
	if d.bad || len(d.data) > 0 || !fileMeta.fits(meta) {
		return "", errThrift
	}
	createdBy = string(meta.fields[6].bytes)
	return createdBy, c.checkMetadata(meta, createdBy)
}

func (c *checker) checkMetadata(meta node, createdBy string) error {
	if version, ok := meta.whole(1); !ok || version < 1 || version > 2 {
		return errors.New("its version of the format is not read")
	}
	if !slices.Contains(ours, createdBy) && !slices.ContainsFunc(others, func(w string) bool { return strings.HasPrefix(createdBy, w) }) {
		return fmt.Errorf("made by %.40q: files of landscape, DuckDB and Arrow are read", createdBy)
	}
	if err := c.schema(meta.fields[2].list); err != nil {
		return err
	}
	rows, ok := meta.whole(3)
	if !ok || rows < 0 || rows > mostRows(len(c.data)) {
		return fmt.Errorf("%d rows are not in a file of %d bytes", rows, len(c.data))
	}
	end := int64(len(magic))
	for _, group := range meta.fields[4].list {
		n, err := c.checkGroup(group, rows, &end)
		if err != nil {
			return err
		}
		rows -= n
	}
	if rows != 0 {
		return errors.New("its row groups do not have the rows that it says")
	}
	return nil
}

// schema lists the leaves of the tree that the elements are, depth first.
func (c *checker) schema(elements []node) error {
	if len(elements) < 2 || len(elements) > 2*maxLeaves {
		return errors.New("it has no columns, or too many")
	}
	rest := elements
	if err := c.tree(&rest, leaf{}, 0); err != nil {
		return err
	}
	if len(rest) > 0 {
		return errors.New("its schema is not a tree")
	}
	return nil
}

func (c *checker) tree(rest *[]node, above leaf, depth int) error {
	if len(*rest) == 0 || depth > 6 {
		return errors.New("its schema is not a tree")
	}
	e := (*rest)[0]
	*rest = (*rest)[1:]
	if depth > 0 {
		repetition, ok := e.whole(3)
		if !ok || repetition < 0 || repetition > 2 {
			return errors.New("its schema has a column that may be neither there nor absent")
		}
		if repetition > 0 {
			above.def++
		}
		if repetition == 2 {
			above.rep++
		}
		above.name = strings.TrimPrefix(above.name+"."+string(e.fields[4].bytes), ".")
	}
	children, _ := e.whole(5)
	if children == 0 {
		return c.leaf(e, above)
	}
	if children < 0 || children > int64(len(*rest)) {
		return errors.New("its schema is not a tree")
	}
	for range children {
		if err := c.tree(rest, above, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) leaf(e node, l leaf) error {
	kind, ok := e.whole(1)
	if !ok || !slices.Contains([]int64{boolean, int32Type, int64Type, doubleType, byteArray, fixedArray}, kind) {
		return fmt.Errorf("column %.40q has a type that is not read", l.name)
	}
	l.kind = kind
	if l.size, ok = e.whole(2); kind == fixedArray && (!ok || l.size < 1 || l.size > 64) {
		return fmt.Errorf("column %.40q has values of a length that is not read", l.name)
	}
	c.leaves = append(c.leaves, l)
	return nil
}

// checkGroup checks one row group, whose columns stand one after the other from *end on.
func (c *checker) checkGroup(group node, left int64, end *int64) (rows int64, err error) {
	rows, ok := group.whole(3)
	if !ok || rows < 0 || rows > left {
		return 0, errors.New("its row groups do not have the rows that it says")
	}
	columns := group.fields[1].list
	if len(columns) != len(c.leaves) {
		return 0, errors.New("a row group has other columns than the schema")
	}
	for i, column := range columns {
		if err := c.checkColumn(c.leaves[i], column, rows, end); err != nil {
			return 0, fmt.Errorf("column %.40q: %w", c.leaves[i].name, err)
		}
	}
	return rows, nil
}

// checkColumn checks a column's metadata, and each of its pages.
func (c *checker) checkColumn(l leaf, column node, rows int64, end *int64) error {
	meta := column.fields[3]
	if len(column.fields[1].bytes) > 0 || meta.kind != typeStruct {
		return errors.New("its values are in another file")
	}
	var path [][]byte
	for _, name := range meta.fields[3].list {
		path = append(path, name.bytes)
	}
	if kind, ok := meta.whole(1); !ok || kind != l.kind || string(bytes.Join(path, []byte("."))) != l.name {
		return errors.New("its metadata are another column's")
	}
	codec, ok := meta.whole(4)
	if !ok || codec != codecNone && codec != codecSnappy && codec != codecZstd {
		return fmt.Errorf("compression %d is not read", codec)
	}
	values, _ := meta.whole(5)
	if values < rows || l.rep == 0 && values != rows || values > 4*mostRows(len(c.data)) {
		return fmt.Errorf("%d values are not in %d rows", values, rows)
	}
	first, ok := meta.whole(9)
	start := first
	if dictionary, has := meta.whole(11); has && dictionary > 0 {
		start = min(start, dictionary)
	}
	size, sized := meta.whole(7)
	if raw, has := meta.whole(6); !has || raw < 0 || raw > maxText {
		return errLimit
	}
	if !ok || !sized || size < 0 || start < *end || size > int64(c.footer) || start > int64(c.footer)-size {
		return errors.New("it does not stand within the file")
	}
	*end = start + size
	p := &pages{checker: c, leaf: l, codec: codec, values: values}
	return p.checkAll(c.data[start:*end], int(first-start))
}
