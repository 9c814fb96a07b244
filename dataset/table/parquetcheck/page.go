// SPDX-License-Identifier: Apache-2.0

package parquetcheck

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// Kinds of pages.
const (
	dataPage, dictionaryPage, dataPageV2 = 0, 2, 3
)

var (
	errPage  = errors.New("a page does not hold what its header says")
	errLimit = errors.New("it unpacks to more than is read")
)

// pages goes through the pages of one column of one row group.
type pages struct {
	*checker
	leaf   leaf
	codec  int64
	values int64   // that are still to come
	lens   []int64 // bytes of each value of the dictionary; nil: there is none
}

// checkAll goes through the bytes of a column, of which the data begin at first, after
// the dictionary.
func (p *pages) checkAll(data []byte, first int) error {
	size := len(data)
	for len(data) > 0 {
		at := size - len(data)
		d := &decoder{data: data}
		header := d.value(typeStruct, 0)
		if d.bad || !pageHeader.fits(header) {
			return errThrift
		}
		length, ok := header.whole(3)
		if !ok || length < 0 || length > int64(len(d.data)) {
			return errPage
		}
		body := d.data[:length]
		data = d.data[length:]
		if kind, _ := header.whole(1); at < first && (at > 0 || kind != dictionaryPage || size-len(data) != first) || at >= first && kind == dictionaryPage {
			return errors.New("its dictionary and its data do not stand where it says")
		}
		if sum, has := header.whole(4); has && uint32(sum) != crc32.ChecksumIEEE(body) {
			return errors.New("the checksum of a page is not that of its bytes: the file is damaged")
		}
		if err := p.checkPage(header, body); err != nil {
			return err
		}
	}
	if p.values != 0 {
		return errors.New("its pages do not have the values that it says")
	}
	return nil
}

func (p *pages) checkPage(header node, body []byte) error {
	kind, ok := header.whole(1)
	raw, sized := header.whole(2)
	if !ok || !sized || raw < 0 {
		return errPage
	}
	if raw > maxPage {
		return errLimit
	}
	switch kind {
	case dictionaryPage:
		return p.dictionary(header.fields[7], body, raw)
	case dataPage:
		return p.dataV1(header.fields[5], body, raw)
	case dataPageV2:
		return p.dataV2(header.fields[8], body, raw)
	}
	return fmt.Errorf("a page of kind %d is not read", kind)
}

// unzstd never gives more than there is room for.
var unzstd = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecodeAllCapLimit(true))
})

// unpack decompresses to a size that is known.
func (p *pages) unpack(body []byte, size int64) ([]byte, error) {
	switch p.codec {
	case codecSnappy:
		if n, err := snappy.DecodedLen(body); err != nil || int64(n) != size {
			return nil, errPage
		}
		raw, err := snappy.Decode(nil, body)
		if err != nil {
			return nil, errPage
		}
		return raw, nil
	case codecZstd:
		if len(body) == 0 && size == 0 {
			return nil, nil
		}
		d, err := unzstd()
		if err != nil {
			return nil, err
		}
		raw, err := d.DecodeAll(body, make([]byte, 0, size))
		if err != nil || int64(len(raw)) != size {
			return nil, errPage
		}
		return raw, nil
	}
	if int64(len(body)) != size {
		return nil, errPage
	}
	return body, nil
}

func (p *pages) dictionary(header node, body []byte, size int64) error {
	count, ok := header.whole(1)
	encoding, coded := header.whole(2)
	if !ok || !coded || p.lens != nil || encoding != plain && encoding != plainDictionary || count < 0 || count > size {
		return errPage
	}
	raw, err := p.unpack(body, size)
	if err != nil {
		return err
	}
	p.lens = make([]int64, 0, count)
	return p.plainValues(raw, count, func(n int64) { p.lens = append(p.lens, n) })
}

// count takes a page's values off those that the column still has.
func (p *pages) count(header node) (int64, error) {
	count, ok := header.whole(1)
	if !ok || count < 0 || count > p.values {
		return 0, errors.New("its pages do not have the values that it says")
	}
	p.values -= count
	return count, nil
}

func (p *pages) dataV1(header node, body []byte, size int64) error {
	count, err := p.count(header)
	if err != nil {
		return err
	}
	raw, err := p.unpack(body, size)
	if err != nil {
		return err
	}
	if p.leaf.rep > 0 {
		if raw, _, err = p.levelsV1(header, 4, raw, p.leaf.rep, count); err != nil {
			return err
		}
	}
	there := count
	if p.leaf.def > 0 {
		if raw, there, err = p.levelsV1(header, 3, raw, p.leaf.def, count); err != nil {
			return err
		}
	}
	encoding, _ := header.whole(2)
	return p.checkContent(encoding, raw, there)
}

// levelsV1 reads levels after their length, and counts those that are the highest.
func (p *pages) levelsV1(header node, field int16, raw []byte, highest int, count int64) (rest []byte, there int64, err error) {
	if encoding, ok := header.whole(field); !ok || encoding != rle || len(raw) < 4 {
		return nil, 0, errPage
	}
	size := int64(binary.LittleEndian.Uint32(raw))
	if size > int64(len(raw)-4) {
		return nil, 0, errPage
	}
	there, err = levels(raw[4:4+size], highest, count)
	return raw[4+size:], there, err
}

func (p *pages) dataV2(header node, body []byte, size int64) error {
	count, err := p.count(header)
	if err != nil {
		return err
	}
	def, okDef := header.whole(5)
	rep, okRep := header.whole(6)
	if !okDef || !okRep || def < 0 || rep < 0 || def > int64(len(body)) || rep > int64(len(body))-def || size < def+rep {
		return errPage
	}
	there := count
	if p.leaf.rep > 0 {
		if _, err := levels(body[:rep], p.leaf.rep, count); err != nil {
			return err
		}
	}
	if p.leaf.def > 0 {
		if there, err = levels(body[rep:rep+def], p.leaf.def, count); err != nil {
			return err
		}
	}
	if nulls, ok := header.whole(2); !ok || nulls != count-there && p.leaf.rep == 0 {
		return errPage
	}
	raw := body[rep+def:]
	if packed, ok := header.fields[7]; !ok || packed.kind != typeFalse {
		if raw, err = p.unpack(raw, size-def-rep); err != nil {
			return err
		}
	}
	encoding, _ := header.whole(4)
	return p.checkContent(encoding, raw, there)
}
