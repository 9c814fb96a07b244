// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"sync"
	"sync/atomic"
)

// queue hands out numbered work by host: hosts take turns, and none has more than
// perHost pieces in hand, so that a slow host holds up only itself. It costs a few
// bytes a piece; the goroutines are the callers', a fixed number.
type queue struct {
	turns chan *lane   // each is a place of a host that is free
	open  atomic.Int64 // places of hosts that have work left
	left  int          // pieces
}

// lane is the work of one host.
type lane struct {
	work []int32
	next atomic.Int64 // index in work
}

// newQueue sorts n pieces into lanes; host names the lane of each.
func newQueue(n, perHost int, host func(int) string) *queue {
	lanes := make(map[string]*lane)
	var inOrder []*lane
	for i := range n {
		name := host(i)
		l := lanes[name]
		if l == nil {
			l = &lane{}
			lanes[name] = l
			inOrder = append(inOrder, l)
		}
		l.work = append(l.work, int32(i)) //nolint:gosec // a queue holds far fewer than 2^31 pieces
	}
	q := &queue{turns: make(chan *lane, min(n, perHost*len(inOrder))), left: n}
	for place := range perHost {
		for _, l := range inOrder {
			if place < len(l.work) {
				q.open.Add(1)
				q.turns <- l
			}
		}
	}
	return q
}

// runWorkers works through the queue with a fixed number of goroutines, until it is
// empty or the context ends.
func (q *queue) runWorkers(ctx context.Context, workers int, do func(int)) {
	var group sync.WaitGroup
	for range min(workers, q.left) {
		group.Go(func() {
			for ctx.Err() == nil {
				select {
				case l, more := <-q.turns:
					if !more || ctx.Err() != nil {
						return
					}
					q.doNext(l, do)
				case <-ctx.Done():
				}
			}
		})
	}
	group.Wait()
}

// doNext does a host's next piece, and frees its place for another one or gives it up.
func (q *queue) doNext(l *lane, do func(int)) {
	at := int(l.next.Add(1)) - 1
	if at < len(l.work) {
		do(int(l.work[at]))
		q.turns <- l
	} else if q.open.Add(-1) == 0 {
		close(q.turns)
	}
}
