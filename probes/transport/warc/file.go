// SPDX-License-Identifier: Apache-2.0

package warc

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// Zipped says whether a file that begins so is compressed, record by record.
func Zipped(magic []byte) bool { return len(magic) >= 2 && magic[0] == 0x1f && magic[1] == 0x8b }

// Each calls see with every record, its offset and its end, gzip per record or plain.
func Each(file io.Reader, most int64, spill Spill, see func(at, end int64, record *Record) error) error {
	from := &Counted{From: file}
	in := bufio.NewReaderSize(from, MaxHeader)
	magic, err := in.Peek(2)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	zipped := Zipped(magic)
	for {
		at := from.N - int64(in.Buffered())
		record, err := Next(in, zipped, most, spill)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = see(at, from.N-int64(in.Buffered()), record)
		}
		if err != nil {
			return fmt.Errorf("at byte %d: %w", at, err)
		}
	}
}

// Next reads the next record, which may stand in a gzip member of its own, and has a
// block of at most so many bytes (0: any). At the end of the file it returns io.EOF.
func Next(in *bufio.Reader, zipped bool, most int64, spill Spill) (*Record, error) {
	if !zipped {
		return read(in, most, spill)
	}
	if _, err := in.Peek(1); errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	z.Multistream(false)
	inside := bufio.NewReaderSize(z, MaxHeader)
	record, err := read(inside, most, spill)
	if err != nil {
		return nil, Unexpected(err)
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(inside, 1)); n > 0 || err != nil {
		return nil, fmt.Errorf("%w: one gzip member must be one record", ErrWARC)
	}
	return record, nil
}

// Counted is a reader that counts the bytes it has given.
type Counted struct {
	From io.Reader
	N    int64
}

// Read implements io.Reader.
func (c *Counted) Read(p []byte) (int, error) {
	n, err := c.From.Read(p)
	c.N += int64(n)
	return n, err
}
