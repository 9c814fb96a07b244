// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// counting answers each path with how often it was asked for anything.
func counting(t *testing.T) (string, *atomic.Int32) {
	var asked atomic.Int32
	return serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/robots.txt" {
			return
		}
		fmt.Fprintf(w, "%s %d", req.URL.Path, asked.Add(1))
	}), &asked
}

// killed makes the part of a recording that a killed run leaves: the paths
// asked for, and so many bytes of it, 0 for all.
func killed(t *testing.T, file, url string, began time.Time, cut int, paths ...string) {
	t.Helper()
	live := loopback(t, Options{Record: file, Began: began})
	for _, path := range paths {
		mustGet(t, live, url+path)
	}
	data, err := os.ReadFile(file + PartSuffix)
	if err != nil {
		t.Fatal(err)
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+PartSuffix, data[:len(data)-cut], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

// Wherever the kill hit, the part is read to its last whole exchange, and the
// run that goes on adds the rest: what it ends with replays all that both saw.
func TestResumedRecording(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC)
	for _, name := range []string{"run.warc", "run.warc.gz"} {
		for _, cut := range []int{0, 1, 3, 40, 300} {
			t.Run(fmt.Sprint(name, " ", cut), func(t *testing.T) {
				url, asked := counting(t)
				file := filepath.Join(t.TempDir(), name)
				killed(t, file, url, began, cut, "/a", "/b")

				replay := loopback(t, Options{Replay: file + PartSuffix})
				if g := mustGet(t, replay, url+"/a"); g.body != "/a 1" {
					t.Errorf("/a is %q in the part", g.body)
				}
				if _, err := get(replay, url+"/b"); (err == nil) != (cut == 0) {
					t.Errorf("/b of a part without its last %d bytes: %v", cut, err)
				}

				before := asked.Load()
				again := loopback(t, Options{Record: file, Resume: true, Began: began.Add(time.Hour)})
				want := []got{mustGet(t, again, url+"/a"), mustGet(t, again, url+"/b"), mustGet(t, again, url+"/c"), mustGet(t, again, url+"/a")}
				if err := again.Close(); err != nil {
					t.Fatal(err)
				}
				if want[0].body != "/a 1" || want[3].body == "/a 1" || cut == 0 && want[1].body != "/b 2" {
					t.Errorf("answers %v", want)
				}
				if news := asked.Load() - before; cut == 0 && news != 2 || cut > 0 && news != 3 {
					t.Errorf("%d asked again", news)
				}
				checkWhole(t, file, began, url, want)
			})
		}
	}
}

func checkWhole(t *testing.T, file string, began time.Time, url string, want []got) {
	t.Helper()
	if at, err := Recorded(file); err != nil || !at.Equal(began) {
		t.Errorf("recorded at %v (%v)", at, err)
	}
	replay := loopback(t, Options{Replay: file})
	for i, path := range []string{"/a", "/b", "/c", "/a"} {
		if g := mustGet(t, replay, url+path); g.body != want[i].body || !g.at.Equal(want[i].at) {
			t.Errorf("%s is %q of %s, was %q of %s", path, g.body, g.at, want[i].body, want[i].at)
		}
	}
}

// A run killed after its recording was finished finds it under its own name; one
// whose recording is gone says so and writes nothing.
func TestResumedRecordingPlaces(t *testing.T) {
	url, asked := counting(t)
	file := filepath.Join(t.TempDir(), "run.warc")
	if _, err := New(Options{Record: file, Resume: true}); err == nil {
		t.Error("a recording that is gone was taken up")
	}
	whole := loopback(t, Options{Record: file})
	mustGet(t, whole, url+"/a")
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	again := loopback(t, Options{Record: file, Resume: true})
	if g := mustGet(t, again, url+"/a"); g.body != "/a 1" || asked.Load() != 1 {
		t.Errorf("asked again: %q", g.body)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+PartSuffix, []byte("WARC"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Record: file, Resume: true}); err == nil {
		t.Error("a recording without a first record was taken up")
	}
}

// What a stopped run did not get to hear is no exchange.
func TestStoppedIsNotRecorded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	url := serve(t, func(_ http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/robots.txt" {
			cancel()
			<-req.Context().Done()
		}
	})
	file := filepath.Join(t.TempDir(), "run.warc")
	live := loopback(t, Options{Record: file})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := live.RoundTrip(req); kind(err) != KindBudget { //nolint:bodyclose // there is none
		t.Errorf("ended as %v", err)
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := get(loopback(t, Options{Replay: file}), url+"/a"); err == nil || kind(err) != KindNetwork {
		t.Errorf("recorded as %v", err)
	}
}
