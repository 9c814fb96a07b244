// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/addresses"
	"github.com/ossf/package-manager-landscape/probes/transport/recording"
)

// Transport is the http.RoundTripper. It is safe for concurrent use.
type Transport struct {
	opts    Options
	origins origins
	exempt  exemptions
	base    http.RoundTripper // the network
	proxied func(*http.Request) bool
	hosts   hosts
	rules   robotsTable
	cache   *cache            // nil: none
	record  *recording.Writer // nil: none
	replay  *recording.Recording
	earlier *recording.Recording // what the run had recorded before it was killed
	jitter  func(time.Duration) time.Duration

	run   context.Context // ends with Total or Close
	end   context.CancelCauseFunc
	tasks sync.WaitGroup
	timer *time.Timer
	once  sync.Once
}

var _ http.RoundTripper = (*Transport)(nil)

// New makes a transport. Close must follow.
func New(opts Options) (*Transport, error) {
	opts = opts.withDefaults()
	t := &Transport{opts: opts, jitter: newJitter(opts.Seed)}
	t.hosts = hosts{all: make(map[string]*host), opts: opts}
	t.rules.all = make(map[robotsKey]*robotsEntry)
	var err error
	if t.origins, err = parseOrigins(opts.Origins); err != nil {
		return nil, err
	}
	if t.exempt, err = parseExemptions(opts.RobotsExempt); err != nil {
		return nil, err
	}
	if err = t.openFiles(); err != nil {
		return nil, err
	}
	t.base, t.proxied = newNetwork(opts)
	t.run, t.end = context.WithCancelCause(context.Background())
	if opts.Total > 0 {
		t.timer = time.AfterFunc(opts.Total, func() { t.end(errBudget) })
	}
	return t, nil
}

func (t *Transport) openFiles() (err error) {
	if t.opts.CacheDir != "" {
		if t.cache, err = openCache(t.opts.CacheDir, t.opts.largestBody()); err != nil {
			return fmt.Errorf("cache: %w", err)
		}
	}
	if t.opts.Replay != "" {
		if err = t.openReplay(); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	if t.opts.Record != "" {
		if err = t.openRecorder(); err != nil {
			if t.replay != nil {
				_ = t.replay.Close()
			}
			return fmt.Errorf("record: %w", err)
		}
	}
	return nil
}

// Close ends what is under way and flushes the recording; once is enough.
func (t *Transport) Close() (err error) {
	t.once.Do(func() { err = t.close() })
	return err
}

func (t *Transport) close() error {
	t.end(errClosed)
	if t.timer != nil {
		t.timer.Stop()
	}
	t.tasks.Wait()
	t.CloseIdleConnections()
	var errs []error
	for _, from := range []*recording.Recording{t.replay, t.earlier} {
		if from != nil {
			errs = append(errs, from.Close())
		}
	}
	if t.record != nil {
		errs = append(errs, t.record.Close())
	}
	return errors.Join(errs...)
}

// CloseIdleConnections lets http.Client's method of that name work.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// Client is an http.Client over the transport. Redirects are held to the same
// rules by RoundTrip itself (their number, credentials, robots.txt and
// addresses of every hop), so a client made by somebody else, such as colly's,
// keeps them as well. It has no time limit and no cookies.
func (t *Transport) Client() *http.Client {
	return &http.Client{Transport: t, CheckRedirect: t.checkRedirect}
}

// maxRedirects are those that one request may follow.
const maxRedirects = 5

// checkRedirect stops before a hop that RoundTrip would refuse.
func (t *Transport) checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return t.failureOf(&exchange{url: via[0].URL}, &Error{Kind: KindRedirects, At: redirectedAt(req), Err: fmt.Errorf("more than %d redirects", maxRedirects)})
	}
	if crossedOrigin(req) {
		for _, name := range credentials {
			req.Header.Del(name)
		}
	}
	return nil
}

// Stats says what each host cost so far, in the order of their names.
func (t *Transport) Stats() []HostStats { return t.hosts.stats() }

// RoundTrip answers one request, with the body already read. Its errors are *Error.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	a, err := t.newExchange(req)
	if err != nil {
		return nil, t.failureOf(&exchange{url: req.URL}, &Error{Kind: kindOf(err), At: redirectedAt(req), Err: err})
	}
	if n := len(redirectedFrom(req)); n > maxRedirects {
		return nil, t.failureOf(a, &Error{Kind: KindRedirects, At: redirectedAt(req), Err: fmt.Errorf("after %d redirects", n-1)})
	}
	ans, err := t.performExchange(a)
	if err != nil {
		return nil, err
	}
	return ans.httpResponse(req), nil
}

// redirectedAt is when the redirect came that led to a request which is refused
// unasked: a recording has that time, and none of the refusal.
func redirectedAt(req *http.Request) time.Time {
	if req.Response == nil {
		return time.Time{}
	}
	return Retrieved(req.Response)
}

// performExchange answers from the recording or the network, and records it.
func (t *Transport) performExchange(a *exchange) (*response, error) {
	if t.replay != nil {
		ans, err := fromRecording(t.replay, a)
		if err != nil {
			return nil, t.failureOf(a, err)
		}
		return ans, nil
	}
	if ans, err, known := t.recordedEarlier(a); known {
		return ans, err
	}
	ans, err := t.obtainAnswer(a)
	var failed *Error
	if err != nil {
		failed = t.failureOf(a, err)
		err = failed
		a.host.count(func(s *HostStats) { s.Failures++ })
	}
	if t.record != nil && shouldRecord(err) {
		t.recordExchange(a, ans, failed)
	}
	return ans, err
}

// obtainAnswer asks whether we may, then the cache, then the host.
func (t *Transport) obtainAnswer(a *exchange) (*response, error) {
	if err := context.Cause(t.run); err != nil {
		return nil, err
	}
	if err := t.checkAllowed(a); err != nil {
		return nil, err
	}
	if t.cache == nil || !mayBeCached(a) {
		ans, err := t.doWithRetry(a, nil)
		if t.cache != nil && ans != nil && ans.status < 400 && a.isUnsafe() {
			t.cache.forgetVariants(a)
		}
		return ans, err
	}
	return t.throughCache(a)
}

// checkAllowed refuses private addresses and what robots.txt disallows.
func (t *Transport) checkAllowed(a *exchange) error {
	if !t.opts.AllowPrivate {
		if err := addresses.Literal(a.place.url); err != nil {
			return err
		}
	}
	if a.robots || t.exempt.holds(a.host.name, a.url) {
		return nil
	}
	return t.obeyRobots(a)
}

// failureOf is the *Error to return: with the URL, the time and no secret.
func (t *Transport) failureOf(a *exchange, err error) *Error {
	own, ok := errors.AsType[*Error](err)
	if !ok {
		own = &Error{Kind: kindOf(err), Err: err}
	}
	e := *own
	if a.url != nil && e.URL == "" {
		e.URL = a.url.Redacted()
	}
	if e.At.IsZero() {
		e.At = time.Now().UTC()
	}
	e.URL = t.redactToken(e.URL)
	if text := e.Err.Error(); t.redactToken(text) != text {
		e.Err = errors.New(t.redactToken(text))
	}
	return &e
}
