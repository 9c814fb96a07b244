// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// largeBody is where a body starts to count as large: it goes into a temporary
// file, since fifty hosts that all send without end must not fill the memory.
const largeBody = 256 << 10

// body reads one response's body within its limits.
type body struct {
	t      *Transport
	cancel context.CancelCauseFunc
	of     *exchange
	resp   *http.Response
	limit  int64 // bytes; not above 0: none
	wire   wire
}

// wire counts what arrives and notices when nothing does.
type wire struct {
	from  io.Reader
	n     int64
	most  int64 // 0: no limit
	stall *time.Timer
	after time.Duration
	more  func() // called after each heldBody bytes; nil: never
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if w.more != nil && (w.n+int64(n))/heldBody > w.n/heldBody {
		w.more()
	}
	w.n += int64(n)
	if w.stall != nil && err == nil {
		w.stall.Reset(w.after)
	}
	if w.most > 0 && w.n > w.most {
		return n, errTooLarge
	}
	return n, err
}

func (t *Transport) newBody(cancel context.CancelCauseFunc, a *exchange, resp *http.Response) *body {
	b := &body{t: t, cancel: cancel, of: a, resp: resp}
	b.wire = wire{from: resp.Body, after: t.opts.Stall}
	if b.limit = a.limit; onDisk(b.limit) && resp.StatusCode != http.StatusOK {
		b.limit = heldBody // room is for what was asked for, not for what takes its place
	} else if onDisk(b.limit) {
		b.wire.more = a.more
	}
	return b
}

// readDecoded returns the whole decoded body.
func (b *body) readDecoded() (spool.Content, error) {
	if b.of.method == http.MethodHead || b.resp.StatusCode == http.StatusNotModified || b.resp.StatusCode == http.StatusNoContent {
		return spool.Content{}, nil
	}
	if b.wire.after > 0 && b.resp.ContentLength != 0 {
		b.wire.stall = time.AfterFunc(b.wire.after, func() { b.cancel(errStalled) })
		defer b.wire.stall.Stop()
	}
	switch coding := strings.ToLower(strings.TrimSpace(b.resp.Header.Get("Content-Encoding"))); coding {
	case "", "identity":
		if b.resp.ContentLength > b.limit && b.limit > 0 && !b.of.robots {
			return spool.Content{}, errTooLarge
		}
		return b.plain()
	case "gzip", "x-gzip":
		return b.gzip()
	default:
		return spool.Content{}, &Error{Kind: KindEncoding, Err: fmt.Errorf("Content-Encoding %.40q, which was not asked for", coding)}
	}
}

func (b *body) plain() (spool.Content, error) {
	whole, err := b.fillToLimit(&b.wire, b.resp.ContentLength)
	if err != nil {
		return spool.Content{}, brokenBody(err)
	}
	return whole, nil
}

// unzippers are large: gzip keeps a window and tables.
var unzippers = sync.Pool{New: func() any { return &unzipper{in: bufio.NewReaderSize(nil, 16<<10)} }}

type unzipper struct {
	in *bufio.Reader
	z  gzip.Reader
}

func (b *body) gzip() (spool.Content, error) {
	if b.limit > 0 {
		// An endless row of empty gzip members decompresses to nothing.
		b.wire.most = b.limit + 64<<10
	}
	u := unzippers.Get().(*unzipper)
	defer unzippers.Put(u)
	u.in.Reset(&b.wire)
	defer u.in.Reset(nil)
	if _, err := u.in.Peek(1); errors.Is(err, io.EOF) {
		return spool.Content{}, nil // no body at all
	}
	err := u.z.Reset(u.in)
	var whole spool.Content
	if err == nil {
		whole, err = b.fillToLimit(&u.z, -1)
	}
	if err != nil {
		return spool.Content{}, brokenGzip(err)
	}
	return whole, nil
}

// brokenGzip tells damage to the compression, which is the body's own, from
// errors of the network under it.
func brokenGzip(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || strings.HasPrefix(err.Error(), "flate: ") {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return brokenBody(err)
}

// scratch are buffers for bodies of unknown length.
var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 32<<10); return &b }}

// fillToLimit reads to the end, or to one byte over the limit.
func (b *body) fillToLimit(r io.Reader, expect int64) (spool.Content, error) {
	if expect >= 0 && expect < largeBody {
		data, err := b.readUpTo(r, make([]byte, 0, expect+1), largeBody)
		data, err = b.checkLimit(data, err)
		return spool.InMemory(data), err
	}
	small := scratch.Get().(*[]byte)
	defer scratch.Put(small)
	data, err := b.readUpTo(r, (*small)[:0], largeBody)
	*small = data
	if err != nil || len(data) < largeBody {
		data, err = b.checkLimit(data, err)
		return spool.InMemory(bytes.Clone(data)), err
	}
	if !b.of.robots {
		return b.spillToFile(r, data)
	}
	data, err = b.readUpTo(r, bytes.Clone(data), b.limit+1)
	data, err = b.checkLimit(data, err)
	return spool.InMemory(data), err
}

// spillToFile puts what was read, and the rest, into a file.
func (b *body) spillToFile(r io.Reader, begun []byte) (spool.Content, error) {
	if b.limit > 0 {
		r = io.LimitReader(r, b.limit+1-int64(len(begun)))
	}
	whole, err := spool.Spill(b.t.opts.CacheDir, io.MultiReader(bytes.NewReader(begun), r))
	if err == nil && b.limit > 0 && whole.Len() > b.limit {
		_ = whole.Close()
		return spool.Content{}, errTooLarge
	}
	return whole, err
}

// checkLimit cuts robots.txt off at its limit, and refuses anything else beyond it.
func (b *body) checkLimit(data []byte, err error) ([]byte, error) {
	if limit := b.limit; limit > 0 && int64(len(data)) > limit {
		if b.of.robots {
			return data[:limit], nil
		}
		return nil, errTooLarge
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return data, err
}

// readUpTo appends until an error, or until there are enough bytes (above 0).
// At the end of the body it returns io.EOF.
func (b *body) readUpTo(r io.Reader, data []byte, enough int64) ([]byte, error) {
	for enough <= 0 || int64(len(data)) < enough {
		if len(data) == cap(data) {
			data = growBuffer(data, enough)
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err != nil {
			return data, err
		}
	}
	return data, nil
}

// growBuffer doubles, but not far beyond what is enough.
func growBuffer(data []byte, enough int64) []byte {
	more := max(len(data), 512)
	if room := enough - int64(len(data)); enough > 0 && int64(more) > room {
		more = max(int(room), 512)
	}
	return slices.Grow(data, more)
}
