// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"flag"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/workqueue"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
	"github.com/ossf/package-manager-landscape/probes/workqueue/workqueuetest"
)

// workerVariable turns the test's program into a worker of the server that it names.
const workerVariable = "LANDSCAPE_TEST_WORKER"

func TestMain(m *testing.M) {
	address := os.Getenv(workerVariable)
	if address == "" {
		flag.Parse()
		if flag.Lookup("test.fuzz").Value.String() == "" {
			_ = flag.Set("test.parallel", "16") // the tests wait for Redis, most of the time
		}
		os.Exit(m.Run())
	}
	r, err := Open(context.Background(), address, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err == nil {
		err = r.Serve(context.Background(), 4, func(_ context.Context, order []byte) (workqueue.Work, func(), error) {
			return askServer(string(order)), func() {}, nil
		})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// askServer is the work of a worker process: it asks a server of the test.
func askServer(address string) workqueue.Work {
	return func(ctx context.Context, item workqueue.Item) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/"+item.ID+"?worker="+fmt.Sprint(os.Getpid()), http.NoBody)
		if err != nil {
			return nil, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		return io.ReadAll(resp.Body)
	}
}

// logged is a log that can be read while it is written.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), what)
}

func (l *logged) wait(t *testing.T, what string) {
	t.Helper()
	until(t, what, func() bool { return l.count(what) > 0 })
}

// until waits for what happens; the limit only ends what hangs.
func until(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func connect(t *testing.T, address string) (*Redis, *logged) {
	t.Helper()
	said := &logged{}
	r, err := Open(t.Context(), address, slog.New(slog.NewTextHandler(said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r, said
}

// serve works in this process until the test ends, or stop is called.
func serve(t *testing.T, address string, items int, work workqueue.Work) (stop func(), said *logged) {
	t.Helper()
	r, said := connect(t, address)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- r.Serve(ctx, items, func(context.Context, []byte) (workqueue.Work, func(), error) { return work, func() {}, nil })
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop, said
}

func numbered(n int) iter.Seq[workqueue.Item] {
	return func(yield func(workqueue.Item) bool) {
		for i := range n {
			if !yield(workqueue.Item{ID: fmt.Sprint("item-", i), Data: fmt.Append(nil, i)}) {
				return
			}
		}
	}
}

func number(_ context.Context, item workqueue.Item) ([]byte, error) {
	return append([]byte("n"), item.Data...), nil
}

// once counts what is emitted, and complains of what comes twice.
type once struct {
	*testing.T
	times map[string]int
	count atomic.Int64
}

func newOnce(t *testing.T) *once { return &once{T: t, times: make(map[string]int)} }

func (o *once) emit(item workqueue.Item, result []byte) error {
	if o.times[item.ID]++; o.times[item.ID] > 1 {
		o.Errorf("%s was emitted %d times", item.ID, o.times[item.ID])
	}
	if want := "n" + string(item.Data); string(result) != want {
		o.Errorf("%s: %s instead of %s", item.ID, result, want)
	}
	o.count.Add(1)
	return nil
}

func (o *once) check(err error, n int) {
	o.Helper()
	if err != nil || len(o.times) != n {
		o.Errorf("%d of %d items: %v", len(o.times), n, err)
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	workqueuetest.Contract(t, func(t *testing.T, work workqueue.Work) workqueue.Queue {
		serve(t, server.URL(), 8, work)
		serve(t, server.URL(), 8, work)
		r, _ := connect(t, server.URL())
		return r.Queue([]byte("made"))
	})
	nothingStays(t, server)
}

// nothingStays checks that a run leaves nothing behind but what expires.
func nothingStays(t *testing.T, server *redistest.Server) {
	t.Helper()
	r, _ := connect(t, server.URL())
	until(t, "keys of runs are removed", func() bool {
		keys, err := r.client.Keys(t.Context(), "*landscape*").Result()
		if err != nil {
			t.Fatal(err)
		}
		queues, _ := r.client.SMembers(t.Context(), "asynq:queues").Result()
		return len(keys) == 0 && len(queues) == 0
	})
}
