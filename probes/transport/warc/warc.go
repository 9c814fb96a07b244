// SPDX-License-Identifier: Apache-2.0

package warc

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const version = "WARC/1.1"

// Content types of records.
const (
	Fields       = "application/warc-fields"
	HTTPRequest  = "application/http;msgtype=request"
	HTTPResponse = "application/http;msgtype=response"
)

const (
	// MaxHeader is the size of the largest header of a record, in bytes.
	MaxHeader = 64 << 10
	// LargeBlock is the size in bytes beyond which a block that is read goes to Spill.
	LargeBlock = 1 << 20
)

// Body is a run of bytes that need not be in memory.
type Body interface {
	Reader() io.Reader // from its start, each time
	Len() int64
	Close() error
}

// Spill keeps the next size bytes of a reader outside of memory.
type Spill func(r io.Reader, size int64) (Body, error)

// Record is one record of a WARC file.
type Record struct {
	Type   string // WARC-Type
	MIME   string // Content-Type
	ID     string // WARC-Record-ID
	With   string // WARC-Concurrent-To
	URL    string // WARC-Target-URI
	At     time.Time
	Digest string // WARC-Block-Digest, as read
	Block  []byte // when written, of a response: its head
	Body   Body   // when written: what follows Block, or nil; when read: a large block, or nil
}

// Close lets go of what is not in memory.
func (r *Record) Close() error {
	if r.Body == nil {
		return nil
	}
	return r.Body.Close()
}

func (r *Record) body() io.Reader {
	if r.Body == nil {
		return bytes.NewReader(nil)
	}
	return r.Body.Reader()
}

func (r *Record) len() int64 {
	n := int64(len(r.Block))
	if r.Body != nil {
		n += r.Body.Len()
	}
	return n
}

// NewRecordID makes a random one.
func NewRecordID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Write writes the record with its headers and the two empty lines after it.
func (r *Record) Write(w io.Writer) error {
	block, payload := sha256.New(), sha256.New()
	_, _ = block.Write(r.Block) // a hash never fails
	if _, err := io.Copy(io.MultiWriter(block, payload), r.body()); err != nil {
		return err
	}
	if r.ID == "" {
		r.ID = NewRecordID()
	}
	var b bytes.Buffer
	b.WriteString(version + "\r\n")
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + OneLine(value) + "\r\n")
		}
	}
	line("WARC-Type", r.Type)
	line("WARC-Record-ID", r.ID)
	line("WARC-Date", r.At.UTC().Format(time.RFC3339Nano))
	line("WARC-Target-URI", r.URL)
	line("WARC-Concurrent-To", r.With)
	line("Content-Type", r.MIME)
	line("WARC-Block-Digest", digestOf(block))
	if r.Type == "response" {
		line("WARC-Payload-Digest", digestOf(payload))
	}
	line("Content-Length", strconv.FormatInt(r.len(), 10))
	b.WriteString("\r\n")
	b.Write(r.Block)
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	if _, err := io.Copy(w, r.body()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\r\n\r\n")
	return err
}

func digestOf(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// OneLine keeps line ends, and what else ends a header, out of a value.
func OneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
}

// Lines writes names and values as application/warc-fields.
func Lines(pairs ...string) []byte {
	var b bytes.Buffer
	for i := 0; i+1 < len(pairs); i += 2 {
		b.WriteString(pairs[i] + ": " + OneLine(pairs[i+1]) + "\r\n")
	}
	return b.Bytes()
}

// ErrWARC is what every error of reading is, beside those of the reader below.
var ErrWARC = errors.New("not a WARC record")

// read reads one record whose block has at most a number of bytes (0: any), and
// checks its digest. At the end of the file it returns io.EOF.
func read(in *bufio.Reader, most int64, spill Spill) (*Record, error) {
	r, size, err := readHeader(in)
	if err != nil {
		return nil, err
	}
	if most > 0 && size > most {
		return nil, fmt.Errorf("%w: a block of %d bytes", ErrWARC, size)
	}
	digest := sha256.New()
	if err = r.readBlock(io.TeeReader(in, digest), size, spill); err == nil && strings.HasPrefix(r.Digest, "sha256:") && r.Digest != digestOf(digest) {
		err = fmt.Errorf("%w: the digest of %s does not fit", ErrWARC, r.ID)
	}
	if err == nil {
		err = readEnd(in)
	}
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

func readHeader(in *bufio.Reader) (*Record, int64, error) {
	head := textproto.NewReader(bufio.NewReader(&headReader{in: in, left: MaxHeader}))
	first, err := head.ReadLine()
	if errors.Is(err, io.EOF) && first == "" {
		return nil, 0, io.EOF
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	if first != version && first != "WARC/1.0" {
		return nil, 0, fmt.Errorf("%w: it starts with %.40q", ErrWARC, first)
	}
	fields, err := head.ReadMIMEHeader()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	size, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return nil, 0, fmt.Errorf("%w: Content-Length %.40q", ErrWARC, fields.Get("Content-Length"))
	}
	at, err := time.Parse(time.RFC3339Nano, fields.Get("WARC-Date"))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: WARC-Date %.40q", ErrWARC, fields.Get("WARC-Date"))
	}
	return &Record{
		Type: fields.Get("WARC-Type"), MIME: fields.Get("Content-Type"), ID: fields.Get("WARC-Record-Id"),
		With: fields.Get("WARC-Concurrent-To"), URL: strings.Trim(fields.Get("WARC-Target-URI"), "<>"), At: at, Digest: fields.Get("WARC-Block-Digest"),
	}, size, nil
}

// headReader gives the bytes of a header up to its empty line, and not one more.
type headReader struct {
	in   *bufio.Reader
	left int
	line []byte
	end  bool
}

func (h *headReader) Read(p []byte) (int, error) {
	if len(h.line) == 0 {
		if h.end {
			return 0, io.EOF
		}
		line, err := h.in.ReadSlice('\n')
		h.left -= len(line)
		if h.left < 0 || errors.Is(err, bufio.ErrBufferFull) {
			return 0, errors.New("a header that is too large")
		}
		if err != nil && len(line) == 0 {
			return 0, err
		}
		h.line, h.end = append(h.line[:0:0], line...), len(bytes.TrimRight(line, "\r\n")) == 0
	}
	n := copy(p, h.line)
	h.line = h.line[n:]
	return n, nil
}

// readBlock does not believe a length before the bytes are there. A large block
// stays out of memory.
func (r *Record) readBlock(in io.Reader, size int64, spill Spill) (err error) {
	if size > LargeBlock && spill != nil {
		if r.Body, err = spill(in, size); err != nil {
			return fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
		}
		return nil
	}
	var b bytes.Buffer
	b.Grow(int(min(size, 1<<20)))
	if _, err := io.CopyN(&b, in, size); err != nil {
		return fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	r.Block = b.Bytes()
	return nil
}

func readEnd(in *bufio.Reader) error {
	var end [4]byte
	if _, err := io.ReadFull(in, end[:]); err != nil {
		return fmt.Errorf("%w: %w", ErrWARC, Unexpected(err))
	}
	if string(end[:]) != "\r\n\r\n" {
		return fmt.Errorf("%w: no end where it should be", ErrWARC)
	}
	return nil
}

// Unexpected makes the end of a file within a record an error of its own.
func Unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
