// SPDX-License-Identifier: Apache-2.0

package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

var builtOnce struct {
	sync.Once
	d *table.Dataset
}

// withTimeline is the built-in release with its timeline, made once.
func withTimeline(t *testing.T) *table.Dataset {
	t.Helper()
	builtOnce.Do(func() {
		builtOnce.d = datasettest.Built(t)
		dataset.AddTimeline(builtOnce.d, catalog.Wave, datasettest.Ecosystems(t))
	})
	return builtOnce.d
}

// A reader skims these texts: no line, and no cell of a table, has more than two
// sentences.
func TestShortLines(t *testing.T) {
	c, d := datasettest.Catalog(t), withTimeline(t)
	texts := make(map[string]string)
	write := func(name string, write func(b *bytes.Buffer) error) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		texts[name] = b.String()
	}
	write("tac", func(b *bytes.Buffer) error { return report.TAC(b, c, d, nil, "2023-01") })
	write("diff", func(b *bytes.Buffer) error {
		return report.Diff(b, "md", c, &table.Dataset{Verdicts: survey2022.Verdicts()}, d)
	})
	for _, f := range d.Features {
		write("supports "+f.Feature, func(b *bytes.Buffer) error { return report.Supports(b, c, d, f.Feature) })
	}
	for _, e := range d.Ecosystems {
		write("registry "+e.Ecosystem, func(b *bytes.Buffer) error { return report.Registry(b, c, d, e.Ecosystem, "2023-01") })
	}
	texts["edition"], _ = report.Edition(d, report.NewLabels(c, d), true)
	for name, text := range texts {
		for line := range strings.Lines(text) {
			for cell := range strings.SplitSeq(address.ReplaceAllString(line, "]"), " | ") {
				if n := len(sentenceEnd.FindAllString(strings.TrimSpace(cell), -1)); n > 2 {
					t.Errorf("%s: %d sentences: %s", name, n, line)
				}
			}
		}
	}
}

var (
	address     = regexp.MustCompile(`\]\([^)]*\)`)
	sentenceEnd = regexp.MustCompile(`[.!?]["')\]*]*(\s+["'(\[*]*[A-Z]|$)`)
)
