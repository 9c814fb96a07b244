// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
)

// slowRegistry is a made registry that answers after 50 ms, and when it was asked.
type slowRegistry struct {
	made  *adoptiontest.Registry
	mu    sync.Mutex
	times []time.Time
}

func (s *slowRegistry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	s.times = append(s.times, time.Now())
	s.mu.Unlock()
	time.Sleep(50 * time.Millisecond)
	s.made.ServeHTTP(w, req)
}

// rate is how many requests a second came, from the first to the last.
func (s *slowRegistry) rate() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.times, time.Time.Compare)
	rate := float64(len(s.times)) / s.times[len(s.times)-1].Sub(s.times[0]).Seconds()
	s.times = nil
	return rate
}

// BenchmarkWorkers measures three workers on Redis on one machine beside one process
// with as many packages under way, at 50 ms: they may lose 15 %.
func BenchmarkWorkers(b *testing.B) {
	registry := &slowRegistry{made: &adoptiontest.Registry{Ecosystem: "npm", Packages: 8000, Seed: 4}}
	server := httptest.NewServer(registry)
	defer server.Close()
	redis := redistest.Start(b)
	packages, err := registry.made.Cohort()
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "made.csv")
	if err := os.WriteFile(file, cohort.Write(packages), 0o644); err != nil {
		b.Fatal(err)
	}
	landscape := program(b)
	adopt := func(more ...string) float64 {
		args := append([]string{"adoption", "--ecosystem", "npm", "--cohort", file, "--out", filepath.Join(b.TempDir(), "out"), "--origins", "*=" + server.URL, "--allow-private", "--no-pace"}, more...)
		if out, err := exec.Command(landscape, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		return registry.rate()
	}
	for range 3 {
		worker := exec.Command(landscape, "worker", "--queue", redis.URL(), "--workers", "21")
		if err := worker.Start(); err != nil {
			b.Fatal(err)
		}
		defer func() { _, _ = worker.Process.Kill(), worker.Wait() }()
	}
	var alone, shared float64
	for b.Loop() {
		alone = adopt("--workers", "63")
		shared = adopt("--queue", redis.URL())
	}
	b.ReportMetric(alone, "in-process/s")
	b.ReportMetric(shared, "workers/s")
	b.ReportMetric(shared/alone, "of-in-process")
}
