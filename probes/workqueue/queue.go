// SPDX-License-Identifier: Apache-2.0

package workqueue

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
)

// Item is one piece of work. ID names it within its run; Data is all that the work
// needs to know of it, so that another process can do it.
type Item struct {
	ID   string
	Data []byte
}

// Work does one item and gives its result. What fails for this item alone is a result
// that says so. An error stops the run, unless it is ErrLater. It may be called for an
// item a second time, when whoever began it is gone.
type Work func(ctx context.Context, item Item) ([]byte, error)

// Emit takes a result. It is never called by two at a time, and once for each id. An
// error stops the run.
type Emit func(item Item, result []byte) error

// ErrLater says that an item was not done, and may be in another run: it is left out,
// and the run goes on.
var ErrLater = errors.New("not done in this run")

// Queue runs work over items.
type Queue interface {
	// Run does the work of every item and emits each result once; an id that comes
	// again is left out. It reads items as there is room for them. It returns when
	// every item is emitted or left for later, or with the first error of work, of
	// emit or of the context; no call of emit is under way or comes after that.
	// run names the run: the same items and work under the same name may be taken up.
	Run(ctx context.Context, run string, items iter.Seq[Item], work Work, emit Emit) error
}

// Local does the work in this process.
type Local struct {
	Workers int // items under way at a time; 0 means 16
}

var _ Queue = Local{}

// Run implements Queue.
func (l Local) Run(ctx context.Context, _ string, items iter.Seq[Item], work Work, emit Emit) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := l.Workers
	if workers <= 0 {
		workers = 16
	}
	var (
		queue = make(chan Item)
		mu    sync.Mutex
		group sync.WaitGroup
	)
	one := func(item Item) {
		result, err := DoItem(ctx, item, work)
		if errors.Is(err, ErrLater) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() != nil {
			return // another failed first
		}
		if err == nil {
			err = emit(item, result)
		}
		if err != nil {
			cancel(err) // while the lock is held: nobody emits after it
		}
	}
	for range workers {
		group.Go(func() {
			for item := range queue {
				one(item)
			}
		})
	}
	feed(ctx, items, queue)
	close(queue)
	group.Wait()
	return context.Cause(ctx)
}

// feed hands items out, each id once, until the context ends.
func feed(ctx context.Context, items iter.Seq[Item], queue chan<- Item) {
	known := make(map[string]bool)
	for item := range items {
		if known[item.ID] {
			continue
		}
		known[item.ID] = true
		select {
		case queue <- item:
		case <-ctx.Done():
			return
		}
	}
}

// DoItem does one item, and turns a panic into an error that names the item.
func DoItem(ctx context.Context, item Item, work Work) (result []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", item.ID, r)
		}
	}()
	return work(ctx, item)
}
