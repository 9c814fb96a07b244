// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"

	"golang.org/x/net/html"
)

// enlarge repeats the release's features, verdicts and observations n times.
func enlarge(d *table.Dataset, n int) *table.Dataset {
	out := &table.Dataset{Ecosystems: d.Ecosystems}
	for i := range n {
		again := func(id string) string { return fmt.Sprintf("%s-%d", id, i) }
		for _, f := range d.Features {
			f.Feature = again(f.Feature)
			out.Features = append(out.Features, f)
		}
		for _, o := range d.Observations {
			o.Feature = again(o.Feature)
			o.Observation = o.Ecosystem + "/" + o.Feature + "/" + filepath.Base(o.Observation)
			out.Observations = append(out.Observations, o)
		}
		for _, v := range d.Verdicts {
			v.Feature = again(v.Feature)
			keys := make([]string, len(v.Observations))
			for k, key := range v.Observations {
				keys[k] = v.Ecosystem + "/" + v.Feature + "/" + filepath.Base(key)
			}
			v.Observations = keys
			out.Verdicts = append(out.Verdicts, v)
		}
	}
	return out
}

// BenchmarkThousandPages builds a site of a thousand pages and, where hugo is
// installed, beside it has Hugo make as many pages from the same content as
// Markdown. Metrics: seconds of each, bytes of HTML of each, and the ratio. Ours
// also writes some fifteen thousand badges, feeds and JSON files. Both write to memory
// where the system has a disk of it: elsewhere a file system that lost many files
// within minutes, as after other tests, makes a new one up to ten times slower.
func BenchmarkThousandPages(b *testing.B) {
	d := enlarge(release(b), 10)
	var own, other time.Duration
	hugo, err := exec.LookPath("hugo")
	for b.Loop() {
		dir := memoryDir(b)
		at := time.Now()
		if err := Build(d, dir, Options{}); err != nil {
			b.Fatal(err)
		}
		own += time.Since(at)
		b.StopTimer()
		if err == nil {
			source := hugoSource(b, dir)
			at = time.Now()
			if out, err := exec.Command(hugo, "--source", source, "--quiet").CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
			other += time.Since(at)
			b.ReportMetric(bytesOf(b, filepath.Join(source, "public")), "hugo-MB")
			b.ReportMetric(bytesOf(b, dir), "site-MB")
		}
		b.StartTimer()
	}
	b.ReportMetric(own.Seconds()/float64(b.N), "site-s")
	b.ReportMetric(other.Seconds()/float64(b.N), "hugo-s")
	if other > 0 {
		b.ReportMetric(own.Seconds()/other.Seconds(), "x-hugo")
	}
}

// memoryDir is a folder of a disk in memory, or one like any other. It is removed
// at the end.
func memoryDir(b testing.TB) string {
	b.Helper()
	const memory = "/dev/shm"
	dir, err := os.MkdirTemp(memory, "site")
	if err != nil {
		return b.TempDir()
	}
	b.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			b.Error(err)
		}
	})
	return dir
}

// hugoSource writes the built pages as content of a site for Hugo.
func hugoSource(b testing.TB, site string) string {
	b.Helper()
	dir := memoryDir(b)
	write := func(name, text string) {
		if err := writeFile(dir, name, []byte(text)); err != nil {
			b.Fatal(err)
		}
	}
	write("hugo.toml", "title = 'x'\nbaseURL = 'https://example.org/'\n")
	write("config.toml", "title = 'x'\nbaseURL = 'https://example.org/'\n")
	write("layouts/_default/single.html", "<!DOCTYPE html><html lang=en><head><title>{{ .Title }}</title></head><body><main>{{ .Content }}</main></body></html>\n")
	write("layouts/_default/list.html", "<!DOCTYPE html><html lang=en><head><title>{{ .Title }}</title></head><body>{{ range .Pages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>\n")
	for n, name := range htmlFiles(b, site) {
		write(fmt.Sprintf("content/p%d.md", n), fmt.Sprintf("---\ntitle: page %d\n---\n\n%s\n", n, markdown(parseHTML(b, site, name))))
	}
	return dir
}

// markdown writes a page's content as Markdown of about the same size.
func markdown(page node) string {
	var b strings.Builder
	for d := range page.Descendants() {
		e := node{d}
		if d.Type != html.ElementNode {
			continue
		}
		switch d.Data {
		case "h1", "h2", "h3":
			b.WriteString("\n\n## " + e.text() + "\n\n")
		case "p", "dd", "blockquote":
			b.WriteString("\n\n" + strings.Join(strings.Fields(e.text()), " ") + "\n\n")
		case "a":
			b.WriteString("\n- [" + strings.Join(strings.Fields(e.text()), " ") + "](" + e.attr("href") + ")")
		case "td", "dt", "summary":
			b.WriteString("\n- **" + strings.Join(strings.Fields(e.text()), " ") + "**")
		}
	}
	return b.String()
}

// bytesOf sums up the pages below a folder, in megabytes.
func bytesOf(b *testing.B, dir string) float64 {
	total := 0
	for _, name := range htmlFiles(b, dir) {
		total += len(read(b, dir, name))
	}
	return float64(total) / 1e6
}
