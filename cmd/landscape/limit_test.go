// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// brief gives hosts so little time that a silent one is through at once, and those
// that answer all that they need: no answer waits for the clock.
func brief(t *testing.T) {
	t.Helper()
	hurry(t)
	before := limits
	t.Cleanup(func() { limits = before })
	limits = func(o *transport.Options) {
		before(o)
		o.HostTime, o.Timeout, o.Stall = 300*time.Millisecond, time.Hour, time.Hour
	}
}

// One host that says nothing costs what was asked of it, and counts for nothing:
// the run writes what it saw, says that it is not all, and goes on later.
func TestTimeIsOver(t *testing.T) {
	brief(t)
	world := newWorld()
	var silent atomic.Bool
	silent.Store(true)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, _ := strings.Cut(r.Host, ":"); host == "docs.made.example" && r.URL.Path != "/robots.txt" && silent.Load() {
			<-r.Context().Done()
			return
		}
		world.ServeHTTP(w, r)
	}))
	defer server.Close()
	out, rules := t.TempDir(), worldRules(t)
	args := []string{"probe", "--ecosystems", rules, "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--out", out}
	said, code := landscape(args...)
	if code != exitTimeOver || !strings.Contains(said, "time was over before 11 questions were asked, or answered: they count for nothing; --resume asks them") {
		t.Fatalf("status %d: %s", code, said)
	}
	rows, err := table.ReadObservations(filepath.Join(out, "observations.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range rows {
		if strings.Contains(o.URL, "docs.made.example") || o.Outcome == "unreachable" || o.Outcome == "unasked" {
			t.Errorf("%+v", o)
		}
	}
	silent.Store(false)
	if said, code = landscape(append(args, "--resume")...); code != exitDone {
		t.Fatalf("taken up: status %d: %s", code, said)
	}
	whole, err := table.ReadObservations(filepath.Join(out, "observations.parquet"))
	if err != nil || len(whole) != len(rows)+11 {
		t.Errorf("%d rows after %d: %v", len(whole), len(rows), err)
	}
}

// What a refresh had no time to ask is as it was: no evidence is lost, nothing is
// proposed, no source fails, and no issue is opened.
func TestRefreshWithoutTime(t *testing.T) {
	w := merged(t)
	brief(t)
	answers := w.server.Config.Handler
	w.server.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Host, "docs.one.example") && r.URL.Path != "/robots.txt" {
			<-r.Context().Done()
			return
		}
		answers.ServeHTTP(out, r)
	})
	for range 4 {
		w.unchanged("a refresh without time", func() {
			if got := w.refresh(); got.code != exitTimeOver && got.code != exitDone {
				t.Errorf("status %d: %s", got.code, got.said)
			}
		})
	}
	if issues := w.hub.Issues(); len(issues) > 0 {
		t.Errorf("%+v", issues)
	}
}
