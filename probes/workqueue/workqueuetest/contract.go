// SPDX-License-Identifier: Apache-2.0

package workqueuetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Contract runs the suite. make gives a queue that nothing else uses, and its workers
// when it needs some: they are to call work, which is set before Run is called.
func Contract(t *testing.T, make func(t *testing.T, work workqueue.Work) workqueue.Queue) {
	for name, check := range map[string]func(*testing.T, maker){
		"each item once":         eachOnce,
		"an id that comes again": repeated,
		"nothing to do":          nothing,
		"side by side":           sideBySide,
		"left for later":         later,
		"work fails":             seventhEnds("the seventh fails", func() error { return errors.New("the seventh fails") }),
		"work panics":            seventhEnds("item-7", func() error { panic("no good") }),
		"emit fails":             emitFails,
		"the context ends":       cancelled,
		"items are not hoarded":  notHoarded,
	} {
		t.Run(name, func(t *testing.T) { check(t, make) })
	}
}

type maker = func(*testing.T, workqueue.Work) workqueue.Queue

// numbered makes n items, the data of each being its number.
func numbered(n int) iter.Seq[workqueue.Item] {
	return func(yield func(workqueue.Item) bool) {
		for i := range n {
			if !yield(workqueue.Item{ID: fmt.Sprint("item-", i), Data: fmt.Append(nil, i)}) {
				return
			}
		}
	}
}

// double is the work: the data twice, as a JSON string.
func double(_ context.Context, item workqueue.Item) ([]byte, error) {
	return fmt.Appendf(nil, "%q", string(item.Data)+string(item.Data)), nil
}

// collect runs and counts what came out.
func collect(ctx context.Context, t *testing.T, make maker, items iter.Seq[workqueue.Item], work workqueue.Work) (map[string]int, error) {
	t.Helper()
	var busy atomic.Int32
	times := map[string]int{}
	err := make(t, work).Run(ctx, t.Name(), items, work, func(item workqueue.Item, result []byte) error {
		if busy.Add(1) > 1 {
			t.Error("two calls of emit at a time")
		}
		defer busy.Add(-1)
		if want, _ := double(ctx, item); !bytes.Equal(result, want) {
			t.Errorf("%s: %s instead of %s", item.ID, result, want)
		}
		times[item.ID]++
		return nil
	})
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s was emitted %d times", id, n)
		}
	}
	return times, err
}

func eachOnce(t *testing.T, make maker) {
	const n = 500
	times, err := collect(t.Context(), t, make, numbered(n), double)
	if err != nil || len(times) != n {
		t.Errorf("%d of %d: %v", len(times), n, err)
	}
}

func repeated(t *testing.T, make maker) {
	list := slices.Collect(numbered(20))
	times, err := collect(t.Context(), t, make, slices.Values(append(list, list...)), double)
	if err != nil || len(times) != 20 {
		t.Errorf("%d of 20: %v", len(times), err)
	}
}

func nothing(t *testing.T, make maker) {
	if times, err := collect(t.Context(), t, make, numbered(0), double); err != nil || len(times) != 0 {
		t.Errorf("%v, %v", times, err)
	}
}

// sideBySide: two items are under way at a time, each waiting for the other.
func sideBySide(t *testing.T, make maker) {
	var both sync.WaitGroup
	both.Add(2)
	_, err := collect(t.Context(), t, make, numbered(2), func(ctx context.Context, item workqueue.Item) ([]byte, error) {
		both.Done()
		both.Wait()
		return double(ctx, item)
	})
	if err != nil {
		t.Error(err)
	}
}

func later(t *testing.T, make maker) {
	times, err := collect(t.Context(), t, make, numbered(30), func(ctx context.Context, item workqueue.Item) ([]byte, error) {
		if strings.HasSuffix(item.ID, "3") {
			return nil, fmt.Errorf("time is over: %w", workqueue.ErrLater)
		}
		return double(ctx, item)
	})
	if err != nil || len(times) != 27 {
		t.Errorf("%d of 27: %v", len(times), err)
	}
}

// seventhEnds: the work of one item ends badly, and the run's error says so.
func seventhEnds(want string, end func() error) func(*testing.T, maker) {
	return func(t *testing.T, make maker) {
		_, err := collect(t.Context(), t, make, numbered(100), func(ctx context.Context, item workqueue.Item) ([]byte, error) {
			if item.ID == "item-7" {
				return nil, end()
			}
			return double(ctx, item)
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

func emitFails(t *testing.T, make maker) {
	full, emitted := errors.New("the disk is full"), 0
	err := make(t, double).Run(t.Context(), t.Name(), numbered(100), double, func(workqueue.Item, []byte) error {
		if emitted++; emitted == 5 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || emitted != 5 {
		t.Errorf("%v after %d", err, emitted)
	}
}

func cancelled(t *testing.T, make maker) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	emitted, returned := 0, false
	err := make(t, double).Run(ctx, t.Name(), numbered(1<<20), double, func(workqueue.Item, []byte) error {
		if returned {
			t.Error("emit was called after Run returned")
		}
		if emitted++; emitted == 10 {
			cancel()
		}
		return nil
	})
	returned = true
	if !errors.Is(err, context.Canceled) || emitted < 10 {
		t.Errorf("%v after %d", err, emitted)
	}
}

// notHoarded: items are made as there is room for them.
func notHoarded(t *testing.T, make maker) {
	const most = 100_000
	var made, emitted atomic.Int64
	items := func(yield func(workqueue.Item) bool) {
		for item := range numbered(2000) {
			if ahead := made.Add(1) - emitted.Load(); ahead > most {
				t.Errorf("%d items ahead", ahead)
			}
			if !yield(item) {
				return
			}
		}
	}
	err := make(t, double).Run(t.Context(), t.Name(), items, double, func(workqueue.Item, []byte) error {
		emitted.Add(1)
		return nil
	})
	if err != nil || emitted.Load() != 2000 {
		t.Errorf("%d: %v", emitted.Load(), err)
	}
}
