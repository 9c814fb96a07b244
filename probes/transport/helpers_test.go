// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noPace lets tests run as fast as they can.
var noPace = map[string]Pace{"*": {-1, -1}}

// loopback is a transport that may ask the test servers, and does not wait.
func loopback(t testing.TB, opts Options) *Transport {
	t.Helper()
	opts.AllowPrivate = true
	if opts.Paces == nil {
		opts.Paces = noPace
	}
	if opts.Backoff == 0 {
		opts.Backoff = time.Millisecond
	}
	tr, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tr.Close(); err != nil {
			t.Error(err)
		}
	})
	return tr
}

func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// got is what a get ended with.
type got struct {
	status int
	header http.Header
	body   string
	at     time.Time
}

func get(tr *Transport, url string, header ...string) (got, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return got{}, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := tr.Client().Do(req)
	if err != nil {
		return got{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header, string(body), Retrieved(resp)}, err
}

func mustGet(t testing.TB, tr *Transport, url string, header ...string) got {
	t.Helper()
	g, err := get(tr, url, header...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// kind of an error, "" for none.
func kind(err error) string {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	}
	return fmt.Sprintf("untyped: %v", err)
}

// fake is a network without connections, for tests under a false clock.
type fake struct {
	mu     sync.Mutex
	answer func(*http.Request) *http.Response
	took   time.Duration // per request
	asked  []asked
	now    int
	most   int // under way at a time
}

type asked struct {
	url string
	at  time.Time
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	f.asked = append(f.asked, asked{req.URL.String(), time.Now()})
	f.now++
	f.most = max(f.most, f.now)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.now--
		f.mu.Unlock()
	}()
	select {
	case <-time.After(f.took):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if f.answer == nil {
		return reply(200, "text"), nil
	}
	return f.answer(req), nil
}

func (f *fake) times(match string) []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []time.Time
	for _, a := range f.asked {
		if strings.Contains(a.url, match) {
			list = append(list, a.at)
		}
	}
	return list
}

func reply(status int, body string, header ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: make(http.Header), Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// over is a transport over a false network; the caller closes it.
func over(t testing.TB, base *fake, opts Options) *Transport {
	t.Helper()
	tr, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	tr.base = base
	return tr
}
