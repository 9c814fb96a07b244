// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

func refuse(status int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func inSeconds(n int) string { return strconv.FormatInt(time.Now().Unix()+int64(n), 10) }

const secondary = `{"message":"You have exceeded a secondary rate limit. Please wait.","documentation_url":"https://docs.github.com/x"}`

// limits are the refusals that GitHub documents, and how long each asks to wait.
func limits(seconds int) map[string]func(http.ResponseWriter) {
	after := strconv.Itoa(seconds)
	return map[string]func(http.ResponseWriter){
		"primary 403":            refuse(403, `{"message":"API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Limit", "60", "X-RateLimit-Reset", inSeconds(seconds)),
		"primary 429":            refuse(429, `{"message":"API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Limit", "60", "X-RateLimit-Reset", inSeconds(seconds)),
		"secondary 403":          refuse(403, secondary, "Retry-After", after),
		"secondary 429":          refuse(429, secondary, "Retry-After", after),
		"secondary 403 with URL": refuse(403, `{"message":"wait","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`, "Retry-After", after),
		"secondary 429, date":    refuse(429, ``, "Retry-After", time.Now().Add(time.Duration(seconds)*time.Second).UTC().Format(http.TimeFormat)),
	}
}

// A limit that ends soon is waited for, and the reading is the same. The time
// is real, because go-github keeps its own watch on it.
func TestLimitWaitedFor(t *testing.T) {
	for what := range limits(1) {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			waitFor(t, limits(1)[what], pause)
		})
	}
}

// Without a time, GitHub asks for a minute.
func TestLimitWithoutTime(t *testing.T) {
	for what, answer := range map[string]func(http.ResponseWriter){
		"secondary 403": refuse(403, secondary),
		"429":           refuse(429, ``),
	} {
		t.Run(what, func(t *testing.T) {
			waitFor(t, answer, func(_ context.Context, d time.Duration) error {
				if d < 59*time.Second || d > 61*time.Second {
					t.Errorf("slept %s", d)
				}
				return nil
			})
		})
	}
}

func waitFor(t *testing.T, answer func(http.ResponseWriter), sleep func(context.Context, time.Duration) error) {
	t.Helper()
	c, _, _ := made(t)
	h := newHub(t, c)
	refused := false
	h.before = func(w http.ResponseWriter, r *http.Request) bool {
		if refused || !strings.Contains(r.URL.Path, "/trees/") {
			return false
		}
		refused = true
		answer(w)
		return true
	}
	g := h.github(time.Time{})
	g.sleep = func(ctx context.Context, d time.Duration) error {
		err := sleep(ctx, d)
		g.gate.mu.Lock()
		defer g.gate.mu.Unlock()
		g.gate.until = time.Time{} // the time has passed
		return err
	}
	if o := h.ask(g, repotest.Page("docs/guide.md", "--sign"))[0]; o.Outcome != probes.Matched {
		t.Errorf("%s (%s)", o.Outcome, o.Detail)
	}
}

// A limit beyond the bound makes the repository's probes unreachable, says
// when it resets, and is not run into again.
func TestLimitBeyondBound(t *testing.T) {
	c, head, _ := made(t)
	for what, answer := range limits(3000) {
		for _, place := range []string{"/commits", "/trees/", "/blobs/", "/tarball/", "/git/commits/"} {
			t.Run(what+" at "+place, func(t *testing.T) {
				h := newHub(t, c)
				var refusals atomic.Int32
				h.before = func(w http.ResponseWriter, r *http.Request) bool {
					if !strings.Contains(r.URL.Path, place) {
						return false
					}
					refusals.Add(1)
					answer(w)
					return true
				}
				g := h.github(time.Time{})
				g.Workers = 1
				if place == "/tarball/" {
					g.ArchiveOver = 1
				}
				other := repotest.Page("docs/guide.md", "--sign")
				other.Repository = "acme/other"
				got := h.ask(g, repotest.Page("docs/guide.md", "--sign"), repotest.Absent("**", "quarantine"), probes.Probe{Method: probes.Commit, Hash: head, Month: "2024"}, other)
				for _, o := range got {
					if o.Outcome != probes.Unreachable || !strings.Contains(o.Detail, "resets at 20") {
						t.Errorf("%s (%s)", o.Outcome, o.Detail)
					}
				}
				if refusals.Load() != 1 || h.slept != 0 {
					t.Errorf("refused %d times, slept %s", refusals.Load(), h.slept)
				}
			})
		}
	}
}

// Whatever the API answers, nothing that was not read counts as read.
func TestFaults(t *testing.T) {
	faults := map[string]func(http.ResponseWriter){
		"404":           refuse(404, `{"message":"Not Found"}`),
		"403":           refuse(403, `{"message":"Forbidden"}`),
		"401":           refuse(401, `{"message":"Bad credentials"}`),
		"451":           refuse(451, `{"message":"Unavailable"}`),
		"500":           refuse(500, `oops`),
		"202":           refuse(202, `{}`),
		"bot wall":      refuse(200, `<html><title>Just a moment…</title>`),
		"empty":         refuse(200, ``),
		"null":          refuse(200, `null`),
		"array":         refuse(200, `[]`),
		"array of null": refuse(200, `[null]`),
		"object":        refuse(200, `{}`),
		"bad tree":      refuse(200, `{"tree":[{"path":"docs/guide.md","mode":"100644","type":"blob","sha":"../../x","size":-1},null]}`),
		"deep JSON":     refuse(200, strings.Repeat("[", 200000)),
		"reset": func(w http.ResponseWriter) {
			connection, _, _ := w.(http.Hijacker).Hijack()
			_ = connection.Close()
		},
	}
	c, head, _ := made(t)
	for what, answer := range faults {
		for _, place := range []string{"/commits", "/trees/", "/blobs/", "/tarball/", "/codeload/", "/git/commits/"} {
			t.Run(what+" at "+place, func(t *testing.T) {
				h := newHub(t, c)
				var hit atomic.Bool
				h.before = func(w http.ResponseWriter, r *http.Request) bool {
					if !strings.Contains(r.URL.Path, place) {
						return false
					}
					hit.Store(true)
					answer(w)
					return true
				}
				g := h.github(time.Time{})
				if place == "/tarball/" || place == "/codeload/" {
					g.ArchiveOver = 1
				}
				got := h.ask(g, repotest.Page("docs/guide.md", "--sign"), repotest.Absent("src/**", "verify"), probes.Probe{Method: probes.Commit, Hash: head, Month: "2024"})
				for i, o := range got {
					if o.Outcome == probes.Unmatched && i != 1 || o.Outcome == probes.Matched && i == 1 {
						t.Errorf("probe %d: %s (%s)", i, o.Outcome, o.Detail)
					}
					if strings.Contains(o.Detail, "\n") || !o.Outcome.Reached() && o.Detail == "" {
						t.Errorf("detail %q", o.Detail)
					}
				}
				if !hit.Load() {
					t.Error("the fault was not met")
				}
			})
		}
	}
}

func TestContextEnds(t *testing.T) {
	c, _, _ := made(t)
	h := newHub(t, c)
	ctx, cancel := context.WithCancel(context.Background())
	h.before = func(_ http.ResponseWriter, r *http.Request) bool {
		cancel()
		<-r.Context().Done()
		return true
	}
	p := repotest.Page("docs/guide.md", "--sign")
	p.Repository, p.ClientRendered = name, true
	err := h.github(time.Time{}).Probe(ctx, []probes.Probe{p}, func(o probes.Observation) { t.Errorf("seen %+v", o) })
	if err == nil {
		t.Error("no error")
	}
}

func TestBadNames(t *testing.T) {
	c, _, _ := made(t)
	h := newHub(t, c)
	p := repotest.Page("docs/guide.md", "--sign")
	p.Repository = "acme/../../x"
	if o := h.ask(h.github(time.Time{}), p)[0]; o.Outcome != probes.Unreachable || len(h.requests()) != 0 {
		t.Errorf("%s (%s) after %q", o.Outcome, o.Detail, h.requests())
	}
	g := h.github(time.Time{})
	g.API = "://"
	if err := g.Probe(context.Background(), []probes.Probe{p}, nil); err == nil {
		t.Error("a base URL that is none was taken")
	}
}

// brokenBody is the transport's error for a body that is too large or cut.
type brokenBody struct{}

func (brokenBody) Error() string { return "truncated" }
func (brokenBody) Invalid() bool { return true }

func (brokenBody) RoundTrip(*http.Request) (*http.Response, error) { return nil, brokenBody{} }

func TestTransportSaysInvalid(t *testing.T) {
	c, _, _ := made(t)
	h := newHub(t, c)
	g := h.github(time.Time{})
	g.Client = &http.Client{Transport: brokenBody{}}
	if o := h.ask(g, repotest.Page("docs/guide.md", "--sign"))[0]; o.Outcome != probes.Invalid {
		t.Errorf("%s (%s)", o.Outcome, o.Detail)
	}
}
