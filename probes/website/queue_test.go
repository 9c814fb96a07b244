// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"errors"
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
	newQueue(n, 3, host).runWorkers(context.Background(), 10, func(i int) {
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
	newQueue(1000, 2, func(int) string { return "" }).runWorkers(ctx, 4, func(int) {
		if done.Add(1) == 2 {
			cancel()
		}
		<-ctx.Done()
	})
	if n := done.Load(); n > 2+4 {
		t.Errorf("%d pieces after the context ended", n)
	}
	newQueue(0, 2, nil).runWorkers(context.Background(), 4, nil)
}

// sixtyThousand answers every request with one made page, without a network.
type sixtyThousand struct{ body string }

func (s sixtyThousand) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &written{header: make(http.Header)}
	send("text/html", s.body)(w, r)
	return w.response(r), nil
}

// TestQueueMemory holds 60,000 queued addresses to 150 MB, of which the probes
// themselves are a part. The queue is fullest at first, so a tenth is read.
func TestQueueMemory(t *testing.T) {
	if testing.Short() || racing {
		t.Skip("memory is measured without the race detector, which needs much of it")
	}
	const n = 60_000
	pattern := probes.MustCompile("trusted publishing")
	asked := make([]probes.Probe, n)
	for i := range asked {
		asked[i] = probes.Probe{Key: fmt.Sprint(i), Method: probes.Page, URL: fmt.Sprintf("http://host%d.example/page/%d", i%50, i), Patterns: []*probes.Pattern{pattern}}
	}
	client := &http.Client{Transport: sixtyThousand{htmlPage("T", "<h1>A</h1><p>trusted publishing"+manyWords[:700])}}
	var seen atomic.Int64
	var most uint64
	goroutines := 0
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := (&Site{Client: client}).Probe(ctx, asked, func(o probes.Observation) {
		if o.Outcome != probes.Matched {
			t.Error(o.Detail)
		}
		switch done := seen.Add(1); {
		case done > n/10:
			cancel()
		case done%1000 == 0:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most, goroutines = max(most, m.Sys-m.HeapReleased), max(goroutines, runtime.NumGoroutine())
		}
	})
	if !errors.Is(err, context.Canceled) || seen.Load() < n/10 {
		t.Error(err, seen.Load())
	}
	t.Logf("%d queued: %d MB at most, %d goroutines", n, most>>20, goroutines)
	if most > 150<<20 || goroutines > 100 {
		t.Errorf("%d MB, %d goroutines", most>>20, goroutines)
	}
}
