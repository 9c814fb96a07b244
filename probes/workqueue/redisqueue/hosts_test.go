// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
	"github.com/redis/go-redis/v9"
)

func scored(name string) redis.Z { return redis.Z{Member: name} }

// The pace of a host is that of all processes together, and so is how many requests
// are under way; another host has its own.
func TestSharedPace(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	const each, perSecond, most = 8, 40, 2
	var (
		group  sync.WaitGroup
		busy   atomic.Int32
		mu     sync.Mutex
		turns  []time.Time
		client []*Hosts
	)
	for range 3 {
		r, _ := connect(t, server.URL())
		client = append(client, r.Hosts())
	}
	for _, hosts := range client {
		for range 4 {
			group.Go(func() {
				for range each / 4 {
					leave, rest, err := hosts.Enter(t.Context(), "h.example", perSecond, most)
					if err != nil || rest != 0 {
						t.Error(rest, err)
						return
					}
					if n := busy.Add(1); n > most {
						t.Errorf("%d at a time", n)
					}
					mu.Lock()
					turns = append(turns, time.Now())
					mu.Unlock()
					busy.Add(-1)
					leave()
				}
			})
		}
	}
	group.Wait()
	least := time.Duration(3*each-1) * time.Second / perSecond
	if took := turns[len(turns)-1].Sub(turns[0]); len(turns) != 3*each || took < least-50*time.Millisecond {
		t.Errorf("%d turns in %s, and %s is the least", len(turns), took, least)
	}
	keys, err := client[0].redis.client.ZCard(t.Context(), "landscape:slots:h.example").Result()
	if err != nil || keys != 0 {
		t.Errorf("%d slots are held at the end: %v", keys, err)
	}
}

// A pause that a host asked of one is all's, the longest counts, and a slot is waited for.
func TestSharedRest(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	one, _ := connect(t, server.URL())
	two, _ := connect(t, server.URL())
	one.Hosts().Rest("h.example", time.Hour)
	one.Hosts().Rest("h.example", time.Second)
	leave, rest, err := two.Hosts().Enter(t.Context(), "h.example", 1000, 1)
	if err != nil || leave != nil || rest < 50*time.Minute {
		t.Errorf("%s %v", rest, err)
	}
	leave, rest, err = one.Hosts().Enter(t.Context(), "other.example", 0, 1)
	if err != nil || leave == nil || rest != 0 {
		t.Fatalf("%s %v", rest, err)
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, errors.New("no room"))
	defer cancel()
	if _, _, err := two.Hosts().Enter(ctx, "other.example", 0, 1); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Error(err)
	}
	leave()
	leave, _, err = two.Hosts().Enter(t.Context(), "other.example", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	leave()
}

// The slot of a process that was killed is free again after a while.
func TestKilledHolder(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	r, _ := connect(t, server.URL())
	dead := &slot{r.Hosts(), "h.example", newRunName(), 1}
	if _, free, err := dead.enter(t.Context()); err != nil || !free {
		t.Fatal(free, err)
	}
	leave, _, err := r.Hosts().Enter(t.Context(), "h.example", 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	leave()
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"id":"a","data":"bg=="}`, `{"result":"bg=="}`, `{"later":true}`, `{"failed":"x"}`, `{}`, `{"id":""}`, `[]`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := decodeItem(data); err == nil && (p.ID == "" || len(p.ID) > longestID) {
			t.Errorf("%q is an item", data)
		}
		if o, err := decodeOutcome(data); err == nil && o.Result == nil && !o.Later && o.Failed == "" {
			t.Errorf("%q is an outcome", data)
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, text := range []string{"redis://u:secret@h:1/2", "rediss://h", "unix:///s", "redis://:secret#@h", "http://u:secret@h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, address string) {
		name, err := publicName(address)
		if err != nil {
			name = err.Error()
		}
		if strings.ContainsAny(name, "\r\n") {
			t.Errorf("%q has the name %q", address, name)
		}
	})
}
