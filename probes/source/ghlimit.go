// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
)

// limitError says that GitHub wants no more requests for longer than the run
// is ready to wait. It makes a repository unreachable and costs nothing else.
type limitError struct {
	what  string
	until time.Time
}

func (e *limitError) Error() string {
	return fmt.Sprintf("GitHub's %s rate limit is used up; it resets at %s", e.what, e.until.UTC().Format(time.RFC3339))
}

// gate is the one place that knows until when GitHub wants to be left alone.
// go-github keeps that for some answers only: not for a 429, and not for a
// secondary limit that names no time.
type gate struct {
	mu    sync.Mutex
	what  string
	until time.Time
	most  time.Duration // the longest wait
	sleep func(ctx context.Context, d time.Duration) error
}

// maxWaits bounds how often one question is asked again.
const maxWaits = 3

// call asks, and asks again when a limit is over that can be waited for.
func (g *gate) call(ctx context.Context, ask func() (*github.Response, error)) (*github.Response, error) {
	for waits := 0; ; waits++ {
		if err := g.pass(ctx); err != nil {
			return nil, err
		}
		response, err := ask()
		if err == nil {
			return response, nil
		}
		what, wait, limited := limit(err)
		if !limited {
			return response, g.explain(ctx, response, err)
		}
		g.close(what, time.Now().Add(wait))
		if waits == maxWaits {
			return nil, g.shut()
		}
	}
}

// pass waits until the gate is open, or says that it is shut for too long.
func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	wait := time.Until(g.until)
	g.mu.Unlock()
	switch {
	case wait <= 0:
		return ctx.Err()
	case wait > g.most:
		return g.shut()
	}
	return g.sleep(ctx, wait)
}

func (g *gate) close(what string, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.until) {
		g.what, g.until = what, until
	}
}

func (g *gate) shut() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return &limitError{g.what, g.until}
}

// explain turns a failure into one line for a person.
func (g *gate) explain(ctx context.Context, response *github.Response, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var answer *github.ErrorResponse
	if errors.As(err, &answer) && response != nil {
		return &statusError{response.StatusCode, oneLine(answer.Message)}
	}
	if response != nil && response.StatusCode < 300 { // an answer that cannot be read
		return &outcomeError{probes.Invalid, "GitHub's answer cannot be read: " + oneLine(err.Error())}
	}
	var broken interface{ Invalid() bool } // the transport's word for a cut or damaged body
	if errors.As(err, &broken) && broken.Invalid() {
		return &outcomeError{probes.Invalid, "GitHub's answer cannot be read: " + oneLine(err.Error())}
	}
	return &outcomeError{probes.Unreachable, "GitHub's API cannot be reached: " + oneLine(err.Error())}
}

// statusError is an answer of GitHub other than a success.
type statusError struct {
	status  int
	message string
}

func (e *statusError) Error() string {
	text := fmt.Sprintf("GitHub answered %d", e.status)
	if e.message != "" {
		text += ": " + e.message
	}
	return text
}

func missing(err error) bool {
	var e *statusError
	return errors.As(err, &e) && (e.status == http.StatusNotFound || e.status == http.StatusUnprocessableEntity || e.status == http.StatusGone)
}

// limit says whether an error is a rate limit, which, and how long to wait.
// GitHub's documentation gives the order: Retry-After, then the reset of a
// limit with nothing remaining, then one minute.
func limit(err error) (what string, wait time.Duration, limited bool) {
	var (
		primary   *github.RateLimitError
		secondary *github.AbuseRateLimitError
		other     *github.ErrorResponse
	)
	switch {
	case errors.As(err, &primary):
		if wait, ok := after(primary.Response); ok {
			return "primary", wait, true
		}
		return "primary", spare(time.Until(primary.Rate.Reset.Time)), true
	case errors.As(err, &secondary):
		if wait, ok := after(secondary.Response); ok {
			return "secondary", wait, true
		}
		if secondary.RetryAfter != nil {
			return "secondary", spare(*secondary.RetryAfter), true
		}
		return "secondary", time.Minute, true
	case errors.As(err, &other) && other.Response != nil:
		return plain(other)
	}
	return "", 0, false
}

// plain recognises the limits that go-github takes for ordinary errors.
func plain(e *github.ErrorResponse) (what string, wait time.Duration, limited bool) {
	status := e.Response.StatusCode
	if status != http.StatusForbidden && status != http.StatusTooManyRequests {
		return "", 0, false
	}
	if wait, ok := after(e.Response); ok {
		return "secondary", wait, true
	}
	if e.Response.Header.Get("X-RateLimit-Remaining") == "0" {
		return "primary", reset(e.Response), true
	}
	text := strings.ToLower(e.Message + " " + e.DocumentationURL)
	named := strings.Contains(text, "rate limit") || strings.Contains(text, "rate-limit") || strings.Contains(text, "abuse detection")
	return "secondary", time.Minute, named || status == http.StatusTooManyRequests
}

// spare adds a second, so that clocks that differ a little do not matter.
func spare(d time.Duration) time.Duration { return max(d, 0) + time.Second }

// after reads Retry-After, in seconds or as a date.
func after(response *http.Response) (wait time.Duration, ok bool) {
	if response == nil {
		return 0, false
	}
	value := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return spare(time.Until(at)), true
	}
	return 0, false
}

// reset is the time to X-RateLimit-Reset, by the server's own clock if it tells.
func reset(response *http.Response) time.Duration {
	seconds, err := strconv.ParseInt(response.Header.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return time.Minute
	}
	now := time.Now()
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		now = date
	}
	return spare(time.Unix(seconds, 0).Sub(now))
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// oneLine keeps a server's words to one line of bounded length.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
