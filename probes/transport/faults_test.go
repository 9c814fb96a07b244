// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

var goodPage = "<h1>Publishing</h1>" + strings.Repeat("<p>Packages are signed.</p>", 400)

func goodHandler(w http.ResponseWriter, req *http.Request) {
	if req.URL.Path == "/robots.txt" {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Etag", `"1"`)
	_, _ = io.WriteString(w, goodPage)
}

// faulty chooses a fault for everything but robots.txt.
func faulty(f faulttest.Fault) func(*http.Request) faulttest.Fault {
	return func(req *http.Request) faulttest.Fault {
		if req.URL.Path == "/robots.txt" {
			return faulttest.None
		}
		return f
	}
}

// impatient sets short limits where the fault is to take long, and only there:
// on a busy machine anything else may take long as well.
func impatient(f faulttest.Fault, opts Options) Options {
	switch f {
	case faulttest.Stall:
		opts.Stall = 100 * time.Millisecond
	case faulttest.Slow:
		opts.Timeout = 200 * time.Millisecond
	}
	return opts
}

// TestFaults holds what each fault ends as. None may end as a good answer
// unless the body is what the server meant to send.
func TestFaults(t *testing.T) {
	ends := map[faulttest.Fault]string{
		faulttest.Reset: KindNetwork, faulttest.ResetBody: KindNetwork, faulttest.Stall: KindTimeout, faulttest.Slow: KindTimeout,
		faulttest.Truncated: KindTruncated, faulttest.TruncatedGzip: KindTruncated,
		faulttest.GzipBomb: KindTooLarge, faulttest.Endless: KindTooLarge, faulttest.RedirectLoop: KindRedirects,
		faulttest.TLS: KindTLS, faulttest.DNS: KindDNS,
		faulttest.TooMany: "429", faulttest.ServerError: "500", faulttest.Unavailable: "503",
		faulttest.WrongType: "200", faulttest.BotWall: "200", faulttest.InvalidJSON: "200", faulttest.DeepJSON: "200",
	}
	server := faulttest.New(t, http.HandlerFunc(goodHandler))
	for _, f := range faulttest.All() {
		t.Run(string(f), func(t *testing.T) {
			server.Choose(faulty(f))
			tr := loopback(t, impatient(f, Options{MaxRetries: 1, MaxBody: 4 << 20}))
			g, err := get(tr, server.URL+"/page")
			end := kind(err)
			if err == nil {
				end = fmt.Sprint(g.status)
			}
			// A reset in the middle of a body is seen as one or the other.
			if end != ends[f] && (f != faulttest.ResetBody || end != KindTruncated) {
				t.Errorf("ended as %q (%v), want %q", end, err, ends[f])
			}
		})
	}
}

func TestFaultOfRobots(t *testing.T) {
	server := faulttest.New(t, http.HandlerFunc(goodHandler))
	for f, want := range map[faulttest.Fault]string{
		faulttest.Reset: KindNetwork, faulttest.Unavailable: KindRobots, faulttest.TooMany: KindRobots, faulttest.TruncatedGzip: KindRobots,
		faulttest.Stall: KindTimeout, faulttest.Endless: "", faulttest.RedirectLoop: "", faulttest.BotWall: "",
	} {
		server.Choose(func(req *http.Request) faulttest.Fault {
			if req.URL.Path == "/robots.txt" {
				return f
			}
			return faulttest.None
		})
		tr := loopback(t, impatient(f, Options{MaxRetries: 1}))
		if _, err := get(tr, server.URL+"/page"); kind(err) != want {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestHostileMemory asks fifty hosts at once that all send without end.
func TestHostileMemory(t *testing.T) {
	server := faulttest.New(t, http.HandlerFunc(goodHandler))
	server.Choose(func(req *http.Request) faulttest.Fault {
		return faulttest.Seeded(1, 1, faulttest.Endless, faulttest.GzipBomb)(req)
	})
	tr := loopback(t, Options{Origins: map[string]string{"*": server.URL}, Timeout: time.Minute})
	peak := watchHeap(t)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if _, err := get(tr, fmt.Sprintf("http://host%d.example/", i)); err == nil {
				t.Error("an answer without end ended")
			}
		})
	}
	wg.Wait()
	if mb := peak() >> 20; mb > 250 {
		t.Errorf("%d MiB of heap", mb)
	} else {
		t.Logf("%d MiB of heap", mb)
	}
}

// watchHeap samples the heap until the peak is asked for.
func watchHeap(t *testing.T) func() uint64 {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	var most uint64
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most
	}
}

// TestSeededFaults: whatever goes wrong, a good answer is the whole good page.
func TestSeededFaults(t *testing.T) {
	server := faulttest.New(t, http.HandlerFunc(goodHandler))
	for seed := range uint64(6) {
		server.Choose(faulttest.Seeded(seed, 0.5))
		tr := loopback(t, Options{Origins: map[string]string{"*": server.URL}, Timeout: 200 * time.Millisecond, Stall: 60 * time.Millisecond, MaxRetries: 1, MaxBody: 1 << 20, Seed: seed + 1})
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				g, err := get(tr, fmt.Sprintf("http://host%d.example/%d", i%10, i))
				if strings.HasPrefix(kind(err), "untyped") {
					t.Error(err)
				}
				if err == nil && g.status == 200 && strings.HasPrefix(g.body, "<h1>") && g.body != goodPage {
					t.Errorf("half a page: %d bytes", len(g.body))
				}
			})
		}
		wg.Wait()
	}
}
