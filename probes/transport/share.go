// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A host has a share of the time: Options.HostTime, and what its answers earn.
// The clock of a host runs while something is under way or waits there, whether
// it is one request or many. So a host that answers as it should has all the time
// that it needs, and one that is slow, breaks off, redirects on and on or asks
// for pauses uses up its own share and nobody else's. When it is used up, what was
// not asked yet fails with KindBudget: that says nothing of the source.

var errHostTime = errors.New("the host's share of the time is used up")

// What an answer earns beside its host's pace, of which a Crawl-delay counts up
// to mostEarned.
const (
	answerEarns = 500 * time.Millisecond
	mostEarned  = 2 * time.Second
)

// shareOf a host. GitHub's API has twice as much: where others ask for pauses of
// seconds it asks for minutes, and most repositories stand there.
func shareOf(name string, share time.Duration) time.Duration {
	if name == githubAPI {
		return 2 * share
	}
	return share
}

// clock is how long a host was busy with us; its host's mutex guards it.
type clock struct {
	share  time.Duration // not above 0: no limit
	earned time.Duration
	used   time.Duration // without what is under way
	active int
	since  time.Time // when active left 0
	waits  time.Time // since when it has stood still, for a turn among all processes
	told   bool
}

// startClock starts the clock for one request; stop must follow.
func (h *host) startClock() (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clock.active++; h.clock.active == 1 {
		h.clock.since = time.Now()
	}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.clock.active--; h.clock.active == 0 {
			h.clock.used += time.Since(h.clock.since)
		}
	}
}

// remainingShare is what remains of the host's share; limited is false when there is no limit.
func (h *host) remainingShare() (d time.Duration, limited bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.clock
	if c.share <= 0 {
		return 0, false
	}
	d = c.share + c.earned - c.used
	if c.active > 0 {
		d -= time.Since(c.since)
	}
	if !c.waits.IsZero() {
		d += time.Since(c.waits)
	}
	return d, true
}

// holdClock lets the clock stand still while something is waited for that is none of
// the host's doing; one at a time.
func (h *host) holdClock() (goOn func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock.waits = time.Now()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.clock.earned += time.Since(h.clock.waits)
		h.clock.waits = time.Time{}
	}
}

// earnShare adds what one whole answer is worth. A redirect is none, nor an error of
// the server.
func (h *host) earnShare(status int) {
	if status >= 300 && status < 400 && status != 304 || status >= 500 {
		return
	}
	pace := time.Duration(0)
	if perSecond := float64(h.limit.Limit()); perSecond > 0 && perSecond < 1e6 {
		pace = min(time.Duration(float64(time.Second)/perSecond), mostEarned)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock.earned += pace + answerEarns
}

// withinShare ends a context when the host's share is used up; stop must follow.
func (t *Transport) withinShare(h *host, cancel context.CancelCauseFunc) (stop func(), err error) {
	left, limited := h.remainingShare()
	if !limited {
		return func() {}, nil
	}
	if left <= 0 {
		return nil, t.shareUsed(h)
	}
	var timer *time.Timer
	ready := make(chan struct{})
	timer = time.AfterFunc(left, func() {
		<-ready
		if left, _ := h.remainingShare(); left > 0 {
			timer.Reset(left) // others have earned more
			return
		}
		cancel(t.shareUsed(h))
	})
	close(ready)
	return func() { timer.Stop() }, nil
}

// shareUsed says so, to the log once.
func (t *Transport) shareUsed(h *host) error {
	h.mu.Lock()
	first := !h.clock.told
	h.clock.told = true
	share := h.clock.share
	h.mu.Unlock()
	if first {
		t.opts.Log.Warn("a host used up its share of the time; what it was not asked stays unasked", "host", h.name, "share", share)
	}
	return &Error{Kind: KindBudget, Err: fmt.Errorf("%w (%s, and what its answers earned)", errHostTime, share)}
}

// Unasked says whether an error means that the time was over, for a run or a host,
// or that this machine had no room: it speaks neither for nor against a source.
func Unasked(err error) bool {
	known, ok := errors.AsType[*Error](err)
	return ok && known.Kind == KindBudget
}
