// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
)

// said is what processes write, read while they do.
type saidLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *saidLog) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *saidLog) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// startProgram runs the program as a process of its own, until the test ends.
func startProgram(t *testing.T, said *saidLog, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	cmd.Stdout, cmd.Stderr = said, said
	cmd.Env = append(os.Environ(), "GITHUB_TOKEN=made-token")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	return cmd
}

// eventually waits for what happens; the limit only ends what hangs.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// Three workers and a coordinator: the coordinator is killed and taken up, one worker is
// killed, and Redis restarts. The totals are the truth.
func TestAdoptionByWorkers(t *testing.T) {
	t.Parallel()
	const packages = 900
	redis := redistest.Start(t)
	made := &adoptiontest.Registry{Ecosystem: "gem", Packages: packages, Seed: 11}
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("Authorization") != "" {
			t.Error("a token was sent")
		}
		if asked.Add(1)%8 == 0 {
			time.Sleep(5 * time.Millisecond) // so that some are always under way
		}
		made.ServeHTTP(w, req)
	}))
	defer server.Close()
	var workers []*exec.Cmd
	var said saidLog
	for range 3 {
		workers = append(workers, startProgram(t, &said, "worker", "--queue", redis.URL(), "--workers", "4"))
	}
	file, out := madeCohort(t, made), filepath.Join(t.TempDir(), "out")
	args := []string{"adoption", "--ecosystem", "gem", "--cohort", file, "--out", out, "--queue", redis.URL(), "--origins", "*=" + server.URL, "--allow-private", "--no-pace"}
	journal := func() int {
		data, _ := os.ReadFile(filepath.Join(out, ".landscape-adoption"))
		return bytes.Count(data, []byte("\n"))
	}

	first := startProgram(t, &saidLog{}, args...)
	eventually(t, "a fifth is done", func() bool { return journal() > packages/5 })
	_ = first.Process.Kill()
	_ = first.Wait()
	if n := journal(); n > packages {
		t.Fatalf("it had ended already: %d", n)
	}

	var told, text saidLog
	ended := make(chan int, 1)
	go func() { ended <- run(t.Context(), append(args, "--resume"), &text, &told) }()
	eventually(t, "half is done", func() bool { return journal() > packages/2 })
	_ = workers[0].Process.Kill()
	redis.Stop()
	eventually(t, "it is said that Redis is gone", func() bool { return strings.Contains(told.String(), "paused until it answers") })
	redis.StartAgain()
	if status := <-ended; status != 0 || !strings.Contains(text.String(), fmt.Sprintf("%d of %d packages read", packages, packages)) {
		t.Fatalf("status %d\n%s\n%s\n%s", status, &text, &told, &said)
	}
	for _, line := range []string{"paused until it answers", "answers again"} {
		if n := strings.Count(told.String(), line); n != 1 {
			t.Errorf("%q was said %d times:\n%s", line, n, &told)
		}
	}
	sameTotals(t, made, out)

	// A worker that is asked to stop does, with status 0.
	_ = workers[1].Process.Signal(os.Interrupt)
	if err := workers[1].Wait(); err != nil {
		t.Errorf("%v: %s", err, &said)
	}
}

// Workers together ask a host no faster than one may.
func TestWorkersShareAPace(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	made := &adoptiontest.Registry{Ecosystem: "hex", Packages: 4, Seed: 1}
	var mu sync.Mutex
	var times []time.Time
	busy := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		times = append(times, time.Now())
		if busy++; busy > 1 {
			t.Error("two requests at a time")
		}
		mu.Unlock()
		made.ServeHTTP(w, req)
		mu.Lock()
		busy--
		mu.Unlock()
	}))
	defer server.Close()
	for range 3 {
		startProgram(t, &saidLog{}, "worker", "--queue", redis.URL(), "--workers", "1") // so that each gets some
	}
	out := filepath.Join(t.TempDir(), "out")
	status, text, told := adoptionOf(t, "adoption", "--ecosystem", "hex", "--cohort", madeCohort(t, made), "--out", out, "--queue", redis.URL(), "--origins", "*="+server.URL, "--allow-private")
	if status != 0 || len(times) < 4 {
		t.Fatalf("status %d\n%s\n%s", status, text, told)
	}
	// One a second: a turn may come late, and none comes early.
	least := time.Duration(len(times)-1) * time.Second
	if took := times[len(times)-1].Sub(times[0]); took < least-500*time.Millisecond {
		t.Errorf("%d requests in %s", len(times), took)
	}
}

// A --queue that cannot be used is named in one line, and what was there stays.
func TestBadQueue(t *testing.T) {
	t.Parallel()
	locked, gone := redistest.Start(t, "--requirepass", "right"), redistest.Start(t)
	gone.Kill()
	made := &adoptiontest.Registry{Ecosystem: "npm", Packages: 12, Seed: 2}
	file, out := madeCohort(t, made), filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	journal := filepath.Join(out, ".landscape-adoption")
	if err := os.WriteFile(journal, []byte(`{"queue":"of an earlier run"}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	adopt := []string{"adoption", "--ecosystem", "npm", "--cohort", file, "--out", out}
	for _, test := range []struct {
		status int
		queue  string
		more   []string
		want   string
	}{
		{3, "redis://" + gone.Address, nil, "--queue: redis://" + gone.Address + " does not answer: "},
		{3, "redis://" + locked.Address, nil, "--queue: redis://" + locked.Address + " asks for a password: write it as in redis://:PASSWORD@HOST:PORT"},
		{3, "redis://:s3cret@" + locked.Address, nil, "--queue: redis://" + locked.Address + " refuses the user or the password"},
		{2, "http://me:s3cret@" + locked.Address, nil, "--queue: http://" + locked.Address + " is not the address of a Redis server"},
		{2, locked.Address, nil, "--queue: not the address of a Redis server"},
		{2, "redis://" + gone.Address, []string{"--record", filepath.Join(out, "x.warc")}, "leave out --record"},
	} {
		for _, args := range [][]string{append(adopt, test.more...), {"worker"}} {
			if args[0] == "worker" && test.more != nil {
				continue
			}
			status, said, told := adoptionOf(t, append(args, "--queue", test.queue)...)
			if status != test.status || !strings.Contains(told, test.want) || strings.Count(strings.TrimSpace(told), "\n") != 0 || strings.Contains(said+told, "s3cret") {
				t.Errorf("%s: status %d, %s%s, want %q", args[0], status, said, told, test.want)
			}
		}
	}
	if data, err := os.ReadFile(journal); err != nil || !strings.Contains(string(data), "of an earlier run") {
		t.Errorf("the journal of an earlier run is lost: %q %v", data, err)
	}
	if status, _, told := adoptionOf(t, "worker"); status != 2 || !strings.Contains(told, "--queue") {
		t.Errorf("status %d, %s", status, told)
	}
	if status, _, told := adoptionOf(t, "worker", "--queue", gone.URL(), "--workers", "0"); status != 2 || !strings.Contains(told, "--workers 0") {
		t.Errorf("status %d, %s", status, told)
	}
}
