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
)

const (
	// largeBody is where a body starts to count as large, and largeBodies how
	// many of these are read at a time, into buffers that are used again: fifty
	// hosts that all send without end must not fill the memory.
	largeBody   = 256 << 10
	largeBodies = 4
)

// body reads one response's body within its limits.
type body struct {
	t      *Transport
	ctx    context.Context
	cancel context.CancelCauseFunc
	ask    *ask
	resp   *http.Response
	wire   wire
}

// wire counts what arrives and notices when nothing does.
type wire struct {
	from  io.Reader
	n     int64
	most  int64 // 0: no limit
	stall *time.Timer
	after time.Duration
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	w.n += int64(n)
	if w.stall != nil && err == nil {
		w.stall.Reset(w.after)
	}
	if w.most > 0 && w.n > w.most {
		return n, errTooLarge
	}
	return n, err
}

func (t *Transport) newBody(ctx context.Context, cancel context.CancelCauseFunc, a *ask, resp *http.Response) *body {
	b := &body{t: t, ctx: ctx, cancel: cancel, ask: a, resp: resp}
	b.wire = wire{from: resp.Body, after: t.opts.Stall}
	return b
}

// read returns the whole decoded body.
func (b *body) read() ([]byte, error) {
	if b.ask.method == http.MethodHead || b.resp.StatusCode == http.StatusNotModified || b.resp.StatusCode == http.StatusNoContent {
		return nil, nil
	}
	if b.wire.after > 0 && b.resp.ContentLength != 0 {
		b.wire.stall = time.AfterFunc(b.wire.after, func() { b.cancel(errStalled) })
		defer b.wire.stall.Stop()
	}
	switch coding := strings.ToLower(strings.TrimSpace(b.resp.Header.Get("Content-Encoding"))); coding {
	case "", "identity":
		if b.resp.ContentLength > b.ask.limit && b.ask.limit > 0 && !b.ask.robots {
			return nil, errTooLarge
		}
		return b.plain()
	case "gzip", "x-gzip":
		return b.gzip()
	default:
		return nil, &Error{Kind: KindEncoding, Err: fmt.Errorf("Content-Encoding %.40q, which was not asked for", coding)}
	}
}

func (b *body) plain() ([]byte, error) {
	data, err := b.fill(&b.wire, b.resp.ContentLength)
	if err != nil {
		return nil, brokenBody(err)
	}
	return data, nil
}

// unzippers are large: gzip keeps a window and tables.
var unzippers = sync.Pool{New: func() any { return &unzipper{in: bufio.NewReaderSize(nil, 16<<10)} }}

type unzipper struct {
	in *bufio.Reader
	z  gzip.Reader
}

func (b *body) gzip() ([]byte, error) {
	if b.ask.limit > 0 {
		// An endless row of empty gzip members decompresses to nothing.
		b.wire.most = b.ask.limit + 64<<10
	}
	u := unzippers.Get().(*unzipper)
	defer unzippers.Put(u)
	u.in.Reset(&b.wire)
	defer u.in.Reset(nil)
	if _, err := u.in.Peek(1); errors.Is(err, io.EOF) {
		return nil, nil // no body at all
	}
	err := u.z.Reset(u.in)
	var data []byte
	if err == nil {
		data, err = b.fill(&u.z, -1)
	}
	if err != nil {
		return nil, brokenGzip(err)
	}
	return data, nil
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

// fill reads to the end, or to one byte over the limit.
func (b *body) fill(r io.Reader, expect int64) ([]byte, error) {
	if expect >= 0 && expect < largeBody {
		data, err := b.readUpTo(r, make([]byte, 0, expect+1), largeBody)
		return b.ended(data, err)
	}
	small := scratch.Get().(*[]byte)
	defer scratch.Put(small)
	data, err := b.readUpTo(r, (*small)[:0], largeBody)
	*small = data
	if err != nil || len(data) < largeBody {
		data, err = b.ended(data, err)
		return bytes.Clone(data), err
	}
	buffer, err := b.hold()
	if err != nil {
		return nil, err
	}
	defer func() { b.t.large <- buffer }()
	*buffer, err = b.readUpTo(r, append((*buffer)[:0], data...), b.ask.limit+1)
	data, err = b.ended(*buffer, err)
	return bytes.Clone(data), err
}

// ended cuts robots.txt off at its limit, and refuses anything else beyond it.
func (b *body) ended(data []byte, err error) ([]byte, error) {
	if limit := b.ask.limit; limit > 0 && int64(len(data)) > limit {
		if b.ask.robots {
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
			data = grow(data, enough)
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err != nil {
			return data, err
		}
	}
	return data, nil
}

// grow doubles, but not far beyond what is enough.
func grow(data []byte, enough int64) []byte {
	more := max(len(data), 512)
	if room := enough - int64(len(data)); enough > 0 && int64(more) > room {
		more = max(int(room), 512)
	}
	return slices.Grow(data, more)
}

// hold waits for a buffer for a large body; the server is not to blame meanwhile.
func (b *body) hold() (*[]byte, error) {
	if b.wire.stall != nil {
		b.wire.stall.Stop()
		defer b.wire.stall.Reset(b.wire.after)
	}
	select {
	case buffer := <-b.t.large:
		return buffer, nil
	case <-b.ctx.Done():
		return nil, context.Cause(b.ctx)
	}
}
