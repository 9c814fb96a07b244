// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// fails is a body that breaks off.
type fails struct {
	io.Reader
	err    error
	closed *bool
}

func (f fails) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = f.err
	}
	return n, err
}

func (f fails) Close() error { *f.closed = true; return nil }

func TestReadBody(t *testing.T) {
	reset := &net.OpError{Op: "read", Err: errors.New("connection reset")}
	for _, test := range []struct {
		what   string
		err    error // at the end of ten bytes
		length int64
		most   int64
		want   string
	}{
		{"whole", io.EOF, 10, 10, ""},
		{"whole, of unknown length", io.EOF, -1, 10, ""},
		{"without a limit", io.EOF, -1, 0, ""},
		{"a length that is a lie", io.EOF, 1 << 50, 0, ""},
		{"too large, announced", io.EOF, 11, 10, KindTooLarge},
		{"too large", io.EOF, -1, 9, KindTooLarge},
		{"broken off", io.ErrUnexpectedEOF, 20, 100, KindTruncated},
		{"a bad checksum", gzip.ErrChecksum, -1, 100, KindTruncated},
		{"damage that nobody named", errors.New("flate: corrupt input"), -1, 100, KindTruncated},
		{"other damage", errors.New("malformed chunked encoding"), -1, 100, KindTruncated},
		{"a lost connection", reset, -1, 100, KindNetwork},
		{"too late", context.DeadlineExceeded, -1, 100, KindTimeout},
		{"given up", context.Canceled, -1, 100, KindBudget},
		{"the transport's own", &Error{Kind: KindTLS, Err: errors.New("alert")}, -1, 100, KindTLS},
	} {
		closed := false
		resp := reply(200, "", RetrievedHeader, "2026-01-02T03:04:05Z") //nolint:bodyclose // ReadBody closes it, which is tested
		resp.Request, _ = http.NewRequest(http.MethodGet, "https://a.example/x", nil)
		resp.Body, resp.ContentLength = fails{strings.NewReader("ten bytes."), test.err, &closed}, test.length
		data, err := ReadBody(resp, test.most)
		if kind(err) != test.want || err == nil && string(data) != "ten bytes." || err != nil && data != nil {
			t.Errorf("%s: %q %v", test.what, data, err)
		}
		if !closed {
			t.Errorf("%s: not closed", test.what)
		}
		var e *Error
		if errors.As(err, &e) && (e.URL != "https://a.example/x" || e.At.IsZero() || e.Invalid() != (test.want == KindTooLarge || test.want == KindTruncated)) {
			t.Errorf("%s: %+v", test.what, e)
		}
	}
}

func TestReason(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	known := &Error{Kind: KindTooLarge, URL: "https://a.example/x", At: at, Err: errTooLarge}
	if err := Reason(known); strings.Contains(err.Error(), "a.example") || !strings.HasPrefix(err.Error(), "too-large: ") {
		t.Error(err)
	}
	if !Damaged(known) || Damaged(io.EOF) || !FailedAt(known).Equal(at) || !FailedAt(io.EOF).IsZero() {
		t.Error(known)
	}
	if err := Reason(io.EOF); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
