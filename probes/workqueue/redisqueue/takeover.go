// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"slices"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// asynq gives a killed worker's tasks to others when their leases have been over for
// 30 seconds, and looks once a minute: up to two minutes, and nothing sets them. Its
// workers' signs of life are in Redis for ten seconds, renewed every five. So an item
// that is under way and that no living worker names is handed out again: some 20
// seconds after its worker was killed.
const (
	aloneFor   = 7 * time.Second  // longer than a sign of life lasts
	countEvery = 10 * time.Second // looks for items that Redis lost
	mostAgain  = 5                // after which the wait for a takeover grows no more
)

// lookAfter hands out again what no worker has any more.
func (c *coordinator) lookAfter(ctx context.Context) error {
	held, err := c.heldTasks(ctx)
	if err != nil {
		return err
	}
	lost, err := c.lostItems(ctx)
	if err != nil {
		return err
	}
	active, err := c.activeTasks(ctx)
	if err != nil {
		return err
	}
	for id, h := range c.out {
		switch {
		case !active[h.task] || held[h.task]:
			h.alone = time.Time{}
		case h.alone.IsZero():
			h.alone = time.Now()
		case time.Since(h.alone) >= aloneFor<<min(h.again, mostAgain):
			lost = append(lost, id)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	// What is back by now is done, not lost.
	for taken := mostTaken; taken == mostTaken; {
		if taken, err = c.takeIn(ctx); err != nil {
			return err
		}
	}
	return c.handOutAgain(ctx, lost)
}

// heldTasks are those that living workers of this run name.
func (c *coordinator) heldTasks(ctx context.Context) (map[string]bool, error) {
	paused := time.Since(c.looked) > 3*lookEvery
	servers, err := request(ctx, c.Redis, func(context.Context) ([]*asynq.ServerInfo, error) { return c.inspector.Servers() })
	if err != nil {
		return nil, err
	}
	held, workers := make(map[string]bool), 0
	for _, s := range servers {
		if s.Queues[queueName(c.run)] == 0 {
			continue
		}
		workers++
		for _, w := range s.ActiveWorkers {
			held[w.TaskID] = true
		}
	}
	switch {
	case workers > 0:
		c.nobody, c.told = time.Time{}, false
	case c.nobody.IsZero() || paused: // signs that Redis did not get come soon
		c.nobody = time.Now()
	case !c.told && time.Since(c.nobody) >= nobodyAfter && len(c.out) > 0:
		c.told = true
		c.log.Warn("no worker takes part: start some with landscape worker --queue " + c.name + " (with the password, if it has one)")
	}
	return held, nil
}

// activeTasks are those that some worker took, living or not.
func (c *coordinator) activeTasks(ctx context.Context) (map[string]bool, error) {
	names, err := request(ctx, c.Redis, func(ctx context.Context) ([]string, error) {
		return c.Redis.client.LRange(ctx, asynqKey(c.run, "active"), 0, 2*mostAhead).Result()
	})
	active := make(map[string]bool, len(names))
	for _, name := range names {
		active[name] = true
	}
	return active, err
}

// lostItems are those of which asynq holds no task, as when Redis came back without
// what it held last. Their results may just have come in.
func (c *coordinator) lostItems(ctx context.Context) (lost []string, err error) {
	if time.Since(c.counted) < countEvery {
		return nil, nil
	}
	c.counted = time.Now()
	var ids []string
	for id, h := range c.out {
		if time.Since(h.since) > signEvery {
			ids = append(ids, id)
		}
	}
	for part := range slices.Chunk(ids, 256) {
		found, err := request(ctx, c.Redis, func(ctx context.Context) ([]redis.Cmder, error) {
			return c.Redis.client.Pipelined(ctx, func(p redis.Pipeliner) error {
				for _, id := range part {
					p.Exists(ctx, asynqKey(c.run, "t:"+c.out[id].task))
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		for i, cmd := range found {
			if n, ok := cmd.(*redis.IntCmd); ok && n.Val() == 0 {
				lost = append(lost, part[i])
			}
		}
	}
	return lost, nil
}

// handOutAgain makes new tasks of items, and forgets the old ones, so that asynq does
// not give them out as well.
func (c *coordinator) handOutAgain(ctx context.Context, ids []string) error {
	n := 0
	for _, id := range ids {
		h, ok := c.out[id]
		if !ok {
			continue
		}
		err := c.do(ctx, func(ctx context.Context) error {
			_, err := c.Redis.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
				p.LRem(ctx, asynqKey(c.run, "active"), 0, h.task)
				p.ZRem(ctx, asynqKey(c.run, "lease"), h.task)
				p.Del(ctx, asynqKey(c.run, "t:"+h.task))
				return nil
			})
			return err
		})
		if err != nil {
			return err
		}
		h.again++
		if err := c.enqueue(ctx, h); err != nil {
			return err
		}
		n++
	}
	if n > 0 {
		c.log.Info("a worker is gone, or Redis lost what it held: its items are handed out again", "items", n)
	}
	return nil
}
