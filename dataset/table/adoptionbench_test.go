// SPDX-License-Identifier: Apache-2.0

package table

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writerVariable turns the test's program into one that writes a million rows.
const writerVariable = "LANDSCAPE_TEST_WRITER"

func TestMain(m *testing.M) {
	if file := os.Getenv(writerVariable); file != "" {
		writeMillion(file)
		return
	}
	os.Exit(m.Run())
}

// millionRows shows a million rows of adoption_packages: names of no pattern, shares as
// registries have them, and a metric that is weighted by downloads.
func millionRows(see func(AdoptionPackageRow) error) error {
	metrics := []string{
		"authentication.trusted-publishing.latest-downloads", "authentication.trusted-publishing.latest-release",
		"integrity.provenance.latest-release", "integrity.registry-signatures.latest-release", "policy.deprecation.latest-release",
	}
	source := rand.New(rand.NewPCG(7, 8))
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for i := range 200_000 {
		name := []byte("pkg:npm/")
		for at := 26 * 26 * 26; at > 0; at /= 26 { // in order
			name = append(name, letters[i/at%26])
		}
		for range 2 + source.IntN(12) {
			name = append(name, letters[source.IntN(26)])
		}
		purl, unread := string(name), source.IntN(50) == 0
		for k, metric := range metrics {
			row := AdoptionPackageRow{PURL: purl, Metric: metric, Units: 1}
			if k == 0 {
				row.Units = int64(source.ExpFloat64() * 20_000)
			}
			if source.Float64() < []float64{0.3, 0.3, 0.17, 0.83, 0.06}[k] {
				row.Value = row.Units
			}
			if unread {
				row.Value, row.Units, row.Why = 0, 0, "latest: HTTP status 404"
			}
			if err := see(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeMillion prints the seconds of the fastest of five, and the most memory that the
// process ever had, in bytes. Making the rows is in the time.
func writeMillion(name string) {
	least := time.Duration(0)
	for range 5 {
		began := time.Now()
		file, err := os.Create(name)
		if err != nil {
			panic(err)
		}
		w := NewAdoptionPackages(file)
		if err := errors.Join(millionRows(w.Add), w.Close(), file.Close()); err != nil {
			panic(err)
		}
		if took := time.Since(began); least == 0 || took < least {
			least = took
		}
	}
	status, _ := os.ReadFile("/proc/self/status")
	memory := int64(0)
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &memory)
	}
	fmt.Println(least.Seconds(), memory<<10)
}

// BenchmarkAdoptionPackages writes a million rows to zstd Parquet, and lets DuckDB COPY
// the same rows on two threads in the same run, each in a process of its own: at least
// its speed, at most 0.9 of its size and a quarter of its memory.
func BenchmarkAdoptionPackages(b *testing.B) {
	tool := filepath.Join(b.TempDir(), "copybench")
	build := exec.Command("go", "build", "-C", filepath.Join("..", "..", ".github", "tools", "duckdb"), "-o", tool, "./copybench")
	if text, err := build.CombinedOutput(); err != nil {
		b.Fatalf("DuckDB cannot be built here: %v\n%s", err, text)
	}
	ours, theirs := filepath.Join(b.TempDir(), "ours.parquet"), filepath.Join(b.TempDir(), "duckdb.parquet")
	for b.Loop() {
		var seconds, duckSeconds, memory, duckMemory float64
		var rows int64
		write := exec.Command(os.Args[0])
		write.Env = append(os.Environ(), writerVariable+"="+ours)
		scanOutput(b, write, &seconds, &memory)
		scanOutput(b, exec.Command(tool, ours, theirs), &duckSeconds, &rows, &duckMemory)
		if rows != 1_000_000 {
			b.Fatalf("DuckDB read %d rows of what was written", rows)
		}
		b.ReportMetric(1_000_000/seconds, "rows/s")
		b.ReportMetric(duckSeconds/seconds, "of-duckdb-speed")
		b.ReportMetric(fileSize(b, ours)/fileSize(b, theirs), "of-duckdb-size")
		b.ReportMetric(memory/duckMemory, "of-duckdb-memory")
		b.ReportMetric(memory/1e6, "MB-memory")
		b.ReportMetric(fileSize(b, ours)/1e6, "MB-file")
	}
}

func scanOutput(b *testing.B, cmd *exec.Cmd, into ...any) {
	b.Helper()
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(string(text), into...); err != nil {
		b.Fatalf("%q: %v", text, err)
	}
}

func fileSize(b *testing.B, name string) float64 {
	b.Helper()
	info, err := os.Stat(name)
	if err != nil {
		b.Fatal(err)
	}
	return float64(info.Size())
}
