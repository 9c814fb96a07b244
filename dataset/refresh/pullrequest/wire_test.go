// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
)

const secret = "ghp_made+up/0123456789"

// clock is a time that passes when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) limits() Limits {
	l := DefaultLimits()
	l.Now = func() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
	l.Sleep = func(ctx context.Context, d time.Duration) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now, c.slept = c.now.Add(d), append(c.slept, d)
		return ctx.Err()
	}
	return l
}

func service(t *testing.T, url string, c *clock) *Service {
	t.Helper()
	s, err := NewService(url, pullrequesttest.Slug, secret)
	if err != nil {
		t.Fatal(err)
	}
	s.Limit(c.limits())
	return s
}

// The token goes to the scheme, host and port of the API and nowhere else,
// whatever it redirects to.
func TestTokenStaysHome(t *testing.T) {
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached = true
		t.Errorf("asked elsewhere, with %q", r.Header.Get("Authorization"))
	}))
	defer other.Close()
	var to string
	api := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}))
	defer api.Close()
	before := http.DefaultTransport
	http.DefaultTransport = api.Client().Transport
	defer func() { http.DefaultTransport = before }()
	s := service(t, api.URL, &clock{now: day})
	for _, to = range []string{
		other.URL, "http://" + strings.TrimPrefix(api.URL, "https://"), "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost" + api.URL[strings.LastIndex(api.URL, ":"):],
		"//example.org/x", "ftp://127.0.0.1/", "https://user@example.org/" + secret,
	} {
		_, err := s.openIssue(context.Background(), "a", "b")
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("redirected to %s: %v", to, err)
		}
	}
	if reached {
		t.Error("another server was reached")
	}
	w := &wire{base: s.wire.base, token: secret, Limits: s.wire.Limits}
	req, _ := http.NewRequest(http.MethodGet, "http"+strings.TrimPrefix(api.URL, "https"), nil)
	if _, err := w.RoundTrip(req); !errors.Is(err, errElsewhere) { //nolint:bodyclose // fails
		t.Errorf("the wire itself: %v", err)
	}
}

// An API that repeats the token, in whatever form, does not get it printed.
func TestTokenIsNotRepeated(t *testing.T) {
	var say func(http.ResponseWriter)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w) }))
	defer api.Close()
	for _, form := range []string{secret, "ghp_made%2Bup%2F0123456789", base64.StdEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("x-access-token:" + secret))} {
		for what, answer := range map[string]func(http.ResponseWriter){
			"message": func(w http.ResponseWriter) {
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprintf(w, `{"message":"bad credentials: %s","errors":[{"message":"%s"}]}`, form, form)
			},
			"no JSON": func(w http.ResponseWriter) { fmt.Fprint(w, form) },
			"location": func(w http.ResponseWriter) {
				w.Header().Set("Location", "https://elsewhere.example/"+form)
				w.WriteHeader(http.StatusFound)
			},
			"limit": func(w http.ResponseWriter) {
				w.Header().Set("X-Ratelimit-Remaining", "0")
				w.Header().Set("X-Ratelimit-Reset", "9999999999")
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprintf(w, `{"message":"limit of %s"}`, form)
			},
		} {
			say = answer
			s := service(t, api.URL, &clock{now: day})
			_, err := s.openIssue(context.Background(), "a", "b")
			if err == nil || strings.Contains(err.Error(), form) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

// Writes are a second apart, and limits are waited for as long as the run may.
func TestPace(t *testing.T) {
	for name, test := range map[string]struct {
		status  int
		header  string
		body    string
		waits   []time.Duration
		refused bool
	}{
		"none":                    {status: 0},
		"429, no time":            {status: 429, waits: []time.Duration{time.Minute}},
		"429, Retry-After":        {status: 429, header: "Retry-After: 7", waits: []time.Duration{7 * time.Second}},
		"429, a date":             {status: 429, header: "Retry-After: " + day.Add(90*time.Second).Format(http.TimeFormat), waits: []time.Duration{90 * time.Second}},
		"403, Retry-After":        {status: 403, header: "Retry-After: 30", waits: []time.Duration{30 * time.Second}},
		"403, secondary, no time": {status: 403, body: `{"message":"You have exceeded a secondary rate limit."}`, waits: []time.Duration{time.Minute}},
		"403, nothing left":       {status: 403, header: fmt.Sprintf("X-Ratelimit-Reset: %d", day.Add(59*time.Second).Unix()), waits: []time.Duration{time.Minute}},
		"403, not allowed":        {status: 403, body: `{"message":"Resource not accessible by integration"}`, refused: true},
		"429, an hour":            {status: 429, header: "Retry-After: 3600", refused: true},
		"429, never":              {status: 429, header: "Retry-After: 99999999999999999999", refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if asked++; asked == 1 && test.status != 0 {
					if key, value, ok := strings.Cut(test.header, ": "); ok {
						w.Header().Set(key, value)
						w.Header().Set("X-Ratelimit-Remaining", "0")
					}
					w.WriteHeader(test.status)
					fmt.Fprint(w, test.body)
					return
				}
				w.WriteHeader(http.StatusCreated)
				fmt.Fprint(w, `{"number":7}`)
			}))
			defer api.Close()
			c := &clock{now: day}
			s := service(t, api.URL, c)
			n, err := s.openIssue(context.Background(), "a", "b")
			if test.refused != (err != nil) || !test.refused && n != 7 {
				t.Fatalf("#%d, %v", n, err)
			}
			if fmt.Sprint(c.slept) != fmt.Sprint(test.waits) {
				t.Errorf("waited %v, want %v", c.slept, test.waits)
			}
		})
	}
	hub := newWorld(t).hub
	c := &clock{now: day}
	s := service(t, hub.URL, c)
	for range 3 {
		if _, err := s.openIssue(context.Background(), "a", "b"); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(c.slept) != "[1s 1s]" {
		t.Errorf("waited %v between three writes", c.slept)
	}
}

// An API that limits for ever takes the run's patience and no more.
func TestPatience(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }))
	defer api.Close()
	c := &clock{now: day}
	s := service(t, api.URL, c)
	for range 40 {
		if _, err := s.openIssue(context.Background(), "a", "b"); err == nil {
			t.Fatal("opened")
		}
	}
	if waited := c.now.Sub(day); waited > DefaultLimits().Patience+40*time.Second*4 {
		t.Errorf("waited %s", waited)
	}
}
