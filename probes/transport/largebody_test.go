// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const archiveURL = "https://codeload.github.com/made/docs/legacy.tar.gz/abc"

// madeArchive answers with so many MiB, with an entity tag, and counts what it sends.
type madeArchive struct {
	mib  int
	sent atomic.Int64
}

func (m *madeArchive) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Etag", `"one"`)
	if r.Header.Get("If-None-Match") == `"one"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/x-gzip")
	_ = m.write(countTo{w, &m.sent})
}

type countTo struct {
	io.Writer
	n *atomic.Int64
}

func (c countTo) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n.Add(int64(n))
	return n, err
}

func (m *madeArchive) write(w io.Writer) error {
	block := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	for i := range m.mib {
		block[0] = byte(i)
		if _, err := w.Write(block); err != nil {
			return err
		}
	}
	return nil
}

// allocated is how much memory was asked for so far, in MiB.
func allocated() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.TotalAlloc >> 20)
}

func digestOf(t *testing.T, tr *Transport, url string) (sum string, kindOfError string) {
	t.Helper()
	resp, err := tr.Client().Get(url)
	if err != nil {
		return "", kind(err)
	}
	defer func() { _ = resp.Body.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, resp.Body)
	if err != nil || n != resp.ContentLength {
		t.Fatalf("%d of %d bytes: %v", n, resp.ContentLength, err)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), ""
}

// An archive larger than anything held in memory is streamed through a file:
// from the host, from the cache, into a recording and out of it.
func TestLargeBody(t *testing.T) {
	archive := &madeArchive{mib: 40}
	want := fmt.Sprintf("%x", hashed(archive.write))
	dir := t.TempDir()
	warc := filepath.Join(dir, "run.warc.gz")
	opts := Options{Origins: map[string]string{"*": serve(t, archive.ServeHTTP)}, CacheDir: filepath.Join(dir, "cache")}
	recorded := opts
	recorded.Record = warc
	before := allocated()
	tr := loopback(t, recorded)
	if got, why := digestOf(t, tr, archiveURL); got != want {
		t.Fatalf("%s %s, want %s", got, why, want)
	}
	if took := allocated() - before; took > 8 {
		t.Errorf("%d MiB of memory", took)
	}
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	sent := archive.sent.Load()
	if got, why := digestOf(t, loopback(t, opts), archiveURL); got != want || archive.sent.Load() != sent {
		t.Errorf("from the cache: %s %s, %d bytes sent", got, why, archive.sent.Load()-sent)
	}
	if got, why := digestOf(t, loopback(t, Options{Replay: warc}), archiveURL); got != want {
		t.Errorf("replayed: %s %s", got, why)
	}
	damage(t, opts.CacheDir)
	if got, why := digestOf(t, loopback(t, opts), archiveURL); got != want || archive.sent.Load() == sent {
		t.Errorf("after damage to the cache: %s %s", got, why)
	}
	noneLeft(t, opts.CacheDir)
}

func hashed(write func(io.Writer) error) []byte {
	h := sha256.New()
	_ = write(h) // a hash never fails
	return h.Sum(nil)
}

// damage flips a byte in the middle of every large file.
func damage(t *testing.T, dir string) {
	t.Helper()
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, _ error) error {
		info, err := os.Stat(path)
		if err != nil || info.IsDir() || info.Size() < heldBody {
			return nil
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err == nil {
			_, err = f.WriteAt([]byte{0xff}, info.Size()/2)
			_ = f.Close()
		}
		if err != nil {
			t.Error(err)
		}
		return nil
	})
}

func noneLeft(t *testing.T, dir string) {
	t.Helper()
	if left, _ := filepath.Glob(filepath.Join(dir, ".landscape-body-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// What never ends, or unpacks to what never ends, costs the answer: not the
// memory, and no more disk than the host's limit.
func TestLargeBodyLimits(t *testing.T) {
	bomb := bombOf(t, 64)
	for _, test := range []struct {
		what, url string
		handler   http.HandlerFunc
	}{
		{"ten gigabytes, announced", archiveURL, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10000000000")
			_ = (&madeArchive{mib: 10_000}).write(w)
		}},
		{"without end", archiveURL, func(w http.ResponseWriter, _ *http.Request) { _ = (&madeArchive{mib: 10_000}).write(w) }},
		{"a gzip bomb", archiveURL, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		}},
		{"another host", "https://docs.example/x", func(w http.ResponseWriter, _ *http.Request) { _ = (&madeArchive{mib: 17}).write(w) }},
		{"an error page", archiveURL, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_ = (&madeArchive{mib: 17}).write(w)
		}},
	} {
		t.Run(test.what, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				test.handler(w, r)
			})
			dir := t.TempDir()
			tr := loopback(t, Options{Origins: map[string]string{"*": url}, MaxBodies: map[string]int64{"codeload.github.com": 24 << 20}, CacheDir: dir})
			before := allocated()
			if _, why := digestOf(t, tr, test.url); why != KindTooLarge {
				t.Errorf("%q", why)
			}
			if took := allocated() - before; took > 8 && test.url == archiveURL && test.what != "an error page" {
				t.Errorf("%d MiB of memory", took)
			}
			noneLeft(t, dir)
		})
	}
}

func bombOf(t *testing.T, mib int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := errors.Join((&madeArchive{mib: mib}).write(z), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// slowBody sends a MiB after each pause, until the request is given up.
type slowBody struct {
	ctx   context.Context
	pause time.Duration
	left  int // bytes
}

func (s *slowBody) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	if s.left%(1<<20) == 0 {
		if err := sleep(s.ctx, s.pause); err != nil {
			return 0, err
		}
	}
	n := min(len(p), (s.left-1)%(1<<20)+1)
	s.left -= n
	return n, nil
}

func (s *slowBody) Close() error { return nil }

// A large body has the time limit for each 16 MiB, so that a fast archive may
// take long, and a slow one not.
func TestLargeBodyTime(t *testing.T) {
	for _, test := range []struct {
		pause time.Duration // before each MiB
		want  string
	}{{time.Second, ""}, {3 * time.Second, KindTimeout}} {
		synctest.Test(t, func(t *testing.T) {
			base := &fake{answer: func(r *http.Request) *http.Response {
				if r.URL.Path == "/robots.txt" {
					return reply(404, "")
				}
				resp := reply(200, "")
				resp.Body, resp.ContentLength = &slowBody{r.Context(), test.pause, 50 << 20}, -1
				return resp
			}}
			tr := over(t, base, Options{MaxRetries: -1})
			if _, why := digestOf(t, tr, archiveURL); why != test.want {
				t.Errorf("with %s a MiB: %q, want %q", test.pause, why, test.want)
			}
			if err := tr.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestBodyLimits(t *testing.T) {
	for _, test := range []struct {
		opts Options
		host string
		want int64
	}{
		{Options{}, "docs.example", 16 << 20},
		{Options{}, "codeload.github.com", 512 << 20},
		{Options{MaxBody: 1000}, "codeload.github.com", 1000},
		{Options{MaxBody: 1000, MaxBodies: map[string]int64{"A.example": 5000}}, "a.example", 5000},
		{Options{MaxBodies: map[string]int64{"a.example": 5000}}, "a.example:8080", 5000},
		{Options{MaxBody: -1}, "a.example", -1},
	} {
		if got := test.opts.withDefaults().bodyLimit(test.host); got != test.want {
			t.Errorf("%+v: %s may send %d bytes, want %d", test.opts, test.host, got, test.want)
		}
	}
	if got := (Options{}).withDefaults().largestBody(); got != 512<<20 {
		t.Error(got)
	}
	if got := (Options{MaxBodies: map[string]int64{"a": -1}}).withDefaults().largestBody(); got != 0 {
		t.Error(got)
	}
}

// A disk without room is this machine's failure: it is told, and not retried.
func TestNoRoom(t *testing.T) {
	archive := &madeArchive{mib: 1}
	dir := t.TempDir()
	tr := loopback(t, Options{Origins: map[string]string{"*": serve(t, archive.ServeHTTP)}, CacheDir: dir})
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, why := digestOf(t, tr, archiveURL); why != KindBudget {
		t.Errorf("%q", why)
	}
	if stats := tr.Stats(); slices.ContainsFunc(stats, func(s HostStats) bool { return s.Retries > 0 }) {
		t.Errorf("%+v", stats)
	}
}
