// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
)

func TestQueue(t *testing.T) {
	const n = 1000
	var (
		mu         sync.Mutex
		busy, most = map[string]int{}, map[string]int{}
		seen       [n]int
		running    atomic.Int64
	)
	host := func(i int) string { return fmt.Sprint("host", i%7) }
	newQueue(n, 3, host).run(context.Background(), 10, func(i int) {
		if running.Add(1) > 10 {
			t.Error("more than ten at a time")
		}
		mu.Lock()
		busy[host(i)]++
		most[host(i)] = max(most[host(i)], busy[host(i)])
		mu.Unlock()
		runtime.Gosched()
		mu.Lock()
		seen[i]++
		busy[host(i)]--
		mu.Unlock()
		running.Add(-1)
	})
	for i, times := range seen {
		if times != 1 {
			t.Fatalf("piece %d was done %d times", i, times)
		}
	}
	for host, at := range most {
		if at > 3 {
			t.Errorf("%s had %d at a time", host, at)
		}
	}
}

func TestQueueStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var done atomic.Int64
	newQueue(1000, 2, func(int) string { return "" }).run(ctx, 4, func(int) {
		if done.Add(1) == 2 {
			cancel()
		}
		<-ctx.Done()
	})
	if n := done.Load(); n > 2+4 {
		t.Errorf("%d pieces after the context ended", n)
	}
	newQueue(0, 2, nil).run(context.Background(), 4, nil)
}

// sixtyThousand answers every request with one made page, without a network.
type sixtyThousand struct{ body string }

func (s sixtyThousand) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &written{header: make(http.Header)}
	send("text/html", s.body)(w, r)
	return w.response(r), nil
}

// TestQueueMemory holds 60,000 queued addresses to 150 MB, of which the probes
// themselves are a part.
func TestQueueMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("60,000 pages")
	}
	const n = 60_000
	pattern := probes.MustCompile("trusted publishing")
	asked := make([]probes.Probe, n)
	for i := range asked {
		asked[i] = probes.Probe{Key: fmt.Sprint(i), Method: probes.Page, URL: fmt.Sprintf("http://host%d.example/page/%d", i%50, i), Patterns: []*probes.Pattern{pattern}}
	}
	client := &http.Client{Transport: sixtyThousand{htmlPage("T", "<h1>A</h1><p>trusted publishing"+manyWords+manyWords)}}
	var seen atomic.Int64
	var most uint64
	goroutines := 0
	err := (&Site{Client: client}).Look(context.Background(), asked, func(o probes.Observation) {
		if o.Outcome != probes.Matched {
			t.Error(o.Detail)
		}
		if seen.Add(1)%5000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most, goroutines = max(most, m.Sys-m.HeapReleased), max(goroutines, runtime.NumGoroutine())
		}
	})
	if err != nil || seen.Load() != n {
		t.Error(err, seen.Load())
	}
	t.Logf("%d pages: %d MB at most, %d goroutines", n, most>>20, goroutines)
	if most > 150<<20 || goroutines > 100 {
		t.Errorf("%d MB, %d goroutines", most>>20, goroutines)
	}
}
