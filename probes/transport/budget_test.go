// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// madeBudget plays the other processes.
type madeBudget struct {
	mu     sync.Mutex
	turns  int // given, and not back
	most   int
	asked  []float64
	slots  int
	rests  []time.Duration
	answer func(n int) (rest time.Duration, err error)
}

func (b *madeBudget) Enter(_ context.Context, host string, perSecond float64, concurrency int) (func(), time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked, b.slots = append(b.asked, perSecond), concurrency
	if b.answer != nil && host != "" {
		if rest, err := b.answer(len(b.asked)); rest > 0 || err != nil {
			return nil, rest, err
		}
	}
	b.turns++
	b.most = max(b.most, b.turns)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.turns--
	}, 0, nil
}

func (b *madeBudget) Rest(_ string, d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rests = append(b.rests, d)
}

// Each request takes its turn from the budget and gives it back, with the host's pace.
func TestBudget(t *testing.T) {
	limited := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/limited" && !limited {
			limited = true
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer server.Close()
	paced := map[string]Pace{"*": {PerSecond: 0.25, Concurrency: 3}}
	for _, test := range []struct {
		name    string
		path    string
		paces   map[string]Pace
		budget  *madeBudget
		asked   int
		rests   int
		failure string
	}{
		{"a turn", "/", paced, &madeBudget{}, 2, 0, ""}, // and one for robots.txt
		{"no pace, no budget", "/", map[string]Pace{"*": {-1, -1}}, &madeBudget{}, 0, 0, ""},
		{"the host asks for a pause", "/limited", paced, &madeBudget{}, 3, 1, ""},
		{"the others know of a pause", "/", paced, &madeBudget{answer: func(n int) (time.Duration, error) {
			return map[int]time.Duration{2: 10 * time.Millisecond}[n], nil
		}}, 3, 0, ""},
		{"the others know of a long pause", "/", paced, &madeBudget{answer: func(n int) (time.Duration, error) {
			return map[int]time.Duration{2: time.Hour}[n], nil
		}}, 2, 0, KindStatus},
		{"no budget to be had", "/", paced, &madeBudget{answer: func(n int) (time.Duration, error) {
			return 0, errors.New("the budget is closed")
		}}, 1, 0, KindBudget},
	} {
		t.Run(test.name, func(t *testing.T) {
			way, err := New(Options{AllowPrivate: true, Paces: test.paces, Budget: test.budget, MaxRetries: 1, Backoff: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			defer way.Close()
			resp, err := way.Client().Get(server.URL + test.path)
			var failed *Error
			switch {
			case test.failure == "" && err != nil, test.failure != "" && (!errors.As(err, &failed) || failed.Kind != test.failure):
				t.Errorf("%v, want %q", err, test.failure)
			case err == nil:
				resp.Body.Close()
			}
			b := test.budget
			if b.turns != 0 || len(b.asked) != test.asked || len(b.rests) != test.rests {
				t.Errorf("%d turns are out, %d were asked for, and %d pauses told", b.turns, len(b.asked), len(b.rests))
			}
			if len(b.asked) > 0 && (b.asked[0] != 0.25 || b.slots != 3) {
				t.Errorf("asked for %v a second, %d at a time", b.asked, b.slots)
			}
		})
	}
}

// A turn that comes when nobody wants it any more is given back.
func TestBudgetGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	budget := &madeBudget{answer: func(int) (time.Duration, error) { cancel(); return 0, nil }}
	h := newHost("h", Pace{PerSecond: 1, Concurrency: 1}, 0)
	h.all = budget
	if leave, err := h.waitForTurn(ctx, 0); !errors.Is(err, context.Canceled) || leave != nil {
		t.Error(err)
	}
	if budget.turns != 0 || len(h.slots) != 0 {
		t.Errorf("%d turns and %d slots are still held", budget.turns, len(h.slots))
	}
}

// What a process waits for the others is not taken from the host's share of the time.
func TestBudgetKeepsTheClock(t *testing.T) {
	h := newHost("h", Pace{PerSecond: 1, Concurrency: 1}, time.Hour)
	h.startClock()
	goOn := h.holdClock()
	h.clock.since, h.clock.waits = time.Now().Add(-30*time.Minute), time.Now().Add(-30*time.Minute)
	during, _ := h.remainingShare()
	goOn()
	after, _ := h.remainingShare()
	if during < 50*time.Minute || after < 50*time.Minute {
		t.Errorf("%s and %s are left of an hour", during, after)
	}
}
