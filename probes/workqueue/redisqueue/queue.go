// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/hibiken/asynq"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Queue hands the items of a run out to workers, and takes their results in.
type Queue struct {
	Until time.Time // when time is over: soon after, what is not back is left for later; zero: never

	redis *Redis
	order []byte
}

var _ workqueue.Queue = (*Queue)(nil)

// Queue is one for runs whose work an order describes. A worker that has other work
// under the same order is a mistake of whoever wrote the order.
func (r *Redis) Queue(order []byte) *Queue { return &Queue{redis: r, order: order} }

const (
	mostAhead    = 2048 // items that are handed out and not back
	pollEvery    = 10 * time.Millisecond
	signEvery    = 5 * time.Second  // the coordinator's sign of life
	lookEvery    = 2 * time.Second  // for items whose worker is gone
	longestItem  = 2 * time.Hour    // asynq's limit of one item; hosts that are asked slowly take long
	nobodyAfter  = 6 * time.Second  // until it is said that no worker takes part
	lastResults  = 10 * time.Second // after time is over
	removeWithin = 5 * time.Second
)

// Run implements workqueue.Queue; the work is the workers' own. The run has a name in
// Redis that no other has: what a run that was killed had handed out expires, and what is
// taken up is handed out anew.
func (q *Queue) Run(ctx context.Context, _ string, items iter.Seq[workqueue.Item], _ workqueue.Work, emit workqueue.Emit) error {
	if len(q.order) == 0 || len(q.order) > largestItem {
		return fmt.Errorf("an order of %d bytes: 1 to %d may be", len(q.order), largestItem)
	}
	next, stop := iter.Pull(items)
	defer stop()
	c := &coordinator{
		Redis: q.redis, run: newRunName(), order: q.order, until: q.Until, next: next, emit: emit,
		client: asynq.NewClientFromRedisClient(q.redis.client), inspector: asynq.NewInspectorFromRedisClient(q.redis.client),
		known: make(map[string]bool), out: make(map[string]*handedOut),
	}
	defer c.remove(ctx)
	return c.work(ctx)
}

// coordinator is one run.
type coordinator struct {
	*Redis
	run       string
	order     []byte
	until     time.Time
	client    *asynq.Client
	inspector *asynq.Inspector

	next  func() (workqueue.Item, bool)
	emit  workqueue.Emit
	known map[string]bool       // ids that were handed out
	out   map[string]*handedOut // by id, those that are not back
	ended bool                  // there are no more items
	tasks int                   // that were made

	signed, looked, counted time.Time // when last
	nobody                  time.Time // since when no worker takes part
	told                    bool      // that none does
}

// handedOut is an item that a worker has, or will have.
type handedOut struct {
	item  workqueue.Item
	task  string
	since time.Time
	alone time.Time // since when no living worker has it
	again int       // how often it was handed out again
}

// work runs until every item is back.
func (c *coordinator) work(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if err := c.keepUp(ctx); err != nil {
			return err
		}
		handed, err := c.handOut(ctx)
		if err != nil {
			return err
		}
		taken, err := c.takeIn(ctx)
		if err != nil {
			return err
		}
		if c.ended && len(c.out) == 0 || !c.until.IsZero() && time.Since(c.until) > lastResults {
			return nil
		}
		if handed == 0 && taken == 0 {
			if err := sleep(ctx, pollEvery); err != nil {
				return err
			}
		}
	}
}

// keepUp gives a sign of life, and looks after items whose worker is gone.
func (c *coordinator) keepUp(ctx context.Context) error {
	now := time.Now()
	if now.Sub(c.signed) >= signEvery {
		if err := c.announce(ctx, c.run, c.order); err != nil {
			return err
		}
		c.signed = time.Now()
	}
	if now.Sub(c.looked) < lookEvery {
		return nil
	}
	err := c.lookAfter(ctx)
	c.looked = time.Now()
	return err
}

// handOut gives some items out, while there is room.
func (c *coordinator) handOut(ctx context.Context) (n int, err error) {
	for n < mostTaken && len(c.out) < mostAhead && !c.ended {
		item, ok := c.next()
		if !ok {
			c.ended = true
			break
		}
		if c.known[item.ID] {
			continue
		}
		if len(item.ID) > longestID || len(item.Data) > largestItem {
			return n, fmt.Errorf("%.100q: an item of %d bytes: at most %d may be", item.ID, len(item.Data), largestItem)
		}
		c.known[item.ID] = true
		c.out[item.ID] = &handedOut{item: item}
		if err := c.enqueue(ctx, c.out[item.ID]); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// enqueue makes a task of an item.
func (c *coordinator) enqueue(ctx context.Context, h *handedOut) error {
	data, err := json.Marshal(payload{h.item.ID, h.item.Data})
	if err != nil {
		return err
	}
	c.tasks++
	h.task, h.since, h.alone = strconv.Itoa(c.tasks), time.Now(), time.Time{}
	return c.do(ctx, func(ctx context.Context) error {
		_, err := c.client.EnqueueContext(ctx, asynq.NewTask("item", data),
			asynq.Queue(queueName(c.run)), asynq.TaskID(h.task), asynq.MaxRetry(1000), asynq.Timeout(longestItem))
		if errors.Is(err, asynq.ErrTaskIDConflict) {
			return nil // an earlier attempt came through
		}
		return err
	})
}

// takeIn emits results, each item's once.
func (c *coordinator) takeIn(ctx context.Context) (n int, err error) {
	found, err := c.takeResults(ctx, c.run)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	var ids []string
	for i := 0; i+1 < len(found); i += 2 {
		ids = append(ids, found[i])
		h, ok := c.out[found[i]]
		if !ok {
			continue // a second worker did it too, or it is not ours
		}
		o, err := decodeOutcome([]byte(found[i+1]))
		switch {
		case err != nil:
			return n, fmt.Errorf("%s holds a result of %.200s that is not one: %w", c.name, h.item.ID, err)
		case o.Failed != "":
			return n, errors.New(o.Failed)
		case o.Later:
		default:
			if err := c.emit(h.item, o.Result); err != nil {
				return n, err
			}
		}
		delete(c.out, found[i])
		if err := ctx.Err(); err != nil {
			return n, context.Cause(ctx)
		}
		n++
	}
	return n, c.dropResults(ctx, c.run, ids)
}

// remove ends the run: workers stop, and nothing of it stays.
func (c *coordinator) remove(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeWithin)
	defer cancel()
	if err := c.removeRun(ctx, c.run); err != nil {
		c.log.Warn(c.name + ": what is left of the run stays there until a worker removes it")
	}
}
