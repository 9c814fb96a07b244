// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// program is the program as a process of its own, which can be killed: this
// test binary under the program's name.
func program(t testing.TB) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "landscape")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}

// killing is one made world and the program to be killed: at a request, so that
// it does not matter how fast the machine is.
type killing struct {
	*testing.T
	program, rules, origin string
	requests               int64  // of a run that nobody kills
	want                   []byte // and its observations, but for the time

	asked atomic.Int64 // requests of this run
	last  atomic.Int64 // the request at which it is killed; 0 for none
	there chan struct{}
}

func newKilling(t *testing.T) *killing {
	k := &killing{T: t, program: program(t), rules: worldRules(t), there: make(chan struct{}, 1)}
	w := newWorld()
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if n, last := k.asked.Add(1), k.last.Load(); last > 0 && n >= last {
			select {
			case k.there <- struct{}{}:
			default:
			}
			<-r.Context().Done() // nothing more is answered
			return
		}
		w.ServeHTTP(out, r)
	}))
	t.Cleanup(server.Close)
	k.origin = server.URL
	out := t.TempDir()
	k.run(0, out, "probe")
	k.requests, k.want = k.asked.Load(), k.timeless(out)
	return k
}

// command is the program at work on the world.
func (k *killing) command(out, command string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	args = append([]string{command, "--ecosystems", k.rules, "--origins", "*=" + k.origin, "--allow-private", "--no-pace", "--out", out}, args...)
	cmd := exec.Command(k.program, args...)
	said := &bytes.Buffer{}
	cmd.Stderr = said
	return cmd, said
}

// run lets the program run, and kills it at a request when that is above 0 and
// the condition holds. It says whether the program came to its end.
func (k *killing) run(last int64, out, command string, args ...string) bool {
	k.Helper()
	return k.runUntil(last, func() bool { return true }, out, command, args...)
}

func (k *killing) runUntil(last int64, when func() bool, out, command string, args ...string) bool {
	k.Helper()
	k.asked.Store(0)
	k.last.Store(last)
	select {
	case <-k.there: // a request of the run before, which came late
	default:
	}
	there := k.there
	if last == 0 {
		there = nil
	}
	cmd, said := k.command(out, command, args...)
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			k.Fatalf("%v: %v: %s", cmd.Args, err, said.String())
		}
		return true
	case <-there:
	}
	for end := time.Now().Add(5 * time.Minute); !when(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			k.Fatalf("%v never came so far: %s", cmd.Args, said.String())
		}
	}
	_ = cmd.Process.Kill()
	<-ended
	return false
}

// some is a request in the midst of a run.
func (k *killing) some(rnd *rand.Rand) int64 { return 1 + rnd.Int64N(k.requests) }

// timeless are the observations of a run without the time of looking, which no
// two runs share.
func (k *killing) timeless(out string) []byte {
	k.Helper()
	rows, err := table.DecodeObservations("", k.bytes(out, "observations.parquet"))
	if err != nil {
		k.Fatal(err)
	}
	for i := range rows {
		rows[i].RetrievedAt = 0
	}
	data, err := table.EncodeObservations(rows)
	if err != nil {
		k.Fatal(err)
	}
	return data
}

func (k *killing) bytes(parts ...string) []byte {
	k.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		k.Fatal(err)
	}
	return data
}

// finish resumes until the run comes to its end, killed a few times more.
func (k *killing) finish(rnd *rand.Rand, out, command string, args ...string) (kills int) {
	args = append(args, "--resume")
	for kills = 1; kills < 4; kills++ {
		if k.run(k.some(rnd), out, command, args...) {
			return kills
		}
	}
	k.run(0, out, command, args...)
	return kills
}

// Killed at any time and taken up, a run ends with the same bytes, and its
// recording gives them again.
func TestKilledRuns(t *testing.T) {
	t.Parallel()
	k := newKilling(t)
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		out := t.TempDir()
		var args []string
		warc := filepath.Join(out, "run.warc"+[]string{"", ".gz"}[seed%2])
		recorded := seed < 2
		if recorded {
			args = []string{"--record", warc}
		}
		kills := 0
		if !k.run(k.some(rnd), out, "probe", args...) {
			kills = k.finish(rnd, out, "probe", args...)
		}
		if !bytes.Equal(k.timeless(out), k.want) {
			t.Errorf("seed %d: other observations after %d kills", seed, kills)
		}
		if _, err := os.Lstat(filepath.Join(out, ".landscape-journal")); err == nil {
			t.Errorf("seed %d: the journal is left behind", seed)
		}
		if recorded {
			again := t.TempDir()
			if said, code := landscape("probe", "--ecosystems", k.rules, "--replay", warc, "--out", again); code != 0 {
				t.Fatalf("seed %d: replay: %s", seed, said)
			}
			same(t, filepath.Join(out, "observations.parquet"), filepath.Join(again, "observations.parquet"))
		}
	}
}

// Killed while it publishes, a survey leaves the old result or the new one.
func TestKilledSurvey(t *testing.T) {
	t.Parallel()
	k := newKilling(t)
	out, rnd := t.TempDir(), rand.New(rand.NewPCG(1, 3))
	start := time.Now()
	k.run(0, out, "survey")
	takes := time.Since(start)
	want := madeVerdicts(t, out)
	for range 2 {
		cmd, _ := k.command(out, "survey")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(takes/3 + time.Duration(rnd.Int64N(int64(takes)))) // any moment will do
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if got := madeVerdicts(t, out); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("verdicts %v", got)
		}
	}
	k.run(0, out, "survey", "--resume")
	if got := madeVerdicts(t, out); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("verdicts %v", got)
	}
}

// halfDone is the folder of a recorded run that was killed after it had seen
// something and before it had seen everything.
func (k *killing) halfDone(recording string) string {
	k.Helper()
	out := k.TempDir()
	halfway := func() bool {
		journal, _ := os.ReadFile(filepath.Join(out, ".landscape-journal"))
		_, err := os.Stat(filepath.Join(out, recording+".part"))
		return err == nil && bytes.Count(journal, []byte("\n")) > 3
	}
	if k.runUntil(k.requests*3/4, halfway, out, "probe", "--record", filepath.Join(out, recording)) {
		k.Fatal("the program came to its end")
	}
	return out
}

// Wherever the journal and the recording were cut off, the run can be taken up.
func TestTornFiles(t *testing.T) {
	t.Parallel()
	k := newKilling(t)
	out := k.halfDone("run.warc.gz")
	journal, part := k.bytes(out, ".landscape-journal"), k.bytes(out, "run.warc.gz.part")
	rnd := rand.New(rand.NewPCG(1, 4))
	for range 4 {
		lines, whole := rnd.IntN(len(journal)), len(part)
		if rnd.IntN(2) == 0 {
			lines, whole = len(journal), len(part)-rnd.IntN(min(len(part)/2, 200))
		}
		for name, data := range map[string][]byte{".landscape-journal": journal[:lines], "run.warc.gz.part": part[:whole]} {
			if err := os.WriteFile(filepath.Join(out, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		k.run(0, out, "probe", "--resume", "--record", filepath.Join(out, "run.warc.gz"))
		if !bytes.Equal(k.timeless(out), k.want) {
			t.Errorf("other observations after a journal of %d of %d bytes and a recording of %d of %d", lines, len(journal), whole, len(part))
		}
	}
}

// A run is taken up as it was begun.
func TestResumeIsTheSameRun(t *testing.T) {
	k := newKilling(t)
	out := k.halfDone("run.warc")
	warc := filepath.Join(out, "run.warc")
	common := []string{"probe", "--ecosystems", k.rules, "--origins", "*=" + k.origin, "--allow-private", "--no-pace", "--out", out, "--resume"}
	for _, other := range [][]string{nil, {"--record", warc + ".gz"}, {"--record", warc, "--no-excerpts"}, {"--record", warc, "--wave", "2025"}} {
		if said, code := landscape(append(common, other...)...); code != exitUsage || !strings.Contains(said, "give the options of that run") {
			t.Errorf("taken up with %q: status %d: %s", other, code, said)
		}
	}
	if err := os.Remove(warc + ".part"); err != nil {
		t.Fatal(err)
	}
	if said, code := landscape(append(common, "--record", warc)...); code == exitDone || !strings.Contains(said, "begin anew") {
		t.Errorf("taken up without its recording: status %d: %s", code, said)
	}
}
