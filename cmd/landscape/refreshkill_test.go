// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// whole checks that every branch of the remote is one sound commit on main that
// changes its own file alone.
func (w *refreshWorld) whole(when string) {
	w.t.Helper()
	if out := pullrequesttest.Git(w.t, w.bare, "fsck", "--strict", "--no-dangling", "--no-progress"); out != "" {
		w.t.Errorf("%s: %s", when, out)
	}
	for line := range strings.Lines(pullrequesttest.Refs(w.t, w.bare)) {
		ref, _, _ := strings.Cut(line, " ")
		id, ok := strings.CutPrefix(ref, "refs/heads/refresh/")
		if !ok || id == "state" {
			continue
		}
		path := dataset.ReleaseDir("2026") + "/" + id + ".parquet"
		if got := pullrequesttest.Git(w.t, w.bare, "diff", "--name-only", "main", ref); got != path {
			w.t.Errorf("%s: %s changes %q", when, ref, got)
		}
		if rows, err := table.DecodeObservations(path, pullrequesttest.Show(w.t, w.bare, ref, path)); err != nil || len(rows) != 4 {
			w.t.Errorf("%s: %s holds %d rows, %v", when, ref, len(rows), err)
		}
	}
}

// complete runs again and checks that there is then one pull request of each.
func (w *refreshWorld) complete(when string) {
	w.t.Helper()
	w.whole(when)
	w.hub.Before = nil
	w.must()
	w.whole(when + ", and completed")
	open := w.open()
	if len(open) != 2 || len(w.hub.Pulls()) != 2 || open[0].Head == open[1].Head {
		w.t.Errorf("%s: pull requests %+v", when, w.hub.Pulls())
	}
	w.unchanged(when+", once more", func() { w.must() })
	if out := pullrequesttest.Git(w.t, w.clone, "status", "--porcelain"); out != "" {
		w.t.Errorf("%s: the clone has %s", when, out)
	}
}

// A run that is stopped at any request to the API leaves whole branches, and the
// next run completes it.
func TestRefreshStopped(t *testing.T) {
	for _, answered := range []bool{false, true} {
		for n := int32(1); n <= 4; n++ {
			when := fmt.Sprintf("stopped at request %d, answered %v", n, answered)
			t.Run(when, func(t *testing.T) {
				t.Parallel()
				stopRefresh(newRefreshWorld(t), n, answered, when)
			})
		}
	}
}

// stopRefresh stops a run at its nth request, and lets the next complete it.
func stopRefresh(w *refreshWorld, n int32, answered bool, when string) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var count atomic.Int32
	w.hub.Before = func(*http.Request) int {
		if count.Add(1) != n {
			return 0
		}
		stop()
		if answered { // the other side carries out what it was asked
			return 0
		}
		return http.StatusServiceUnavailable
	}
	if got := w.refreshing(ctx); got.code == 0 {
		w.t.Errorf("%s: status %d: %s", when, got.code, got.said)
	}
	w.complete(when)
}

// So does a process that is killed during a push.
func TestRefreshKilled(t *testing.T) {
	t.Parallel()
	for _, branch := range []string{"one", "two"} {
		w := newRefreshWorld(t)
		mark, done := filepath.Join(t.TempDir(), "pushing"), filepath.Join(t.TempDir(), "done")
		pullrequesttest.Hook(t, w.bare, "while read old new ref; do case $ref in */"+branch+") touch '"+mark+"'; while [ ! -e '"+done+"' ]; do sleep 0.05; done;; esac; done")
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self)
		cmd.Args = append([]string{"landscape"}, w.args()...)
		cmd.Env = append(os.Environ(), pullrequesttest.Identity()...)
		// Whatever it starts has the pipe too: it is closed when all of them have ended.
		alive, theirs, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.ExtraFiles = []*os.File{theirs}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		theirs.Close()
		for end := time.Now().Add(5 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
			if _, err := os.Stat(mark); err == nil {
				break
			}
			if time.Now().After(end) {
				t.Fatal("it does not push")
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		w.whole("killed while it pushes " + branch)
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, alive) // until git, which was not killed, has ended
		alive.Close()
		pullrequesttest.Hook(t, w.bare, "")
		w.complete("killed while it pushed " + branch)
	}
}
