// SPDX-License-Identifier: Apache-2.0

package githubrepo

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
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// limitError says that GitHub wants no more requests for longer than the run
// is ready to wait. It makes a repository unreachable and costs nothing else.
// What it says rests on the answer alone, so that a replay says the same.
type limitError struct {
	what  string
	until time.Time
}

func (e *limitError) Error() string {
	return fmt.Sprintf("GitHub's %s rate limit is used up; it resets at %s", e.what, e.until.UTC().Format(time.RFC3339))
}

// gate is the one place that knows until when GitHub wants to be left alone.
// go-github keeps that for some answers only: not for a 429, and not for a
// secondary limit that names no time. Where the transport keeps it as well, a
// request beyond the longest wait is left to it, which refuses and records it.
type gate struct {
	mu      sync.Mutex
	shut    *limitError // the last limit met
	until   time.Time   // when it ends
	spent   bool        // waiting did not help: no more waits until a request is answered
	most    time.Duration
	polite  bool // the transport keeps hosts alone
	instant bool // a recording answers: there is nothing to wait for
	sleep   func(ctx context.Context, d time.Duration) error
}

// maxWaits bounds how often one question is asked again.
const maxWaits = 3

// callWithRetry asks, and asks again when a limit is over that can be waited for.
func (g *gate) callWithRetry(ctx context.Context, ask func() (*github.Response, error)) (*github.Response, error) {
	for waits := 0; ; waits++ {
		if err := g.waitUntilOpen(ctx); err != nil {
			return nil, err
		}
		response, err := ask()
		if err == nil {
			g.isOpen()
			return response, nil
		}
		met, wait := rateLimitOf(err)
		if met == nil {
			return response, g.explainFailure(ctx, response, err)
		}
		if !g.shutFor(met, wait, waits == maxWaits) {
			return nil, met
		}
	}
}

// waitUntilOpen waits until the gate is open, or says that it is shut for too long.
func (g *gate) waitUntilOpen(ctx context.Context) error {
	g.mu.Lock()
	wait, shut, spent := time.Until(g.until), g.shut, g.spent
	g.mu.Unlock()
	switch {
	case wait <= 0 || g.instant:
		return ctx.Err()
	case wait <= g.most && !spent:
		return g.sleep(ctx, wait)
	case g.polite:
		return ctx.Err()
	}
	return shut
}

// shutFor shuts the gate for a while and says whether it is worth waiting for.
func (g *gate) shutFor(met *limitError, wait time.Duration, last bool) (again bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(wait); until.After(g.until) {
		g.shut, g.until = met, until
	}
	again = wait <= g.most && !last && !g.spent
	g.spent = g.spent || last && !g.instant
	return again
}

func (g *gate) isOpen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.spent = false
}

// explainFailure turns a failure into one line for a person.
func (g *gate) explainFailure(ctx context.Context, response *github.Response, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if transport.Unasked(err) {
		return repo.Failure(probes.Unasked, "GitHub's API was not asked: "+probes.OneLine(transport.Reason(err).Error(), 200))
	}
	if answer, ok := errors.AsType[*github.ErrorResponse](err); ok && response != nil {
		return &statusError{response.StatusCode, probes.OneLine(answer.Message, 200)}
	}
	var broken interface{ Invalid() bool } // the transport's word for a cut or damaged body
	if response != nil && response.StatusCode < 300 || errors.As(err, &broken) && broken.Invalid() {
		return repo.Failure(probes.Invalid, "GitHub's answer cannot be read: "+probes.OneLine(err.Error(), 200))
	}
	return repo.Failure(probes.Unreachable, "GitHub's API cannot be reached: "+probes.OneLine(err.Error(), 200))
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

func isNotFound(err error) bool {
	var e *statusError
	return errors.As(err, &e) && (e.status == http.StatusNotFound || e.status == http.StatusUnprocessableEntity || e.status == http.StatusGone)
}

// rateLimitOf says which rate limit an error is, nil when none, and how long to wait.
// GitHub's documentation gives the order: Retry-After, then the reset of a
// limit with nothing remaining, then one minute.
func rateLimitOf(err error) (met *limitError, wait time.Duration) {
	if primary, ok := errors.AsType[*github.RateLimitError](err); ok {
		return retryAfter("primary", primary.Response)
	}
	if secondary, ok := errors.AsType[*github.AbuseRateLimitError](err); ok {
		return retryAfter("secondary", secondary.Response)
	}
	if other, ok := errors.AsType[*github.ErrorResponse](err); ok && other.Response != nil {
		return recogniseLimit(other)
	}
	return nil, 0
}

// recogniseLimit recognises the limits that go-github takes for ordinary errors.
func recogniseLimit(e *github.ErrorResponse) (met *limitError, wait time.Duration) {
	status, header := e.Response.StatusCode, e.Response.Header
	if status != http.StatusForbidden && status != http.StatusTooManyRequests {
		return nil, 0
	}
	text := strings.ToLower(e.Message + " " + e.DocumentationURL)
	named := strings.Contains(text, "rate limit") || strings.Contains(text, "rate-limit") || strings.Contains(text, "abuse detection")
	switch {
	case header.Get(ourRetryAfter) == "" && header.Get("X-RateLimit-Remaining") == "0":
		return retryAfter("primary", e.Response)
	case named, status == http.StatusTooManyRequests, header.Get(ourRetryAfter) != "":
		return retryAfter("secondary", e.Response)
	}
	return nil, 0
}

// Under these names unwatched keeps what go-github would act upon by itself.
const (
	ourRetryAfter = "X-Landscape-Retry-After"
	ourReset      = "X-Landscape-Reset"
)

// unwatched hides from go-github until when GitHub wants to be left alone. It
// would refuse requests without asking, which no recording can hold.
type unwatched struct{ http.RoundTripper }

func (u unwatched) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := u.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	hideToken(response.Header, "Retry-After", ourRetryAfter)
	hideToken(response.Header, "X-RateLimit-Reset", ourReset)
	return response, nil
}

func hideToken(header http.Header, name, ours string) {
	header.Set(ours, header.Get(name))
	header.Del(name)
}

// addSpareSecond adds a second, so that clocks that differ a little do not matter.
func addSpareSecond(d time.Duration) time.Duration { return min(max(d, 0), longest) + time.Second }

// longest is the longest wait that an answer is believed to ask for.
const longest = 100 * 24 * time.Hour

// retryAfter reads how long an answer asks to wait, from the time that it came.
func retryAfter(what string, response *http.Response) (met *limitError, wait time.Duration) {
	came := transport.Retrieved(response)
	if came.IsZero() {
		came = time.Now()
	}
	header, wait := response.Header, time.Minute
	seconds, err := strconv.ParseInt(header.Get(ourRetryAfter), 10, 64)
	at, wrong := http.ParseTime(header.Get(ourRetryAfter))
	switch {
	case err == nil && seconds >= 0:
		wait = time.Duration(min(seconds, int64(longest/time.Second))) * time.Second
	case wrong == nil:
		wait = addSpareSecond(at.Sub(came))
	case header.Get("X-RateLimit-Remaining") == "0":
		wait = untilReset(header, came)
	}
	return &limitError{what, came.Add(wait)}, wait
}

// untilReset is the time to X-RateLimit-Reset, by the server's own clock if it tells.
func untilReset(header http.Header, now time.Time) time.Duration {
	seconds, err := strconv.ParseInt(header.Get(ourReset), 10, 64)
	if err != nil || seconds <= 0 {
		return time.Minute
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return addSpareSecond(time.Unix(seconds, 0).Sub(now))
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
