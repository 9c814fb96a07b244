// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// BenchmarkFaults looks a thousand times at the made world, or as often as
// LANDSCAPE_FAULT_RUNS says, each time with other faults on another share of
// the requests. It fails when a verdict differs other than to unknown, when a
// run hangs for a minute, and when goroutines are left. Metrics: runs, the
// share of verdicts kept, and the most memory in MB that this process held, the
// faulty server's own included.
func BenchmarkFaults(b *testing.B) {
	runs := uint64(1000)
	if n, err := strconv.ParseUint(os.Getenv("LANDSCAPE_FAULT_RUNS"), 10, 32); err == nil {
		runs = n
	}
	hurry(b)
	debug.SetGCPercent(400) // as the program does
	before := goleak.IgnoreCurrent()
	b.Cleanup(func() { goleak.VerifyNone(b, before) }) // after the servers have gone
	peak := watchMemory()
	var kept float64
	for range b.N {
		kept = manyFaultyRuns(b, runs)
	}
	b.ReportMetric(float64(peak())/1e6, "peak-MB")
	b.ReportMetric(residentPeak()/1e3, "peak-RSS-MB")
	b.ReportMetric(kept*100, "%kept")
	b.ReportMetric(float64(runs), "runs")
}

// manyFaultyRuns works in slices, so that servers do not pile up, and one run
// after the other: the memory is that of one run.
func manyFaultyRuns(b *testing.B, runs uint64) (kept float64) {
	const slice = 50
	for first := uint64(0); first < runs && !b.Failed(); first += slice {
		n := min(slice, runs-first)
		kept += faultyRuns(b, first, n) * float64(n) / float64(runs)
	}
	return kept
}

// watchMemory samples what the Go runtime holds until the peak is asked for.
func watchMemory() func() uint64 {
	stop, done := make(chan struct{}), make(chan struct{})
	var most uint64
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	go func() {
		defer close(done)
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most
	}
}

var residentLine = regexp.MustCompile(`(?m)^VmHWM:\s*(\d+) kB`)

// residentPeak is the process's own peak in kB, where the system tells it.
func residentPeak() float64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile("/proc/self/status")
	if found := residentLine.FindSubmatch(status); err == nil && found != nil {
		kb, _ := strconv.ParseFloat(string(found[1]), 64)
		return kb
	}
	return 0
}
