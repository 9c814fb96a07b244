// SPDX-License-Identifier: Apache-2.0

package transport

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

const (
	warcVersion  = "WARC/1.1"
	warcFields   = "application/warc-fields"
	httpRequest  = "application/http;msgtype=request"
	httpResponse = "application/http;msgtype=response"

	fieldKind  = "landscape-error-kind"
	fieldURL   = "landscape-error-url"
	fieldError = "landscape-error"

	maxWarcHeader = 64 << 10
)

// warcRecord is one record of a WARC file.
type warcRecord struct {
	kind   string // WARC-Type
	mime   string // Content-Type
	id     string // WARC-Record-ID
	with   string // WARC-Concurrent-To
	url    string // WARC-Target-URI
	at     time.Time
	digest string  // WARC-Block-Digest, as read
	block  []byte  // when written, of a response: its head
	body   content // when written, of a response: its body, after the head; when read: a large block
}

func newRecordID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// writeTo writes the record with its headers and the two empty lines after it.
func (r *warcRecord) writeTo(w io.Writer) error {
	block, payload := sha256.New(), sha256.New()
	_, _ = block.Write(r.block) // a hash never fails
	if _, err := io.Copy(io.MultiWriter(block, payload), r.body.reader()); err != nil {
		return err
	}
	if r.id == "" {
		r.id = newRecordID()
	}
	var b bytes.Buffer
	b.WriteString(warcVersion + "\r\n")
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + oneLine(value) + "\r\n")
		}
	}
	line("WARC-Type", r.kind)
	line("WARC-Record-ID", r.id)
	line("WARC-Date", r.at.UTC().Format(time.RFC3339Nano))
	line("WARC-Target-URI", r.url)
	line("WARC-Concurrent-To", r.with)
	line("Content-Type", r.mime)
	line("WARC-Block-Digest", warcDigest(block))
	if r.kind == "response" {
		line("WARC-Payload-Digest", warcDigest(payload))
	}
	line("Content-Length", strconv.FormatInt(int64(len(r.block))+r.body.len(), 10))
	b.WriteString("\r\n")
	b.Write(r.block)
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	if _, err := io.Copy(w, r.body.reader()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\r\n\r\n")
	return err
}

func warcDigest(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// oneLine keeps line ends, and what else ends a header, out of a value.
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
}

// warcLines writes names and values as application/warc-fields.
func warcLines(pairs ...string) []byte {
	var b bytes.Buffer
	for i := 0; i+1 < len(pairs); i += 2 {
		b.WriteString(pairs[i] + ": " + oneLine(pairs[i+1]) + "\r\n")
	}
	return b.Bytes()
}

var errWARC = errors.New("not a WARC record")

// readRecord reads one record whose block has at most a number of bytes (0: any),
// and checks its digest. At the end of the file it returns io.EOF.
func readRecord(in *bufio.Reader, most int64) (*warcRecord, error) {
	r, size, err := readRecordHeader(in)
	if err != nil {
		return nil, err
	}
	if most > 0 && size > most {
		return nil, fmt.Errorf("%w: a block of %d bytes", errWARC, size)
	}
	digest := sha256.New()
	if err = r.readBlock(io.TeeReader(in, digest), size); err == nil && strings.HasPrefix(r.digest, "sha256:") && r.digest != warcDigest(digest) {
		err = fmt.Errorf("%w: the digest of %s does not fit", errWARC, r.id)
	}
	if err == nil {
		err = readEnd(in)
	}
	if err != nil {
		_ = r.body.close()
		return nil, err
	}
	return r, nil
}

func readRecordHeader(in *bufio.Reader) (*warcRecord, int64, error) {
	head := textproto.NewReader(bufio.NewReader(&headReader{in: in, left: maxWarcHeader}))
	version, err := head.ReadLine()
	if errors.Is(err, io.EOF) && version == "" {
		return nil, 0, io.EOF
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errWARC, unexpected(err))
	}
	if version != "WARC/1.1" && version != "WARC/1.0" {
		return nil, 0, fmt.Errorf("%w: it starts with %.40q", errWARC, version)
	}
	fields, err := head.ReadMIMEHeader()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errWARC, unexpected(err))
	}
	size, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return nil, 0, fmt.Errorf("%w: Content-Length %.40q", errWARC, fields.Get("Content-Length"))
	}
	at, err := time.Parse(time.RFC3339Nano, fields.Get("WARC-Date"))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: WARC-Date %.40q", errWARC, fields.Get("WARC-Date"))
	}
	return &warcRecord{
		kind: fields.Get("WARC-Type"), mime: fields.Get("Content-Type"), id: fields.Get("WARC-Record-Id"),
		with: fields.Get("WARC-Concurrent-To"), url: strings.Trim(fields.Get("WARC-Target-URI"), "<>"), at: at, digest: fields.Get("WARC-Block-Digest"),
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

// readBlock does not believe a length before the bytes are there. A block that
// is larger than any that is held in memory goes to a file.
func (r *warcRecord) readBlock(in io.Reader, size int64) error {
	if size > heldBody+maxWarcHeader {
		file, err := newSpill("")
		if err != nil {
			return err
		}
		r.body = file.content
		if _, err := io.CopyN(file, in, size); err != nil {
			return fmt.Errorf("%w: %w", errWARC, unexpected(err))
		}
		r.body.size = size
		return nil
	}
	var b bytes.Buffer
	b.Grow(int(min(size, 1<<20)))
	if _, err := io.CopyN(&b, in, size); err != nil {
		return fmt.Errorf("%w: %w", errWARC, unexpected(err))
	}
	r.block = b.Bytes()
	return nil
}

func readEnd(in *bufio.Reader) error {
	var end [4]byte
	if _, err := io.ReadFull(in, end[:]); err != nil {
		return fmt.Errorf("%w: %w", errWARC, unexpected(err))
	}
	if string(end[:]) != "\r\n\r\n" {
		return fmt.Errorf("%w: no end where it should be", errWARC)
	}
	return nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
