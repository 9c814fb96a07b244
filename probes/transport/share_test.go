// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// slowly are hosts that let us wait, each in its way. All of them answer in the
// end, or would.
var slowly = map[string]func(req *http.Request, n int) (*http.Response, time.Duration){
	"tarpit":    func(*http.Request, int) (*http.Response, time.Duration) { return reply(200, "text"), time.Hour },
	"slow":      func(*http.Request, int) (*http.Response, time.Duration) { return reply(200, "text"), 25 * time.Second },
	"redirects": redirecting,
	"unsteady":  unsteady,
	"503": func(*http.Request, int) (*http.Response, time.Duration) {
		return reply(503, "", "Retry-After", "40"), 0
	},
	"429": func(*http.Request, int) (*http.Response, time.Duration) {
		return reply(429, "", "Retry-After", "55"), 0
	},
	"500 slowly": func(*http.Request, int) (*http.Response, time.Duration) { return reply(500, ""), 9 * time.Second },
	"cut": func(*http.Request, int) (*http.Response, time.Duration) {
		return reply(200, "", "Content-Encoding", "gzip"), 20 * time.Second
	},
}

func redirecting(req *http.Request, _ int) (*http.Response, time.Duration) {
	return reply(302, "", "Location", req.URL.Path+"+"), 3 * time.Second
}

// unsteady needs four requests for each of five redirects, and then for the page.
func unsteady(req *http.Request, n int) (*http.Response, time.Duration) {
	switch {
	case n%4 != 0:
		return reply(500, ""), time.Second
	case strings.Count(req.URL.Path, "+") < 5:
		return reply(302, "", "Location", req.URL.Path+"+"), time.Second
	}
	return reply(200, "text"), time.Second
}

// play is a network of one slow host and of others that are well.
type play struct {
	mu   sync.Mutex
	slow func(*http.Request, int) (*http.Response, time.Duration)
	n    map[string]int
}

func (p *play) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, wait := reply(200, "text"), 50*time.Millisecond
	switch {
	case req.URL.Path == "/robots.txt" && req.URL.Host == "slow.example":
		resp = reply(200, "User-agent: *\nCrawl-delay: 1")
	case req.URL.Path == "/robots.txt":
		resp = reply(404, "")
	case req.URL.Host == "slow.example":
		p.mu.Lock()
		p.n[req.URL.Path]++
		resp, wait = p.slow(req, p.n[req.URL.Path])
		p.mu.Unlock()
	}
	select {
	case <-time.After(wait):
		return resp, nil
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
}

// A slow host uses up its own share of the time, whatever it does, and no other
// host's: all that others were asked is answered, and the run ends soon.
func TestSlowHostHasItsShare(t *testing.T) {
	for name, slow := range slowly {
		synctest.Test(t, func(t *testing.T) {
			tr := over(t, nil, Options{})
			tr.base = &play{slow: slow, n: make(map[string]int)}
			var urls []string
			for i := range 100 {
				urls = append(urls, fmt.Sprintf("https://slow.example/%d", i), fmt.Sprintf("https://well.example/%d", i))
			}
			start := time.Now()
			failed := askAll(t, tr, urls...)
			unasked := 0
			for _, err := range failed {
				var where *url.Error
				if !errors.As(err, &where) || strings.Contains(where.URL, "well.example") {
					t.Errorf("%s: %v", name, err)
				}
				if Unasked(err) {
					unasked++
				}
			}
			// The other host has 100 pages at its pace of one a second.
			if took := time.Since(start); took > 5*time.Minute || unasked == 0 {
				t.Errorf("%s: %d of %d failures unasked after %s", name, unasked, len(failed), took)
			}
			_ = tr.Close()
		})
	}
}

// A host that answers as it should has all the time that it needs, however many
// pages it has, and one that is used up costs nothing more.
func TestGoodHostEarnsItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: noRobots, took: 900 * time.Millisecond}
		tr := over(t, base, Options{HostTime: 10 * time.Second})
		var urls []string
		for i := range 900 {
			urls = append(urls, fmt.Sprintf("https://a.example/%d", i))
		}
		if failed := askAll(t, tr, urls...); len(failed) > 0 {
			t.Errorf("%d failed: %v", len(failed), failed[0])
		}
		base.took = time.Hour
		for range 2000 { // time after time it is left alone for a while
			if _, err := get(tr, "https://a.example/late"); Unasked(err) {
				break
			}
			time.Sleep(time.Second)
		}
		n, start := len(base.asked), time.Now()
		for range 100 {
			if _, err := get(tr, "https://a.example/later"); !Unasked(err) {
				t.Fatal(err)
			}
		}
		if len(base.asked) != n || time.Since(start) > 0 {
			t.Errorf("%d requests after the end, in %s", len(base.asked)-n, time.Since(start))
		}
		_ = tr.Close()
	})
}

// That time was over is recorded, so that a replay gives the same; a run that is
// taken up asks again.
func TestShareIsRecorded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.warc")
	synctest.Test(t, func(t *testing.T) {
		tr := over(t, &fake{answer: noRobots, took: time.Hour}, Options{HostTime: time.Second, Record: name})
		if _, err := get(tr, "https://a.example/x"); !Unasked(err) {
			t.Error(err)
		}
		if err := tr.Close(); err != nil {
			t.Error(err)
		}
		tr = over(t, nil, Options{Replay: name})
		if _, err := get(tr, "https://a.example/x"); !Unasked(err) {
			t.Errorf("replayed: %v", err)
		}
		_ = tr.Close()
		tr = over(t, &fake{answer: noRobots}, Options{Record: name, Resume: true})
		mustGet(t, tr, "https://a.example/x")
		if err := tr.Close(); err != nil {
			t.Error(err)
		}
	})
	tr := loopback(t, Options{Replay: name})
	if _, err := get(tr, "https://a.example/x"); err != nil {
		t.Errorf("the recording of both runs: %v", err)
	}
}
