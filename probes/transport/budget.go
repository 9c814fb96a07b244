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

// waitForShared waits for the pauses that the host asked for, and for the turn of this
// process among all. What it waits for the others is not the host's doing: its clock
// stands still.
func (h *host) waitForShared(ctx context.Context, most time.Duration) (leave func(), err error) {
	for {
		if err := h.rest(ctx, most); err != nil {
			return nil, err
		}
		perSecond := 0.0
		if limit := h.limit.Limit(); limit != rate.Inf {
			perSecond = float64(limit)
		}
		shared, rest, err := h.enterShared(ctx, perSecond)
		switch {
		case err != nil:
			return nil, err
		case rest > 0:
			h.restFor(rest)
			continue
		case ctx.Err() != nil:
			shared()
			return nil, context.Cause(ctx)
		case h.resting() > 0: // asked for meanwhile
			shared()
			continue
		}
		return func() { shared(); h.leaveTurn() }, nil
	}
}

func (h *host) enterShared(ctx context.Context, perSecond float64) (leave func(), rest time.Duration, err error) {
	select {
	case h.entry <- struct{}{}:
		defer func() { <-h.entry }()
	case <-ctx.Done():
		return nil, 0, context.Cause(ctx)
	}
	defer h.holdClock()()
	leave, rest, err = h.all.Enter(ctx, h.name, perSecond, cap(h.slots))
	if err != nil && ctx.Err() == nil {
		err = &Error{Kind: KindBudget, Err: err} // it says nothing of the host
	}
	return leave, rest, err
}
