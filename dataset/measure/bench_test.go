// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// registryVariable turns the test's program into a registry that answers after so long.
const registryVariable = "LANDSCAPE_TEST_REGISTRY"

func TestMain(m *testing.M) {
	latency, err := time.ParseDuration(os.Getenv(registryVariable))
	if err != nil {
		os.Exit(m.Run())
	}
	serveRegistry(latency)
}

// benchRegistry is what is measured: 8 kB an answer.
var benchRegistry = &adoptiontest.Registry{Ecosystem: "npm", Packages: 20_000, Seed: 4}

func serveRegistry(latency time.Duration) {
	answers := make(map[string][]byte)
	packages, _ := benchRegistry.Cohort()
	for _, p := range packages {
		w := httptest.NewRecorder()
		benchRegistry.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+p.FullName()+"/latest", http.NoBody))
		body := strings.Replace(w.Body.String(), `"version"`, `"readme":"`+strings.Repeat("made ", 1560)+`","version"`, 1)
		answers["/"+p.FullName()+"/latest"] = []byte(body)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { //nolint:gosec // a test's
		time.Sleep(latency)
		body, ok := answers[req.URL.Path]
		if !ok {
			http.NotFound(w, req)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}))
}

// startRegistry runs the registry in a process of its own.
func startRegistry(b *testing.B, latency time.Duration) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), registryVariable+"="+latency.String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return "http://" + strings.TrimSpace(address)
}

// BenchmarkThroughput measures the whole path, from a cohort to counts, and wrk on the
// same server in the same run: at least 0.95 of its rate at 50 ms, 0.25 at none.
func BenchmarkThroughput(b *testing.B) {
	likeTheProgram(b)
	for _, latency := range []time.Duration{0, 50 * time.Millisecond} {
		b.Run(latency.String(), func(b *testing.B) {
			server := startRegistry(b, latency)
			packages, err := benchRegistry.Cohort()
			if err != nil {
				b.Fatal(err)
			}
			if latency > 0 {
				packages = packages[:5000]
			}
			var rate float64
			for b.Loop() {
				run := newRun(b, benchRegistry, server, packages)
				run.Queue = workqueue.Local{Workers: 64}
				began := time.Now()
				result, err := run.Do(b.Context(), "run")
				if err != nil || len(result.Rows) == 0 || result.Rows[0].Read != int64(len(packages)) {
					b.Fatalf("%v %+v", err, result)
				}
				rate = float64(len(packages)) / time.Since(began).Seconds()
			}
			b.ReportMetric(rate, "packages/s")
			if reference := wrkRate(b, server+"/"+packages[0].FullName()+"/latest"); reference > 0 {
				b.ReportMetric(reference, "wrk/s")
				b.ReportMetric(rate/reference, "of-wrk")
			}
		})
	}
}

// likeTheProgram collects garbage as landscape adoption does.
func likeTheProgram(b *testing.B) {
	percent, limit := debug.SetGCPercent(400), debug.SetMemoryLimit(110<<20)
	b.Cleanup(func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) })
}

var wrkSays = regexp.MustCompile(`Requests/sec:\s*([0-9.]+)`)

// wrkRate is 0 without wrk.
func wrkRate(b *testing.B, url string) float64 {
	b.Helper()
	out, err := exec.Command("wrk", "-t2", "-c64", "-d5s", url).Output()
	if err != nil {
		b.Log("wrk: ", err)
		return 0
	}
	found := wrkSays.FindSubmatch(out)
	rate, _ := strconv.ParseFloat(string(found[1]), 64)
	return rate
}

// BenchmarkMemory measures the most that is in use while 1,000, 20,000 and 100,000
// packages are measured: at most 150 MB, whatever the number.
func BenchmarkMemory(b *testing.B) {
	likeTheProgram(b)
	for _, n := range []int{1000, 20_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := &adoptiontest.Registry{Ecosystem: "npm", Packages: n, Seed: 4}
			server := httptest.NewServer(r)
			defer server.Close()
			packages, err := r.Cohort()
			if err != nil {
				b.Fatal(err)
			}
			var most atomic.Uint64
			for b.Loop() {
				measureMemory(b, r, server.URL, packages, &most)
			}
			b.ReportMetric(float64(most.Load())/1e6, "MB")
		})
	}
}

func measureMemory(b *testing.B, r *adoptiontest.Registry, server string, packages []cohort.Package, most *atomic.Uint64) {
	b.Helper()
	run := newRun(b, r, server, packages)
	run.Progress = func(p Progress) {
		if p.Done%500 == 0 {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapInuse+now.StackInuse))
		}
	}
	if _, err := run.Do(b.Context(), "run"); err != nil {
		b.Fatal(err)
	}
	file, err := os.Create(filepath.Join(b.TempDir(), "packages"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if err := run.WritePackages(io.Writer(file)); err != nil {
		b.Fatal(err)
	}
}
