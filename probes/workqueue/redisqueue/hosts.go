// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"sync"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// Hosts is the pace of hosts that all processes on a server share, whichever run they
// work for: requests a second (go-redis/redis_rate), requests under way at a time, and
// the pauses that a host asked for.
type Hosts struct {
	redis *Redis
	rates *redis_rate.Limiter

	mu    sync.Mutex
	turns map[string]chan struct{} // one of this process asks for a host at a time
}

// Hosts gives the shared paces.
func (r *Redis) Hosts() *Hosts {
	return &Hosts{redis: r, rates: redis_rate.NewLimiter(r.client), turns: make(map[string]chan struct{})}
}

const (
	slotLife  = 10 * time.Second // after the last sign of who holds it
	slotSigns = 3 * time.Second
	slotEvery = 20 * time.Millisecond // between two tries
)

// enterHost gives how long a host is to be left alone in milliseconds, and whether there
// was a free slot.
var enterHost = redis.NewScript(`
local rest = redis.call("PTTL", KEYS[1])
if rest > 0 then return {rest, 0} end
local now = redis.call("TIME")
now = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now)
if tonumber(ARGV[1]) > 0 and redis.call("ZCARD", KEYS[2]) >= tonumber(ARGV[1]) and not redis.call("ZSCORE", KEYS[2], ARGV[2]) then
  return {0, 0}
end
redis.call("ZADD", KEYS[2], now + ARGV[3], ARGV[2])
redis.call("PEXPIRE", KEYS[2], ARGV[3])
return {0, 1}`)

// restHost makes a host's pause at least as long as this, in milliseconds.
var restHost = redis.NewScript(`
if redis.call("PTTL", KEYS[1]) < tonumber(ARGV[1]) then redis.call("SET", KEYS[1], "1", "PX", ARGV[1]) end
return 0`)

// Enter waits for the turn of this process at a host: perSecond and concurrency are
// those of all together, and 0 means none. leave gives it back. rest above 0 is how long
// the host is to be left alone: then there is no turn, and leave is nil. While Redis is
// gone nobody is asked. The error is the context's, or what waiting does not help against.
func (h *Hosts) Enter(ctx context.Context, host string, perSecond float64, concurrency int) (leave func(), rest time.Duration, err error) {
	turn := h.turnOf(host)
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, 0, context.Cause(ctx)
	}
	s := &slot{h, host, newRunName(), concurrency}
	defer func() {
		if leave == nil {
			s.free()
		}
	}()
	for {
		rest, free, err := s.enter(ctx)
		if err != nil || rest > 0 {
			return nil, rest, err
		}
		wait := slotEvery
		if free {
			if wait, err = h.waitOf(ctx, host, perSecond); err != nil {
				return nil, 0, err
			}
			if wait <= 0 {
				return s.hold(), 0, nil
			}
		}
		if err := sleep(ctx, min(wait, slotSigns)); err != nil {
			return nil, 0, err
		}
	}
}

func (h *Hosts) turnOf(host string) chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.turns[host] == nil {
		h.turns[host] = make(chan struct{}, 1)
	}
	return h.turns[host]
}

// waitOf is how long until the host may be asked again; at 0 this was the permission.
func (h *Hosts) waitOf(ctx context.Context, host string, perSecond float64) (time.Duration, error) {
	if perSecond <= 0 {
		return 0, nil
	}
	limit := redis_rate.Limit{Rate: 1, Burst: 1, Period: time.Duration(float64(time.Second) / perSecond)}
	got, err := request(ctx, h.redis, func(ctx context.Context) (*redis_rate.Result, error) {
		return h.rates.Allow(ctx, "landscape:"+host, limit)
	})
	if err != nil || got.Allowed != 0 {
		return 0, err
	}
	return max(got.RetryAfter, time.Millisecond), nil
}

// Rest tells all that a host asked to be left alone for so long.
func (h *Hosts) Rest(host string, d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	// While Redis is gone nobody asks the host, and this process keeps the pause itself.
	_ = restHost.Run(ctx, h.redis.client, []string{"landscape:rest:" + host}, d.Milliseconds()).Err()
}

// slot is one of the requests that may be under way to a host.
type slot struct {
	hosts       *Hosts
	host, name  string
	concurrency int
}

func (s *slot) key() string { return "landscape:slots:" + s.host }

func (s *slot) enter(ctx context.Context) (rest time.Duration, free bool, err error) {
	got, err := request(ctx, s.hosts.redis, func(ctx context.Context) ([]int64, error) {
		return enterHost.Run(ctx, s.hosts.redis.client, []string{"landscape:rest:" + s.host, s.key()}, s.concurrency, s.name, slotLife.Milliseconds()).Int64Slice()
	})
	if err != nil || len(got) != 2 {
		return 0, false, err
	}
	return time.Duration(got[0]) * time.Millisecond, got[1] == 1, nil
}

// hold keeps the slot until it is left: who is killed gives no more signs.
func (s *slot) hold() (leave func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for sleep(ctx, slotSigns) == nil {
			_, _, _ = s.enter(ctx)
		}
	}()
	return func() {
		cancel()
		<-ended
		s.free()
	}
}

func (s *slot) free() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.hosts.redis.client.ZRem(ctx, s.key(), s.name).Err() // it expires by itself as well
}
