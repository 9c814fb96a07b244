// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"

	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// outcome is what a looker would see of an address.
type outcome struct {
	got  got
	fail string
}

func outcomes(tr *Transport, urls []string) map[string]outcome {
	seen := make(map[string]outcome)
	for _, url := range urls {
		for _, accept := range []string{"text/html", "application/json"} {
			g, err := get(tr, url, "Accept", accept, "Authorization", "Bearer own-secret")
			o := outcome{got: g}
			if err != nil {
				o.fail = err.Error()
			}
			seen[accept+" "+url] = o
		}
	}
	return seen
}

// recordedPages are one address per fault, and some that answer well.
func recordedServer(t *testing.T) (string, []string) {
	server := faulttest.New(t, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Set-Cookie", "session=hush")
		w.Header().Set("X-Multi", "1")
		w.Header().Add("X-Multi", "2")
		if req.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /no")
			return
		}
		if strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprintf(z, "%s %s \r\n\r\nWARC/1.1\r\n\x00\xff", req.URL, req.Header.Get("Accept"))
			_ = z.Close()
		}
	}))
	server.Choose(func(req *http.Request) faulttest.Fault {
		return faulttest.Fault(strings.TrimPrefix(req.URL.Path, "/fault/"))
	})
	urls := []string{"https://a.example/x?y=%20z", "https://a.example/no", "https://b.example/"}
	for _, f := range faulttest.All() {
		if f != faulttest.Stall && f != faulttest.Slow {
			urls = append(urls, "https://a.example/fault/"+string(f))
		}
	}
	return server.URL, urls
}

func TestRecordAndReplay(t *testing.T) {
	origin, urls := recordedServer(t)
	for _, name := range []string{"run.warc", "run.warc.gz"} {
		file := filepath.Join(t.TempDir(), name)
		live, err := New(Options{
			AllowPrivate: true, Paces: noPace, Backoff: time.Millisecond, MaxRetries: -1, MaxBody: 3 << 20,
			Origins: map[string]string{"*": origin}, Record: file, Token: func(string) string { return secret },
		})
		if err != nil {
			t.Fatal(err)
		}
		want := outcomes(live, urls)
		if err := live.Close(); err != nil {
			t.Fatal(err)
		}
		checkRecording(t, file)
		replay := loopback(t, Options{Replay: file, MaxBody: 3 << 20})
		replay.base = nil // no network
		for range 2 {
			for url, got := range outcomes(replay, urls) {
				if !reflect.DeepEqual(got, want[url]) {
					t.Errorf("%s: %s\nreplayed %.300v\nrecorded %.300v", name, url, got, want[url])
				}
			}
		}
		if _, err := get(replay, "https://c.example/"); kind(err) != KindNetwork {
			t.Errorf("not recorded: %v", err)
		}
	}
}

// checkRecording reads the file whole and looks for what must not be there.
func checkRecording(t *testing.T, file string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kinds := make(map[string]int)
	err = warc.Each(f, 0, nil, func(_, _ int64, r *warc.Record) error {
		kinds[r.Type]++
		for _, hush := range []string{secret, "own-secret", "hush", "127.0.0.1", "Authorization"} {
			// Errors of the network name the address that was asked.
			if bytes.Contains(r.Block, []byte(hush)) && (hush != "127.0.0.1" || r.Type == "request" && strings.Contains(r.URL, ".example/")) {
				t.Errorf("%s in %s of %s", hush, r.Type, r.URL)
			}
		}
		return nil
	})
	if err != nil || kinds["warcinfo"] != 1 || kinds["metadata"] == 0 || kinds["request"] != kinds["response"]+kinds["metadata"] {
		t.Errorf("%v, %v", kinds, err)
	}
	if _, err := os.Stat(file + ".part"); err == nil {
		t.Error("the part is still there")
	}
}

func TestReplayInOrder(t *testing.T) {
	n := 0
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/robots.txt" {
			return
		}
		n++
		fmt.Fprint(w, n)
	})
	file := filepath.Join(t.TempDir(), "run.warc")
	live := loopback(t, Options{Record: file})
	for range 3 {
		mustGet(t, live, url)
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	replay := loopback(t, Options{Replay: file})
	for _, want := range []string{"1", "2", "3", "3"} {
		if g := mustGet(t, replay, url); g.body != want {
			t.Errorf("%q, want %q", g.body, want)
		}
	}
}

// TestRecordOverCache: what came from the cache is recorded whole.
func TestRecordOverCache(t *testing.T) {
	p := page{header: header("Etag", `"1"`), body: "text"}
	url := serve(t, p.ServeHTTP)
	dir := t.TempDir()
	mustGet(t, loopback(t, Options{CacheDir: dir}), url)
	file := filepath.Join(dir, "run.warc.gz")
	live := loopback(t, Options{CacheDir: dir, Record: file})
	want := mustGet(t, live, url)
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	if got := mustGet(t, loopback(t, Options{Replay: file}), url); !reflect.DeepEqual(got, want) || p.whole.Load() != 1 {
		t.Errorf("%v, recorded %v", got, want)
	}
}

func TestDamagedRecording(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "User-agent: *") })
	file := filepath.Join(t.TempDir(), "run.warc")
	live := loopback(t, Options{Record: file})
	mustGet(t, live, url)
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range [][]byte{nil, whole[:len(whole)-3], whole[:len(whole)-40], whole[:9], bytes.Replace(whole, []byte("User-agent: *"), []byte("User-agent: +"), 1), []byte("PK\x03\x04")} {
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{Replay: file}); err == nil {
			t.Errorf("%d damaged bytes taken", len(damaged))
		}
	}
	if _, err := New(Options{Replay: file + ".none"}); err == nil {
		t.Error("no file taken")
	}
	if _, err := New(Options{Record: filepath.Join(file, "x")}); err == nil {
		t.Error("a recording in a file")
	}
}
