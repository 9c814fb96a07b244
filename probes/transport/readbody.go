// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// ReadBody reads an answer's body whole, at most so many bytes of it (not above
// 0: any), and closes it. Its errors are *Error: KindTooLarge, KindTruncated
// where the body broke off or does not decompress, and the kinds of a
// connection that failed. The body of an answer of Transport was read already,
// within the host's limit, so there only the first can happen; any other
// client's answers are held to the same.
func ReadBody(resp *http.Response, most int64) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	data, err := readWhole(resp, most)
	if err == nil {
		return data, nil
	}
	e := &Error{Kind: bodyKind(err), At: Retrieved(resp), Err: err}
	if resp.Request != nil && resp.Request.URL != nil {
		e.URL = resp.Request.URL.Redacted()
	}
	if known, ok := errors.AsType[*Error](err); ok {
		e.Err = known.Err
	}
	return nil, e
}

// Room is where one large answer at a time is in memory; made with room for one. The
// others wait in the transport's temporary file.
type Room chan struct{}

// Wait waits until an answer of that many bytes (below 0: unknown) may be read. release,
// which may be called again, lets the next one in.
func (r Room) Wait(ctx context.Context, length int64) (release func(), err error) {
	if length >= 0 && length < largeBody {
		return func() {}, nil
	}
	select {
	case r <- struct{}{}:
		return sync.OnceFunc(func() { <-r }), nil
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
}

func readWhole(resp *http.Response, most int64) ([]byte, error) {
	if most > 0 && resp.ContentLength > most {
		return nil, tooLarge(most)
	}
	if kept, ok := resp.Body.(interface{ Whole() []byte }); ok {
		return withinLimit(kept.Whole(), most)
	}
	in := io.Reader(resp.Body)
	if most > 0 {
		in = io.LimitReader(in, most+1)
	}
	// A length is believed only as far as memory for it is cheap.
	var whole bytes.Buffer
	whole.Grow(int(min(max(resp.ContentLength, 0), heldBody)) + bytes.MinRead)
	_, err := whole.ReadFrom(in)
	if data := whole.Bytes(); err == nil || most > 0 && int64(len(data)) > most {
		return withinLimit(data, most)
	}
	return nil, err
}

func withinLimit(data []byte, most int64) ([]byte, error) {
	if most > 0 && int64(len(data)) > most {
		return nil, tooLarge(most)
	}
	return data, nil
}

func tooLarge(most int64) error {
	if most%(1<<20) == 0 {
		return fmt.Errorf("%w: larger than %d MiB", errTooLarge, most>>20)
	}
	return fmt.Errorf("%w: larger than %d bytes", errTooLarge, most)
}

// bodyKind sorts an error of reading a body. What is neither the network's nor
// the caller's doing is damage.
func bodyKind(err error) string {
	kind := kindOf(brokenGzip(err))
	if kind == KindNetwork && !isA[*Error](err) && !isA[net.Error](err) && !errors.Is(err, context.Canceled) {
		return KindTruncated
	}
	return kind
}

// Reason is a client's error without the address, which the one who asked
// knows: the kind and the cause of an *Error, which stays below it, the cause of a
// *url.Error.
func Reason(err error) error {
	if isA[*reason](err) {
		return err
	}
	if known, ok := errors.AsType[*Error](err); ok {
		return &reason{known}
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

type reason struct{ of *Error }

func (r *reason) Error() string { return r.of.Kind + ": " + r.of.Err.Error() }
func (r *reason) Unwrap() error { return r.of }

// Damaged says whether something was read, but not what was expected (see
// Error.Invalid). Errors of other clients are none.
func Damaged(err error) bool {
	known, ok := errors.AsType[*Error](err)
	return ok && known.Invalid()
}

// FailedAt is when a request failed, if the transport tells, in UTC.
func FailedAt(err error) time.Time {
	if known, ok := errors.AsType[*Error](err); ok {
		return known.At
	}
	return time.Time{}
}
