// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/workqueue"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
)

// Redis that ends and comes back, in order or killed, loses nothing and doubles nothing;
// that it is gone is said once, and that it is back.
func TestRedisRestarts(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*redistest.Server){"stopped": (*redistest.Server).Stop, "killed": (*redistest.Server).Kill} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			var asked atomic.Int64
			_, worker := serve(t, server.URL(), 4, func(ctx context.Context, item workqueue.Item) ([]byte, error) {
				if n := asked.Add(1); n%50 == 0 {
					time.Sleep(20 * time.Millisecond) // some are under way when it ends
				}
				return number(ctx, item)
			})
			r, said := connect(t, server.URL())
			seen, ended := newOnce(t), make(chan error, 1)
			go func() { ended <- r.Queue([]byte("made")).Run(t.Context(), "", numbered(3000), nil, seen.emit) }()
			until(t, "a third is done", func() bool { return seen.count.Load() > 1000 })
			end(server)
			said.wait(t, "paused until it answers")
			worker.wait(t, "paused until it answers")
			before := seen.count.Load()
			server.StartAgain()
			seen.check(<-ended, 3000)
			if before == 3000 {
				t.Error("it ended before Redis did")
			}
			for _, line := range []string{"paused until it answers", "answers again"} {
				if n := said.count(line); n != 1 {
					t.Errorf("%q was said %d times", line, n)
				}
			}
		})
	}
}

// A Redis that comes back with nothing loses nothing either: the coordinator knows what
// is not back.
func TestRedisForgets(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--appendonly", "no")
	serve(t, server.URL(), 4, number)
	r, said := connect(t, server.URL())
	seen, ended := newOnce(t), make(chan error, 1)
	go func() { ended <- r.Queue([]byte("made")).Run(t.Context(), "", numbered(4000), nil, seen.emit) }()
	until(t, "some are done", func() bool { return seen.count.Load() > 100 })
	server.Kill()
	said.wait(t, "paused until it answers")
	server.StartAgain()
	seen.check(<-ended, 4000)
}

// A worker process that is killed loses nothing: its items are others', each once.
func TestKilledWorker(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	var mu sync.Mutex
	stuck := make(map[string]int) // items by the process that holds them for good
	victim := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		pid := req.URL.Query().Get("worker")
		mu.Lock()
		if victim == "" {
			victim = pid
		}
		hangs := victim == pid
		if hangs {
			stuck[pid]++
		}
		mu.Unlock()
		if hangs {
			<-req.Context().Done() // until it is killed
			return
		}
		fmt.Fprint(w, "n"+strings.TrimPrefix(req.URL.Path, "/item-"))
	}))
	t.Cleanup(server.Close)
	workers := make(map[string]*exec.Cmd)
	for range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), workerVariable+"="+redis.URL())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		workers[fmt.Sprint(cmd.Process.Pid)] = cmd
		t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	}
	r, said := connect(t, redis.URL())
	seen, ended := newOnce(t), make(chan error, 1)
	go func() { ended <- r.Queue([]byte(server.URL)).Run(t.Context(), "", numbered(200), nil, seen.emit) }()
	until(t, "one holds all that it may, and the rest is done", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return stuck[victim] == 4 && seen.count.Load() == 196
	})
	if err := workers[victim].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	seen.check(<-ended, 200)
	if said.count("handed out again") == 0 {
		t.Error("nothing was handed out again")
	}
}

// A worker that is stopped leaves what it had begun to others at once.
func TestStoppedWorker(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	began := make(chan struct{}, 10)
	stop, _ := serve(t, server.URL(), 2, func(ctx context.Context, _ workqueue.Item) ([]byte, error) {
		began <- struct{}{}
		<-ctx.Done()
		return nil, fmt.Errorf("stopped: %w", workqueue.ErrLater) // as the transport says
	})
	r, _ := connect(t, server.URL())
	seen, ended := newOnce(t), make(chan error, 1)
	go func() { ended <- r.Queue([]byte("made")).Run(t.Context(), "", numbered(50), nil, seen.emit) }()
	<-began
	<-began
	stop()
	serve(t, server.URL(), 2, number)
	seen.check(<-ended, 50)
}

// When time is over, what no worker was there for is left for later.
func TestTimeIsOver(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r, _ := connect(t, server.URL())
	q := r.Queue([]byte("made"))
	q.Until = time.Now().Add(-time.Hour)
	if err := q.Run(t.Context(), "", numbered(3), nil, func(workqueue.Item, []byte) error { return errors.New("emitted") }); err != nil {
		t.Error(err)
	}
	nothingStays(t, server)
}

// Two runs on one server, at the same time, do not mix.
func TestTwoRuns(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r, _ := connect(t, server.URL())
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- r.Serve(ctx, 8, func(_ context.Context, order []byte) (workqueue.Work, func(), error) {
			if string(order) == "refused" {
				return nil, nil, errors.New("other rules")
			}
			order = slices.Clip(order) // each appends to a copy
			return func(_ context.Context, item workqueue.Item) ([]byte, error) {
				return append(order, item.Data...), nil
			}, func() {}, nil
		})
	}()
	var group sync.WaitGroup
	for _, order := range []string{"a", "b"} {
		group.Go(func() {
			other, _ := connect(t, server.URL())
			count := 0
			err := other.Queue([]byte(order)).Run(ctx, "same", numbered(300), nil, func(item workqueue.Item, result []byte) error {
				if want := order + string(item.Data); string(result) != want {
					t.Errorf("%s instead of %s", result, want)
				}
				count++
				return nil
			})
			if err != nil || count != 300 {
				t.Errorf("%d of 300: %v", count, err)
			}
		})
	}
	group.Wait()

	// A run in which no worker takes part waits, and says so.
	third, said := connect(t, server.URL())
	waits, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- third.Queue([]byte("refused")).Run(waits, "", numbered(3), nil, func(workqueue.Item, []byte) error { return nil })
	}()
	said.wait(t, "no worker takes part")
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	nothingStays(t, server)
}

// A server that asks for a password later ends a run with a word, and loses nothing.
func TestLockedLater(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r, _ := connect(t, server.URL())
	started := make(chan struct{})
	items := func(yield func(workqueue.Item) bool) {
		close(started)
		numbered(10)(yield)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- r.Queue([]byte("made")).Run(t.Context(), "", items, nil, func(workqueue.Item, []byte) error { return nil })
	}()
	<-started
	other, _ := connect(t, server.URL())
	if err := other.client.ConfigSet(t.Context(), "requirepass", "new").Err(); err != nil {
		t.Fatal(err)
	}
	_ = other.client.Do(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no").Err()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "asks for a password") {
		t.Error(err)
	}
}
