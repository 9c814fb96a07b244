// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// Budget is the pace of hosts that several processes share. It is asked by one request
// to a host at a time.
type Budget interface {
	// Enter waits for the turn of this process at a host: perSecond and concurrency are
	// those of all processes together, and 0 means none. leave gives the turn back.
	// rest above 0 is how long the host is to be left alone, as it asked another
	// process; then there is no turn, and leave is nil.
	Enter(ctx context.Context, host string, perSecond float64, concurrency int) (leave func(), rest time.Duration, err error)
	// Rest tells all processes that a host asked to be left alone for so long.
	Rest(host string, d time.Duration)
}

// enterShared waits for the turn of this process among all; leave is nil when the host is
// to be left alone before. What it waits for the others is not the host's doing: its
// clock stands still.
func (h *host) enterShared(ctx context.Context) (leave func(), err error) {
	select {
	case h.entry <- struct{}{}:
		defer func() { <-h.entry }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer h.holdClock()()
	perSecond := 0.0
	if limit := h.limit.Limit(); limit != rate.Inf {
		perSecond = float64(limit)
	}
	leave, rest, err := h.all.Enter(ctx, h.name, perSecond, cap(h.slots))
	if err != nil && ctx.Err() == nil {
		err = &Error{Kind: KindBudget, Err: err} // it says nothing of the host
	}
	if err == nil && rest > 0 {
		h.restFor(rest)
	}
	return leave, err
}
