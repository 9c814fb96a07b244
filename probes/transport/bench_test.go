// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var benchPage = []byte(strings.Repeat("words on a page ", 512)) // 8 kB

func benchHandler(latency time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /private\nAllow: /private/x\nDisallow: /search\n")
			return
		}
		time.Sleep(latency)
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(benchPage)
	}
}

// BenchmarkOverhead compares with plain net/http that keeps the body: at most 2 × its time.
func BenchmarkOverhead(b *testing.B) {
	url := serve(b, benchHandler(0))
	plain := &http.Transport{MaxIdleConnsPerHost: 256}
	defer plain.CloseIdleConnections()
	for _, at := range []int{1, 64} {
		b.Run(fmt.Sprintf("net-http/at=%d", at), func(b *testing.B) { askMany(b, plain, at, one(url)) })
		b.Run(fmt.Sprintf("transport/at=%d", at), func(b *testing.B) { askMany(b, loopback(b, Options{}), at, one(url)) })
	}
}

func one(url string) func(int) string { return func(int) string { return url } }

// askMany asks b.N times, so many at a time, and reads every body.
func askMany(b *testing.B, rt http.RoundTripper, at int, url func(int) string) {
	next := make(chan int)
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range at {
		wg.Go(func() {
			for i := range next {
				askOne(b, rt, url(i))
			}
		})
	}
	before := processorTime()
	for i := range b.N {
		next <- i
	}
	close(next)
	wg.Wait()
	// Wall time on a busy machine says little; this is both sides' work.
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func askOne(b *testing.B, rt http.RoundTripper, url string) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		b.Error(err)
		return
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err != nil || len(body) != len(benchPage) {
		b.Error(len(body), err)
	}
}

// BenchmarkLatency is for comparing with curl --parallel: 50 ms, 64 at a time, no pace.
func BenchmarkLatency(b *testing.B) {
	url := serve(b, benchHandler(50*time.Millisecond))
	plain := &http.Transport{MaxIdleConnsPerHost: 256}
	defer plain.CloseIdleConnections()
	b.Run("net-http", func(b *testing.B) { askMany(b, plain, 64, one(url)) })
	b.Run("transport", func(b *testing.B) { askMany(b, loopback(b, Options{}), 64, one(url)) })
	b.Run("curl", func(b *testing.B) { curl(b, url) })
}

// curl asks b.N times with curl --parallel, where there is one.
func curl(b *testing.B, url string) {
	program, err := exec.LookPath("curl")
	if err != nil {
		b.Skip(err)
	}
	config := filepath.Join(b.TempDir(), "urls")
	line := fmt.Sprintf("url = %q\noutput = /dev/null\n", url)
	if err := os.WriteFile(config, []byte(strings.Repeat(line, b.N)), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if out, err := exec.Command(program, "--silent", "--parallel", "--parallel-max", "64", "--config", config).CombinedOutput(); err != nil {
		b.Fatal(err, string(out))
	}
}

// BenchmarkPaces asks fifty hosts with 50 ms of latency ten times each, and
// reports the wall time over the bound that the pace allows: at most 1.15.
func BenchmarkPaces(b *testing.B) {
	const hostCount, each, perSecond = 50, 10, 5.0
	url := serve(b, benchHandler(50*time.Millisecond))
	// robots.txt is the first of each host's requests.
	bound := time.Duration(each/perSecond*float64(time.Second)) + 50*time.Millisecond
	var took time.Duration
	for range b.N {
		tr := loopback(b, Options{Origins: map[string]string{"*": url}, Paces: map[string]Pace{"": {perSecond, 2}}})
		start := time.Now()
		var wg sync.WaitGroup
		for i := range hostCount * each {
			wg.Go(func() { askOne(b, tr, fmt.Sprintf("https://host%d.example/%d", i%hostCount, i)) })
		}
		wg.Wait()
		took += time.Since(start)
	}
	b.ReportMetric(float64(took)/float64(b.N)/float64(bound), "×bound")
}

// BenchmarkCacheHit answers a fresh page from the cache.
func BenchmarkCacheHit(b *testing.B) {
	url := serve(b, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		_, _ = w.Write(benchPage)
	})
	tr := loopback(b, Options{CacheDir: b.TempDir()})
	askOne(b, tr, url)
	askMany(b, tr, 1, one(url))
}
