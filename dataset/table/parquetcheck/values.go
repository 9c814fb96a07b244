// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// spend adds decoded bytes to those of the file.
func (c *checker) spend(n int64) error {
	if n < 0 || n > maxText {
		return errLimit
	}
	if c.text += n; c.text > maxText {
		return errLimit
	}
	return nil
}

// checkContent checks the values of a page that are not NULL.
func (p *pages) checkContent(encoding int64, raw []byte, count int64) error {
	switch {
	case encoding == plain:
		return p.plainValues(raw, count, func(int64) {})
	case encoding == dict || encoding == plainDictionary:
		return p.checkIndexes(raw, count)
	case encoding == rle && p.leaf.kind == boolean:
		if len(raw) < 4 || int64(binary.LittleEndian.Uint32(raw)) > int64(len(raw)-4) {
			return errPage
		}
		return runs(raw[4:], 1, count, func(uint32) error { return nil })
	case encoding == deltaBinary && (p.leaf.kind == int32Type || p.leaf.kind == int64Type):
		_, _, err := deltas(raw, count)
		return err
	case encoding == deltaLength && p.leaf.kind == byteArray:
		return p.checkSuffixes(raw, make([]int64, count))
	case encoding == deltaBytes && (p.leaf.kind == byteArray || p.leaf.kind == fixedArray):
		prefixes, rest, err := deltas(raw, count)
		if err != nil {
			return err
		}
		return p.checkSuffixes(rest, prefixes)
	}
	return fmt.Errorf("encoding %d is not read", encoding)
}

// plainValues tells the size of each value.
func (p *pages) plainValues(raw []byte, count int64, size func(int64)) error {
	width := map[int64]int64{int32Type: 4, int64Type: 8, doubleType: 8, fixedArray: p.leaf.size}[p.leaf.kind]
	switch {
	case p.leaf.kind == boolean:
		if int64(len(raw)) != (count+7)/8 {
			return errPage
		}
		return nil
	case width > 0:
		if int64(len(raw))/width != count || int64(len(raw))%width != 0 {
			return errPage
		}
		for range count {
			size(width)
		}
		return nil
	}
	for range count {
		if len(raw) < 4 {
			return errPage
		}
		n := int64(binary.LittleEndian.Uint32(raw))
		if n > int64(len(raw)-4) {
			return errPage
		}
		if err := p.spend(n); err != nil {
			return err
		}
		size(n)
		raw = raw[4+n:]
	}
	if len(raw) > 0 {
		return errPage
	}
	return nil
}

// checkIndexes checks the numbers of values of the dictionary.
func (p *pages) checkIndexes(raw []byte, count int64) error {
	if len(raw) == 0 && count == 0 {
		return nil
	}
	if len(raw) == 0 || raw[0] > 32 || p.lens == nil {
		return errPage
	}
	return runs(raw[1:], int(raw[0]), count, func(i uint32) error {
		if int64(i) >= int64(len(p.lens)) {
			return errPage
		}
		return p.spend(p.lens[i])
	})
}

// checkSuffixes checks texts that are a part of the one before and some bytes more.
func (p *pages) checkSuffixes(raw []byte, prefixes []int64) error {
	lens, rest, err := deltas(raw, int64(len(prefixes)))
	if err != nil {
		return err
	}
	var before, all int64
	for i, n := range lens {
		if n < 0 || n > int64(len(rest))-all || prefixes[i] < 0 || prefixes[i] > before {
			return errPage
		}
		before = prefixes[i] + n
		if err := p.spend(before); err != nil {
			return err
		}
		all += n
	}
	if all != int64(len(rest)) {
		return errPage
	}
	return nil
}

// levels counts the levels that are the highest: values that are not NULL.
func levels(raw []byte, highest int, count int64) (there int64, err error) {
	err = runs(raw, bits.Len(uint(highest)), count, func(level uint32) error {
		if int(level) > highest {
			return errPage
		}
		if int(level) == highest {
			there++
		}
		return nil
	})
	return there, err
}

// runs reads repeated and bit-packed numbers, and calls see for so many of them.
func runs(raw []byte, width int, count int64, see func(uint32) error) error {
	for count > 0 {
		head, n := binary.Uvarint(raw)
		if n <= 0 {
			return errPage
		}
		raw = raw[n:]
		var err error
		if head&1 == 0 {
			raw, err = repeated(raw, width, int64(head>>1), &count, see)
		} else {
			raw, err = packed(raw, width, int64(head>>1), &count, see)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func repeated(raw []byte, width int, length int64, count *int64, see func(uint32) error) ([]byte, error) {
	size := (width + 7) / 8
	if length <= 0 || length > *count || len(raw) < size {
		return nil, errPage
	}
	var value uint32
	for i, b := range raw[:size] {
		value |= uint32(b) << (8 * i)
	}
	for range length {
		if err := see(value); err != nil {
			return nil, err
		}
	}
	*count -= length
	return raw[size:], nil
}

// padding is how many groups of eight numbers a writer may fill up beyond the last.
const padding = 64

func packed(raw []byte, width int, groups int64, count *int64, see func(uint32) error) ([]byte, error) {
	if groups <= 0 || groups > (*count+7)/8+padding || groups*int64(width) > int64(len(raw)) {
		return nil, errPage
	}
	for i := range min(8*groups, *count) {
		if err := see(uint32(bitsAt(raw, i*int64(width), width))); err != nil {
			return nil, err
		}
	}
	*count -= min(8*groups, *count)
	return raw[groups*int64(width):], nil
}

// bitsAt reads a number of so many bits, the lowest first.
func bitsAt(raw []byte, at int64, width int) (value uint64) {
	for i := range width {
		bit := raw[(at+int64(i))/8] >> ((at + int64(i)) % 8) & 1
		value |= uint64(bit) << i
	}
	return value
}

// deltas reads numbers that are written as differences, and gives what follows.
func deltas(raw []byte, count int64) (numbers []int64, rest []byte, err error) {
	if len(raw) == 0 && count == 0 {
		return nil, nil, nil
	}
	d := &decoder{data: raw}
	block, minis, total, value := d.unsigned(), d.unsigned(), d.unsigned(), d.signed()
	if d.bad || block == 0 || block%128 != 0 || block > 1<<16 ||
		minis == 0 || minis > 512 || block%minis != 0 || block/minis%8 != 0 || total != uint64(count) {
		return nil, nil, errPage
	}
	if count == 0 {
		return nil, d.data, nil
	}
	numbers = append(make([]int64, 0, count), value)
	for int64(len(numbers)) < count {
		if numbers = d.block(numbers, count, minis, int64(block/minis)); d.bad {
			return nil, nil, errPage
		}
	}
	return numbers, d.data, nil
}

// block reads one block of differences, of which the last may end early.
func (d *decoder) block(numbers []int64, count int64, minis uint64, size int64) []int64 {
	least := d.signed()
	for _, width := range d.take(minis) {
		if int64(len(numbers)) == count {
			break
		}
		if width > 64 {
			d.fail()
		}
		raw := d.take(uint64(size) * uint64(width) / 8)
		if d.bad {
			return nil
		}
		for i := range min(size, count-int64(len(numbers))) {
			last := numbers[len(numbers)-1]
			numbers = append(numbers, last+least+int64(bitsAt(raw, i*int64(width), int(width))))
		}
	}
	return numbers
}
