// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Start makes the work of a run from its order; stop follows when the run has ended.
// An error means that this worker cannot take part in the run.
type Start func(ctx context.Context, order []byte) (work workqueue.Work, stop func(), err error)

const (
	runsEvery = 200 * time.Millisecond // between two looks for runs
	tasksWait = 50 * time.Millisecond  // between two looks for items, when there are none
	stopTime  = 2 * time.Second        // until an item that does not end is left to others
)

// Serve works for every run that is under way on the server, with at most so many items
// of each at a time, until the context ends: then it returns nil, and what it had begun
// is others' to do. The error is what waiting does not help against.
func (r *Redis) Serve(ctx context.Context, items int, start Start) error {
	w := &worker{Redis: r, items: items, start: start, runs: make(map[string]*member)}
	defer func() {
		w.follow(ctx, nil)
		w.ends.Wait()
	}()
	for {
		found, err := request(ctx, r, r.runsUnderWay)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		w.follow(ctx, found)
		if sleep(ctx, runsEvery) != nil {
			return nil
		}
	}
}

// worker is the runs that one process takes part in.
type worker struct {
	*Redis
	items int
	start Start
	runs  map[string]*member
	ends  sync.WaitGroup
}

// follow joins the runs that are new, and leaves those that have ended.
func (w *worker) follow(ctx context.Context, found map[string][]byte) {
	for run, m := range w.runs {
		if found[run] == nil {
			delete(w.runs, run)
			w.ends.Go(m.leave)
		}
	}
	for run, order := range found {
		if w.runs[run] == nil {
			w.runs[run] = w.join(ctx, run, order)
		}
	}
}

// member is one process's part in a run.
type member struct {
	redis  *Redis
	run    string
	work   workqueue.Work
	ctx    context.Context
	cancel context.CancelFunc
	stop   func()
	server *asynq.Server // nil: it takes no part
	done   atomic.Int64
}

func (w *worker) join(ctx context.Context, run string, order []byte) *member {
	m := &member{redis: w.Redis, run: run}
	m.ctx, m.cancel = context.WithCancel(ctx)
	var err error
	if m.work, m.stop, err = w.start(m.ctx, order); err != nil {
		m.stop = nil
		w.log.Warn("takes no part in run " + run[:8] + ": " + err.Error())
		return m
	}
	m.server = asynq.NewServerFromRedisClient(w.client, asynq.Config{
		Concurrency: w.items, Queues: map[string]int{queueName(run): 1},
		BaseContext:       func() context.Context { return m.ctx },
		TaskCheckInterval: tasksWait, DelayedTaskCheckInterval: time.Second, ShutdownTimeout: stopTime,
		RetryDelayFunc: func(int, error, *asynq.Task) time.Duration { return 0 },
		IsFailure:      func(error) bool { return false }, // an item is given to another, however often
		Logger:         silentLog{}, LogLevel: asynq.FatalLevel,
	})
	if err := m.server.Start(asynq.HandlerFunc(m.process)); err != nil {
		w.log.Warn("takes no part in run " + run[:8] + ": " + err.Error())
		m.server = nil
		return m
	}
	w.log.Info("takes part in run " + run[:8])
	return m
}

// leave ends the part in a run.
func (m *member) leave() {
	m.cancel()
	if m.server != nil {
		m.server.Shutdown()
		m.redis.log.Info("has left run "+m.run[:8], "items", m.done.Load())
	}
	if m.stop != nil {
		m.stop()
	}
}

// process does one item. What fails for the item is an outcome; an error gives the item
// to another.
func (m *member) process(ctx context.Context, task *asynq.Task) error {
	item, err := decodeItem(task.Payload())
	if err != nil {
		m.redis.log.Warn("run " + m.run[:8] + " holds an item that is not one, which is left out")
		return asynq.RevokeTask
	}
	result, err := workqueue.DoItem(ctx, workqueue.Item{ID: item.ID, Data: item.Data}, m.work)
	if err != nil && ctx.Err() != nil {
		return err // this process stops, or Redis was gone for long
	}
	if err := m.redis.storeResult(m.ctx, m.run, item.ID, outcomeOf(result, err)); err != nil {
		return err
	}
	m.done.Add(1)
	return nil
}

func outcomeOf(result []byte, err error) outcome {
	switch {
	case errors.Is(err, workqueue.ErrLater):
		return outcome{Later: true}
	case err != nil:
		return outcome{Failed: fmt.Sprintf("%.1000s", err)}
	case len(result) == 0 || len(result) > LargestResult:
		return outcome{Failed: fmt.Sprintf("a result of %d bytes, and 1 to %d may be", len(result), LargestResult)}
	}
	return outcome{Result: result}
}

// asynq logs to us what it says of single tasks: what matters is said elsewhere. Fatal
// does not end the process.

func (silentLog) Debug(...any) {}
func (silentLog) Info(...any)  {}
func (silentLog) Warn(...any)  {}
func (silentLog) Error(...any) {}
func (silentLog) Fatal(...any) {}
