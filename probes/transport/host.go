// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// host is what we know of one host, and its turnstile.
type host struct {
	name  string
	limit *rate.Limiter
	slots chan struct{} // nil: any number at a time
	all   Budget        // nil: the pace is this process's own
	entry chan struct{} // one asks it at a time

	mu    sync.Mutex
	stats HostStats
	until time.Time // asked to be left alone
	breaker
	clock clock
}

// HostStats is what one host cost.
type HostStats struct {
	Host        string
	Requests    int   // that went over the network, retries included
	Bytes       int64 // received: headers and bodies as sent, about
	CacheHits   int   // answered from the cache, without or after asking (304)
	Revalidated int   // of these, after asking
	Retries     int
	Failures    int // answers that ended as an error
}

func newHost(name string, pace Pace, share time.Duration) *host {
	h := &host{name: name, limit: rate.NewLimiter(rate.Inf, 1), entry: make(chan struct{}, 1), stats: HostStats{Host: name}, clock: clock{share: share}}
	if pace.PerSecond > 0 {
		h.limit.SetLimit(rate.Limit(pace.PerSecond))
	}
	if pace.Concurrency > 0 {
		h.slots = make(chan struct{}, pace.Concurrency)
	}
	return h
}

// hosts is the table of them.
type hosts struct {
	mu   sync.Mutex
	all  map[string]*host
	opts Options
}

// of a key, which is the host's name, with its port unless it is the scheme's own.
func (t *hosts) of(key string) *host {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.all[key]
	if h == nil {
		name := key
		if _, own := t.opts.Paces[key]; !own {
			name, _, _ = strings.Cut(key, ":")
		}
		h = newHost(key, t.opts.paceOf(name), shareOf(key, t.opts.HostTime))
		h.all = t.opts.Budget
		t.all[key] = h
	}
	return h
}

func (t *hosts) stats() []HostStats {
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []HostStats
	for _, h := range t.all {
		h.mu.Lock()
		list = append(list, h.stats)
		h.mu.Unlock()
	}
	slices.SortFunc(list, func(a, b HostStats) int { return strings.Compare(a.Host, b.Host) })
	return list
}

func (h *host) count(f func(*HostStats)) {
	h.mu.Lock()
	f(&h.stats)
	h.mu.Unlock()
}

// waitForTurn waits for the pauses that the host asked for, and for its turn; leave must
// follow when there is no error.
func (h *host) waitForTurn(ctx context.Context, most time.Duration) (leave func(), err error) {
	if h.slots != nil {
		select {
		case h.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	enter := h.enterOwn
	if h.all != nil && (h.slots != nil || h.limit.Limit() != rate.Inf) {
		enter = h.enterShared
	}
	for err == nil {
		if err = h.rest(ctx, most); err != nil {
			break
		}
		var leaveTurn func()
		if leaveTurn, err = enter(ctx); err != nil || leaveTurn == nil {
			continue
		}
		if err = context.Cause(ctx); err == nil && h.resting() <= 0 {
			return func() { leaveTurn(); h.leaveSlot() }, nil
		}
		leaveTurn() // a pause was asked for meanwhile
	}
	h.leaveSlot()
	return nil, err
}

func (h *host) leaveSlot() {
	if h.slots != nil {
		<-h.slots
	}
}

// enterOwn waits for the pace of this process.
func (h *host) enterOwn(ctx context.Context) (leave func(), err error) {
	mine := h.limit.Reserve()
	if wait := mine.Delay(); wait > 0 {
		if err := sleep(ctx, wait); err != nil {
			mine.Cancel()
			return nil, err
		}
	}
	return func() {}, nil
}

func (h *host) rest(ctx context.Context, most time.Duration) error {
	for {
		left := h.resting()
		if left <= 0 {
			return nil
		}
		if h.breakerOpen() {
			return &Error{Kind: KindNetwork, Err: fmt.Errorf("%w after %d failures in a row", errLeftAlone, mostFailures)}
		}
		if most > 0 && left > most {
			return &Error{Kind: KindStatus, Err: fmt.Errorf("%w: it asks for %s", errLeftAlone, left.Round(time.Second))}
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
}

func (h *host) resting() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until.IsZero() {
		return 0
	}
	return time.Until(h.until)
}

// pauseFor leaves the host alone for a while; the longest pause counts.
func (h *host) pauseFor(d time.Duration) {
	if h.all != nil {
		h.all.Rest(h.name, d)
	}
	h.restFor(d)
}

func (h *host) restFor(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until := time.Now().Add(d); until.After(h.until) {
		h.until = until
	}
}

// obeyCrawlDelay obeys a Crawl-delay.
func (h *host) obeyCrawlDelay(delay time.Duration) {
	if limit := rate.Every(delay); delay > 0 && limit < h.limit.Limit() {
		h.limit.SetLimit(limit)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
