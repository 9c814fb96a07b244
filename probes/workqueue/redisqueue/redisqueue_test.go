// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
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
	"github.com/ossf/package-manager-landscape/probes/workqueue/workqueuetest"
)

// workerVariable turns the test's program into a worker of the server that it names.
const workerVariable = "LANDSCAPE_TEST_WORKER"

func TestMain(m *testing.M) {
	address := os.Getenv(workerVariable)
	if address == "" {
		flag.Parse()
		_ = flag.Set("test.parallel", "16") // the tests wait for Redis, most of the time
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

// What others put into Redis is no work and no result of ours.
func TestForeignBytes(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	other, _ := connect(t, server.URL())
	ctx, big := t.Context(), strings.Repeat("x", 3*LargestResult)
	other.client.ZAdd(ctx, runsKey, scored("../../etc"), scored(strings.Repeat("0", 32)), scored(strings.Repeat("a", 32)), scored(strings.Repeat("b", 32)))
	other.client.Set(ctx, orderKey(strings.Repeat("a", 32)), "not an order", 0)
	other.client.Set(ctx, orderKey(strings.Repeat("b", 32)), big, 0)

	r, said := connect(t, server.URL())
	served, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- r.Serve(served, 4, func(_ context.Context, order []byte) (workqueue.Work, func(), error) {
			if len(order) > largestItem || string(order) != "made" {
				return nil, nil, errors.New("not an order")
			}
			return number, func() {}, nil
		})
	}()
	said.wait(t, "takes no part in run aaaaaaaa: not an order")
	said.wait(t, "takes no part in run bbbbbbbb: not an order")
	for _, test := range []struct{ value, want string }{
		{`{"result":"bg=="}`, ""},
		{`{"result":"bg==","more":1}`, "is not one"},
		{`{"result":"bg=="}{}`, "is not one"},
		{`{}`, "is not one"},
		{`{"result":"bg==","later":true}`, "is not one"},
		{big, "is not one"},
		{`{"failed":"no such thing"}`, "no such thing"},
	} {
		// The result is there before a worker begins.
		hold := make(chan struct{})
		q := other.Queue([]byte("made"))
		items := func(yield func(workqueue.Item) bool) {
			<-hold
			yield(workqueue.Item{ID: "item-", Data: nil})
		}
		run := make(chan error, 1)
		go func() { run <- q.Run(ctx, "", items, nil, func(workqueue.Item, []byte) error { return nil }) }()
		until(t, "the run is announced", func() bool {
			names, _ := other.client.ZRange(ctx, runsKey, 0, -1).Result()
			for _, name := range names {
				if order := other.client.Get(ctx, orderKey(name)).Val(); order == "made" {
					other.client.HSet(ctx, resultsKey(name), "item-", test.value, strings.Repeat("i", 2*longestID), "x", "another", "y")
					other.client.LPush(ctx, asynqKey(name, "pending"), "99")
					return true
				}
			}
			return false
		})
		close(hold)
		if err := <-run; (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.60s: %v, want %q", test.value, err, test.want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// listen answers every connection with a text, or with nothing.
func listen(t *testing.T, text string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				for {
					if _, err := in.ReadString('\n'); err != nil {
						return
					}
					if text != "" {
						_, _ = io.WriteString(c, text)
					}
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// What cannot be used is named in one line, without the password.
func TestBadAddresses(t *testing.T) {
	t.Parallel()
	locked, open := redistest.Start(t, "--requirepass", "right"), redistest.Start(t)
	gone := redistest.Start(t)
	gone.Kill()
	web := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(web.Close)
	for _, test := range []struct{ address, want string }{
		{"redis://" + gone.Address, "redis://" + gone.Address + " does not answer: "},
		{"redis://user:s3cret@" + gone.Address + "/3", "redis://" + gone.Address + "/3 does not answer: "},
		{"redis://" + locked.Address, "redis://" + locked.Address + " asks for a password"},
		{"redis://:s3cret@" + locked.Address, " refuses the user or the password"},
		{"redis://me:s3cret@" + locked.Address, " refuses the user or the password"},
		{"redis://" + open.Address + "/99", " refuses: "},
		{"rediss://:s3cret@" + open.Address, "does not answer within 5s: look at host, port and scheme"},
		{"redis://" + strings.TrimPrefix(web.URL, "http://"), "not as a Redis server does"},
		{"redis://" + listen(t, "220 mail.example ESMTP\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, "+OK\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, ":1\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, ""), "does not answer within 5s"},
		{"http://me:s3cret@" + open.Address, "http://" + open.Address + " is not the address of a Redis server"},
		{"redis://h:6379/0?s3cret=1", "redis://h:6379/0 is not the address"},
		{"redis://:s3cret/x@h:6379", "not the address of a Redis server"},
		{"redis://:12/s3cret@h:6379", "not the address of a Redis server"},
		{"redis://u:12/s3cret@h:6379", "not the address of a Redis server"},
		{"redis://:12#s3cret@h:6379", "not the address of a Redis server"},
		{"redis://:p%zzs3cret@h", "not the address of a Redis server"},
		{open.Address, "not the address of a Redis server"},
		{"redis:" + open.Address, "not the address of a Redis server"},
		{"redis://", "not the address of a Redis server"},
		{"", "not the address of a Redis server"},
		{"unix:///nowhere/s.sock", "unix:///nowhere/s.sock does not answer"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			r, err := Open(context.Background(), test.address, slog.New(slog.DiscardHandler))
			if err == nil {
				_ = r.Close()
				t.Fatalf("%s: no error", test.address)
			}
			if text := err.Error(); !strings.Contains(text, test.want) || strings.Contains(text, "s3cret") || strings.ContainsAny(text, "\r\n") {
				t.Errorf("%s: %s, want %s", test.address, text, test.want)
			}
		})
	}
	r, err := Open(t.Context(), "redis://:right@"+locked.Address+"/2?dial_timeout=3s", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
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
