// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/ratelimit"
)

// askAll asks all at once and waits for the last.
func askAll(t *testing.T, tr *Transport, urls ...string) (failed []error) {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, url := range urls {
		wg.Go(func() {
			if _, err := get(tr, url); err != nil {
				mu.Lock()
				failed = append(failed, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return failed
}

func noRobots(req *http.Request) *http.Response {
	if req.URL.Path == "/robots.txt" {
		return reply(404, "")
	}
	return reply(200, "text")
}

func TestPaces(t *testing.T) {
	for host, want := range map[string]Pace{"crates.io": {1, 1}, "repo1.maven.org": {0.5, 1}, "else.example": {2, 1}, "own.example": {9, 3}, "half.example": {2, 7}} {
		o := Options{Paces: map[string]Pace{"": {PerSecond: 2}, "own.example": {9, 3}, "half.example": {Concurrency: 7}}}
		if got := o.paceOf(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
	o := Options{Paces: map[string]Pace{"*": {-1, -1}, "own.example": {9, 3}}}
	if o.paceOf("crates.io") != (Pace{-1, -1}) || o.paceOf("own.example") != (Pace{9, 3}) {
		t.Error("* is not for every host")
	}
}

func TestPaceIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: noRobots, took: 400 * time.Millisecond}
		tr := over(t, base, Options{Paces: map[string]Pace{"a.example": {2, 1}, "b.example": {4, 2}}})
		start := time.Now()
		var urls []string
		for i := range 10 {
			urls = append(urls, fmt.Sprintf("https://a.example/%d", i), fmt.Sprintf("https://b.example/%d", i))
		}
		if failed := askAll(t, tr, urls...); len(failed) > 0 {
			t.Error(failed)
		}
		for host, gap := range map[string]time.Duration{"a.example": 500 * time.Millisecond, "b.example": 250 * time.Millisecond} {
			times := base.times(host)
			slices.SortFunc(times, time.Time.Compare)
			for i := 1; i < len(times); i++ {
				if got := times[i].Sub(times[i-1]); got < gap-time.Millisecond {
					t.Errorf("%s: %s between two", host, got)
				}
			}
			// Eleven with robots.txt, and no slower than asked for.
			if took := times[len(times)-1].Sub(start); len(times) != 11 || took > 10*gap+450*time.Millisecond {
				t.Errorf("%s: %d requests took %s", host, len(times), took)
			}
		}
		if base.most > 3 {
			t.Errorf("%d at a time", base.most)
		}
		_ = tr.Close()
	})
}

func TestCrawlDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: func(req *http.Request) *http.Response {
			delay := "5"
			if req.URL.Host == "b.example" {
				delay = "3600"
			}
			return reply(200, "User-agent: *\nCrawl-delay: "+delay)
		}}
		tr := over(t, base, Options{})
		if failed := askAll(t, tr, "https://a.example/1", "https://a.example/2", "https://a.example/3"); len(failed) > 0 {
			t.Error(failed)
		}
		times := base.times("a.example/")
		for i := 1; i < len(times); i++ {
			if gap := times[i].Sub(times[i-1]); gap < 5*time.Second-time.Millisecond {
				t.Errorf("%s after %v", gap, base.asked[i-1])
			}
		}
		if _, err := get(tr, "https://b.example/1"); kind(err) != KindRobots {
			t.Errorf("an hour between two: %v", err)
		}
		_ = tr.Close()
	})
}

// busy is a network that answers with a status and headers the first times, then well.
func busy(times, status int, body string, header ...string) *fake {
	n := 0
	var mu sync.Mutex
	return &fake{answer: func(req *http.Request) *http.Response {
		mu.Lock()
		defer mu.Unlock()
		if req.URL.Path == "/robots.txt" {
			return reply(404, "")
		}
		if n++; n <= times {
			return reply(status, body, header...)
		}
		return reply(200, "text")
	}}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		what   string
		times  int
		status int
		body   string
		header []string
		least  time.Duration
	}{
		{"Retry-After", 1, 429, "", []string{"Retry-After", "7"}, 7 * time.Second},
		{"a date", 1, 503, "", []string{"Retry-After", "Sat, 01 Jan 2000 00:00:20 GMT"}, 18 * time.Second},
		{"neither", 2, 429, "", nil, 700 * time.Millisecond},
		{"GitHub's 403", 1, 403, "", []string{"Retry-After", "9"}, 9 * time.Second},
		{"GitHub's primary limit", 1, 403, "", []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684830"}, 28 * time.Second},
		{"GitHub's secondary limit", 1, 403, "You have exceeded a secondary rate limit.", nil, time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			base := busy(test.times, test.status, test.body, test.header...)
			base.took = time.Second
			tr := over(t, base, Options{Paces: noPace, Seed: 1})
			start := time.Now()
			// Both wait, although only one of them was told to.
			failed := askAll(t, tr, "https://a.example/1", "https://a.example/2")
			if took := time.Since(start); len(failed) > 0 || took < test.least || took > test.least+5*time.Second {
				t.Errorf("%s: %v after %s", test.what, failed, took)
			}
			_ = tr.Close()
		})
	}
}

func TestLongPauseIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := busy(1, 429, "", "Retry-After", "1800")
		tr := over(t, base, Options{Paces: noPace})
		if g, err := get(tr, "https://a.example/1"); g.status != 429 {
			t.Errorf("%v, %v", g, err)
		}
		before := len(base.asked)
		if _, err := get(tr, "https://a.example/2"); kind(err) != KindStatus || !strings.Contains(err.Error(), "left alone") {
			t.Error(err)
		}
		if len(base.asked) != before {
			t.Error("asked all the same")
		}
		time.Sleep(1800 * time.Second)
		if g, err := get(tr, "https://a.example/3"); err != nil || g.status != 200 {
			t.Errorf("%v, %v", g, err)
		}
		_ = tr.Close()
	})
}

func TestStormIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: func(req *http.Request) *http.Response {
			if req.URL.Path == "/robots.txt" {
				return reply(404, "")
			}
			return reply(429, "", "Retry-After", "1")
		}}
		tr := over(t, base, Options{Paces: map[string]Pace{"": {10, 1}}})
		start := time.Now()
		for i := range 30 {
			if g, err := get(tr, fmt.Sprint("https://a.example/", i)); g.status != 429 {
				t.Fatal(g, err)
			}
		}
		if n, took := len(base.asked), time.Since(start); n > 60 || took > 2*time.Minute {
			t.Errorf("%d requests in %s", n, took)
		}
		_ = tr.Close()
	})
}

// A host that lets every request wait is given up for a while, not for good,
// and costs no other host anything.
func TestDeadHostIsGivenUp(t *testing.T) {
	for what, took := range map[string]time.Duration{"silent": time.Hour, "long pauses": 0} {
		synctest.Test(t, func(t *testing.T) {
			dead := true
			base := &fake{took: took, answer: func(req *http.Request) *http.Response {
				if dead && req.URL.Host == "a.example" {
					return reply(429, "", "Retry-After", "50")
				}
				return reply(200, "text")
			}}
			tr := over(t, base, Options{Paces: noPace, HostTime: -1, RobotsExempt: map[string]string{"a.example": "https://a.example/api"}})
			defer tr.Close()
			start, last := time.Now(), error(nil)
			for i := range 200 {
				_, last = get(tr, fmt.Sprint("https://a.example/", i))
			}
			if n, spent := len(base.asked), time.Since(start); n > 30 || spent > 20*time.Minute || !strings.Contains(fmt.Sprint(last), "left alone") {
				t.Errorf("%s: %d requests in %s, at last %v", what, n, spent, last)
			}
			dead, base.took = false, 0
			mustGet(t, tr, "https://b.example/")
			time.Sleep(time.Minute)
			mustGet(t, tr, "https://a.example/back")
			mustGet(t, tr, "https://a.example/again")
		})
	}
}

func TestRetriesAreSeeded(t *testing.T) {
	pauses := func(seed uint64) (list []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			base := busy(3, 502, "")
			tr := over(t, base, Options{Paces: noPace, Seed: seed})
			if g := mustGet(t, tr, "https://a.example/x"); g.status != 200 {
				t.Error(g)
			}
			times := base.times("/x")
			for i := 1; i < len(times); i++ {
				list = append(list, times[i].Sub(times[i-1]))
			}
			_ = tr.Close()
		})
		return list
	}
	one := pauses(7)
	if !slices.Equal(one, pauses(7)) || slices.Equal(one, pauses(8)) || len(one) != 3 {
		t.Errorf("pauses %v", one)
	}
	for i, first := range []time.Duration{500, 1000, 2000} {
		if p := one[i]; p < first/2*time.Millisecond || p > first*3/2*time.Millisecond {
			t.Errorf("pause %d is %s", i, p)
		}
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &fake{answer: noRobots}
		tr := over(t, base, Options{Total: 30 * time.Second})
		var urls []string
		for i := range 100 {
			urls = append(urls, fmt.Sprint("https://a.example/", i))
		}
		start := time.Now()
		failed := askAll(t, tr, urls...)
		if took := time.Since(start); took != 30*time.Second || len(failed) < 69 || kind(failed[0]) != KindBudget {
			t.Errorf("%d failed after %s: %v", len(failed), took, failed[:1])
		}
		_ = tr.Close()
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"0": 0, "120": 2 * time.Minute, " 5 ": 5 * time.Second, "99999999999999999999": ratelimit.MaxPause,
		"Tue, 24 Nov 2026 12:01:00 GMT": time.Minute, "Tue, 24 Nov 2026 11:00:00 GMT": 0,
		"": -1, "soon": -1, "-5": -1, "1.5": -1,
	} {
		d, ok := ratelimit.RetryAfter(value, now)
		if !ok {
			d = -1
		}
		if d != want {
			t.Errorf("%q: %s", value, d)
		}
	}
}
