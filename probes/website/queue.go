// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"sync"
)

// queue hands out numbered work by host: hosts take turns, and none has more
// than perHost pieces in hand, so that a slow host holds up only itself. It
// costs a few bytes a piece; the goroutines are the callers', a fixed number.
type queue struct {
	mu      sync.Mutex
	change  *sync.Cond
	ready   []*lane // hosts with work that may be taken, in turn
	left    int     // pieces not taken yet
	perHost int
	closed  bool
}

// lane is the work of one host.
type lane struct {
	work []int32
	busy int
	in   bool // in ready
}

// newQueue sorts n pieces into lanes; host names the lane of each.
func newQueue(n, perHost int, host func(int) string) *queue {
	q := &queue{left: n, perHost: perHost}
	q.change = sync.NewCond(&q.mu)
	lanes := make(map[string]*lane)
	for i := range n {
		name := host(i)
		l := lanes[name]
		if l == nil {
			l = &lane{}
			lanes[name] = l
		}
		l.work = append(l.work, int32(i)) //nolint:gosec // a queue holds far fewer than 2^31 pieces
		q.offerLane(l)
	}
	return q
}

func (q *queue) offerLane(l *lane) {
	if !l.in && len(l.work) > 0 && l.busy < q.perHost {
		l.in = true
		q.ready = append(q.ready, l)
	}
}

// takeWork waits for a piece; ok is false when there will be none.
func (q *queue) takeWork() (i int, l *lane, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ready) == 0 && q.left > 0 && !q.closed {
		q.change.Wait()
	}
	if q.closed || q.left == 0 {
		return 0, nil, false
	}
	l = q.ready[0]
	q.ready = q.ready[1:]
	l.in = false
	i = int(l.work[0])
	l.work = l.work[1:]
	l.busy++
	q.left--
	q.offerLane(l)
	if q.left == 0 {
		q.change.Broadcast()
	}
	return i, l, true
}

// finishWork gives the host's place back.
func (q *queue) finishWork(l *lane) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l.busy--
	q.offerLane(l)
	q.change.Signal()
}

func (q *queue) closeQueue() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.change.Broadcast()
}

// runWorkers works through the queue with a fixed number of goroutines, until it is
// empty or the context ends.
func (q *queue) runWorkers(ctx context.Context, workers int, do func(int)) {
	stop := context.AfterFunc(ctx, q.closeQueue)
	defer stop()
	var group sync.WaitGroup
	for range min(workers, q.left) {
		group.Go(func() {
			for {
				i, l, ok := q.takeWork()
				if !ok || ctx.Err() != nil {
					return
				}
				do(i)
				q.finishWork(l)
			}
		})
	}
	group.Wait()
}
