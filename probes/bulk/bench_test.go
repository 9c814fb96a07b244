// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"archive/tar"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// dumpVariable turns the test's program into one that reads a large made dump.
const dumpVariable = "LANDSCAPE_TEST_DUMP"

func TestMain(m *testing.M) {
	if os.Getenv(dumpVariable) != "" {
		readLargeDump()
		return
	}
	os.Exit(m.Run())
}

// largeDump streams a dump in the shape of that of crates.io: 200,000 crates with eight
// releases each, and long descriptions. Nothing of it is held.
func largeDump(out io.Writer) {
	files := []struct {
		name  string
		write func(io.Writer)
	}{
		{"d/metadata.json", func(w io.Writer) { fmt.Fprint(w, metadataJSON) }},
		{"d/data/crates.csv", func(w io.Writer) { largeTable(w, "description,id,name,trustpub_only\n", 1) }},
		{"d/data/crate_downloads.csv", func(w io.Writer) { largeTable(w, "crate_id,downloads\n", 2) }},
		{"d/data/versions.csv", func(w io.Writer) { largeTable(w, "crate_id,description,num,yanked\n", 3) }},
	}
	archive := tar.NewWriter(out)
	for _, file := range files {
		var counted counter
		file.write(&counted)
		_ = archive.WriteHeader(&tar.Header{Name: file.name, Size: int64(counted), Mode: 0o644})
		file.write(archive)
	}
	_ = archive.Close()
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func largeTable(w io.Writer, head string, which int) {
	source := rand.New(rand.NewPCG(5, uint64(which)))
	text := strings.Repeat("a description of what it does, ", 40)
	line := append(make([]byte, 0, 4096), head...)
	letter := func() byte { return "tf"[source.IntN(2)] }
	for i := range 200_000 {
		switch which {
		case 1:
			line = fmt.Appendf(line, "\"%s\",%d,made-%06d,%c\n", text, i, i, letter())
		case 2:
			line = fmt.Appendf(line, "%d,%d\n", i, source.IntN(1_000_000))
		case 3:
			for v := range 8 {
				line = fmt.Appendf(line, "%d,\"%s\",%d.0.0,%c\n", i, text, v, letter())
			}
		}
		_, _ = w.Write(line)
		line = line[:0]
	}
}

// readLargeDump prints the bytes that were read, the crates, and the most memory that the
// process ever had, in bytes.
func readLargeDump() {
	read, write := io.Pipe()
	go func() {
		largeDump(write)
		_ = write.Close()
	}()
	var size counter
	crates := 0
	_, err := dumps["cargo"].show(io.TeeReader(read, &size), func(Package) error { crates++; return nil })
	if err != nil {
		panic(err)
	}
	status, _ := os.ReadFile("/proc/self/status")
	memory := int64(0)
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &memory)
	}
	fmt.Println(int64(size), crates, memory<<10)
}

// BenchmarkCargoDump reads a dump of 2 GB in one pass, in a process of its own: at most
// 200 MB of memory.
func BenchmarkCargoDump(b *testing.B) {
	for b.Loop() {
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stderr = append(os.Environ(), dumpVariable+"=1"), os.Stderr
		text, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		var size, memory float64
		var crates int
		if _, err := fmt.Sscan(string(text), &size, &crates, &memory); err != nil || crates != 200_000 || size < 2e9 {
			b.Fatalf("%q: %v", text, err)
		}
		b.SetBytes(int64(size))
		b.ReportMetric(size/1e9, "GB")
		b.ReportMetric(memory/1e6, "MB-memory")
	}
}
