// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/redis/go-redis/v9"
)

// What a run keeps in Redis, beside what asynq keeps under asynq:{queue}. All of it is
// removed when the run ends; the order of a run whose coordinator is gone expires, and
// workers then remove the rest.
const (
	runsKey     = "landscape:runs" // sorted set of runs, the newest last
	orderLife   = 2 * time.Minute  // after the coordinator's last sign
	mostRuns    = 16               // that a worker looks at
	largestItem = 64 << 10         // bytes of an order, and of an item
	longestID   = 2 << 10
	// LargestResult is how many bytes a result may have.
	LargestResult = 256 << 10
)

var runName = regexp.MustCompile(`^[0-9a-f]{32}$`)

func newRunName() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

func orderKey(run string) string   { return "landscape:{" + run + "}:order" }
func resultsKey(run string) string { return "landscape:{" + run + "}:results" }
func queueName(run string) string  { return "landscape:" + run }
func asynqKey(run, part string) string {
	return "asynq:{" + queueName(run) + "}:" + part
}

// payload is an item as asynq carries it.
type payload struct {
	ID   string `json:"id"`
	Data []byte `json:"data"`
}

// outcome is what a worker says of an item: a result, or why there is none.
type outcome struct {
	Result []byte `json:"result,omitempty"`
	Later  bool   `json:"later,omitempty"` // not done in this run
	Failed string `json:"failed,omitempty"`
}

// decodeStrictly reads one JSON value of known fields, and nothing after it.
func decodeStrictly(data []byte, most int, to any) error {
	if len(data) > most {
		return fmt.Errorf("%d bytes, and %d may be", len(data), most)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// decodeItem reads an item as asynq carries it.
func decodeItem(data []byte) (payload, error) {
	var p payload
	err := decodeStrictly(data, 2*largestItem, &p)
	if err == nil && (p.ID == "" || len(p.ID) > longestID) {
		err = errors.New("an item without an id")
	}
	return p, err
}

// decodeOutcome reads what a worker said of an item: one of its three ways.
func decodeOutcome(data []byte) (outcome, error) {
	var o outcome
	err := decodeStrictly(data, 2*LargestResult, &o)
	ways := 0
	for _, said := range []bool{o.Result != nil, o.Later, o.Failed != ""} {
		if said {
			ways++
		}
	}
	if err == nil && ways != 1 {
		err = errors.New("neither a result nor why there is none")
	}
	return o, err
}

// storeResult keeps the first outcome of an item, while the run is under way.
var storeResult = redis.NewScript(`
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
local first = redis.call("HSETNX", KEYS[2], ARGV[1], ARGV[2])
redis.call("EXPIRE", KEYS[2], ARGV[3])
return first`)

func (r *Redis) storeResult(ctx context.Context, run, id string, o outcome) error {
	data, err := json.Marshal(o)
	if err != nil {
		return err
	}
	return r.do(ctx, func(ctx context.Context) error {
		return storeResult.Run(ctx, r.client, []string{orderKey(run), resultsKey(run)}, id, data, int(2*orderLife/time.Second)).Err()
	})
}

// takeResults reads some outcomes, by item; one that is too large is empty. They stay
// until dropResults.
var takeResults = redis.NewScript(`
local cursor, found = "0", {}
repeat
  local part = redis.call("HSCAN", KEYS[1], cursor, "COUNT", 100)
  cursor = part[1]
  for i = 1, #part[2], 2 do
    local id, value = part[2][i], part[2][i + 1]
    if #id > tonumber(ARGV[2]) then
      redis.call("HDEL", KEYS[1], id)
    elseif #found < 2 * tonumber(ARGV[1]) then
      if #value > tonumber(ARGV[3]) then value = "" end
      found[#found + 1] = id
      found[#found + 1] = value
    end
  end
until cursor == "0" or #found >= 2 * tonumber(ARGV[1])
return found`)

const mostTaken = 256

func (r *Redis) takeResults(ctx context.Context, run string) ([]string, error) {
	return request(ctx, r, func(ctx context.Context) ([]string, error) {
		return takeResults.Run(ctx, r.client, []string{resultsKey(run)}, mostTaken, longestID, 2*LargestResult).StringSlice()
	})
}

func (r *Redis) dropResults(ctx context.Context, run string, ids []string) error {
	return r.do(ctx, func(ctx context.Context) error { return r.client.HDel(ctx, resultsKey(run), ids...).Err() })
}

// announce says that a run is under way, and what its work is.
func (r *Redis) announce(ctx context.Context, run string, order []byte) error {
	return r.do(ctx, func(ctx context.Context) error {
		_, err := r.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Set(ctx, orderKey(run), order, orderLife)
			p.ZAddNX(ctx, runsKey, redis.Z{Score: float64(time.Now().UnixMilli()), Member: run})
			return nil
		})
		return err
	})
}

// runsUnderWay lists runs with their orders, and removes those whose coordinator is gone.
func (r *Redis) runsUnderWay(ctx context.Context) (map[string][]byte, error) {
	names, err := r.client.ZRangeArgs(ctx, redis.ZRangeArgs{Key: runsKey, Start: 0, Stop: mostRuns - 1, Rev: true}).Result()
	if err != nil {
		return nil, err
	}
	found := make(map[string][]byte)
	for _, run := range names {
		if !runName.MatchString(run) {
			_ = r.client.ZRem(ctx, runsKey, run)
			continue
		}
		order, err := r.client.GetRange(ctx, orderKey(run), 0, largestItem).Bytes()
		switch {
		case err != nil:
			return nil, err
		case len(order) == 0:
			if err := r.removeRun(ctx, run); err != nil {
				return nil, err
			}
		default:
			found[run] = order
		}
	}
	return found, nil
}

// removeRun removes all that is kept of a run. Its name goes last: who is interrupted
// begins again.
func (r *Redis) removeRun(ctx context.Context, run string) error {
	// Without these nobody begins or ends a task, which would leave new keys.
	first := []string{orderKey(run), asynqKey(run, "pending"), asynqKey(run, "active"), asynqKey(run, "retry"), resultsKey(run)}
	if err := r.client.Del(ctx, first...).Err(); err != nil {
		return err
	}
	keys := r.client.Scan(ctx, 0, asynqKey(run, "*"), 1000).Iterator()
	for keys.Next(ctx) {
		if err := r.client.Unlink(ctx, keys.Val()).Err(); err != nil {
			return err
		}
	}
	if err := keys.Err(); err != nil {
		return err
	}
	if err := r.client.SRem(ctx, "asynq:queues", queueName(run)).Err(); err != nil {
		return err
	}
	return r.client.ZRem(ctx, runsKey, run).Err()
}
