// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// AdoptionRow is a row of adoption: how much of one cohort of packages uses a feature,
// by one metric. No row is about fewer than LeastRead packages. Key: ecosystem, cohort,
// metric.
type AdoptionRow struct {
	Ecosystem    string  `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Cohort       string  `parquet:"cohort,dict" doc:"the packages that were asked about: top-N, sample-N of an index of names, all, or the name of a file"`
	Metric       string  `parquet:"metric,dict" doc:"id of the metric: the feature's, a dot and a name"`
	Feature      string  `parquet:"feature,dict" doc:"id of the feature"`
	Unit         string  `parquet:"unit,dict" doc:"what counts: package, release, file or download"`
	SampledAt    int64   `parquet:"sampled_at,timestamp(millisecond)" doc:"when the run began, UTC; of a repository, the date of its commit"`
	CohortSize   int64   `parquet:"cohort_size" doc:"packages of the cohort"`
	Read         int64   `parquet:"read" doc:"packages of which the metric was read"`
	Unreadable   int64   `parquet:"unreadable" doc:"packages of which nothing was read: they are in no share"`
	WithMetric   int64   `parquet:"with_metric" doc:"units that have it"`
	Share        float64 `parquet:"share" doc:"with_metric of units"`
	Low          float64 `parquet:"low" doc:"lower end of the 95 % Wilson interval; of a unit other than package, at the effective number of packages"`
	High         float64 `parquet:"high" doc:"upper end of the interval"`
	Source       string  `parquet:"source,dict" doc:"api, dump or repository"`
	CohortDigest string  `parquet:"cohort_digest,dict" doc:"SHA-256, hexadecimal, of the cohort as a file of ranks and package URLs"`
	Units        int64   `parquet:"units" doc:"units that were read: the denominator"`
	Title        string  `parquet:"title,dict" doc:"what the share is about"`
	Denominator  string  `parquet:"denominator,dict" doc:"of what the share is a share, in words"`
	Mirror       bool    `parquet:"mirror" doc:"a mirror or a private address answered in the public registry's place: no release holds the row"`
}

// LeastRead is the least number of packages that a total may be about.
const LeastRead = 10

// AdoptionPackageRow is a row of adoption_packages: what was read of one package. The
// table stays with whoever made it: no release holds it. Key: purl, metric.
type AdoptionPackageRow struct {
	PURL   string `parquet:"purl,delta" doc:"package URL"`
	Metric string `parquet:"metric,dict" doc:"id of the metric"`
	Value  int64  `parquet:"value" doc:"of its units, how many have it"`
	Units  int64  `parquet:"units" doc:"releases, files or downloads that were read, or 1; 0 with why"`
	Why    string `parquet:"why,dict" doc:"why nothing was read; empty otherwise"`
}

// AdoptionPackagesName is the name of its table and file.
const AdoptionPackagesName = "adoption_packages"

// AdoptionPackages writes adoption_packages as Parquet. Row groups are encoded beside
// each other while the next one fills, and are put into the file in their order: memory
// does not grow with the rows, and the same rows give the same bytes.
type AdoptionPackages struct {
	out      *parquet.GenericWriter[AdoptionPackageRow]
	filling  *packageGroup
	encoding []*packageGroup // the oldest first
}

// Rows in a row group of adoption_packages, row groups under way at a time, and bytes of
// a page: one block of zstd, so that no encoder keeps a history of megabytes.
const (
	packageRowGroup  = 32 << 10
	packageRowGroups = 3
	packagePage      = 128 << 10
)

// newPackageWriter is the writer of the file and of each row group, with one
// configuration: so the library copies row groups as they are. No column is optional, so
// it takes all rows at once (see batch). Every row group holds every metric, and bounds
// of them and of reasons would say nothing.
func newPackageWriter(w io.Writer) *parquet.GenericWriter[AdoptionPackageRow] {
	return parquet.NewGenericWriter[AdoptionPackageRow](w,
		parquet.Compression(codec), parquet.PageBufferSize(packagePage),
		parquet.SkipPageBounds("metric"), parquet.SkipPageBounds("why"),
		parquet.CreatedBy(writerName, writerVersion, writerBuild))
}

// packageGroup is a row group: its rows, then a file of its own in memory.
type packageGroup struct {
	rows    []AdoptionPackageRow
	file    bytes.Buffer
	writer  *parquet.GenericWriter[AdoptionPackageRow]
	encoded chan error
}

func newPackageGroup() *packageGroup {
	g := &packageGroup{rows: make([]AdoptionPackageRow, 0, packageRowGroup), encoded: make(chan error, 1)}
	g.writer = newPackageWriter(&g.file)
	return g
}

func (g *packageGroup) encode() {
	_, err := g.writer.Write(g.rows)
	g.encoded <- errors.Join(err, g.writer.Close())
}

// appendTo waits until the group is encoded, puts it into a file, and empties it.
func (g *packageGroup) appendTo(out *parquet.GenericWriter[AdoptionPackageRow]) error {
	if err := <-g.encoded; err != nil {
		return err
	}
	file, err := parquet.OpenFile(bytes.NewReader(g.file.Bytes()), int64(g.file.Len()))
	if err != nil {
		return err
	}
	for _, group := range file.RowGroups() {
		if _, err := out.WriteRowGroup(group); err != nil {
			return err
		}
	}
	g.rows = g.rows[:0]
	g.file.Reset()
	g.writer.Reset(&g.file)
	return nil
}

// NewAdoptionPackages begins a file. Close must follow.
func NewAdoptionPackages(w io.Writer) *AdoptionPackages {
	return &AdoptionPackages{out: newPackageWriter(w), filling: newPackageGroup()}
}

// Add takes the next row, in the order of the key.
func (p *AdoptionPackages) Add(row AdoptionPackageRow) error {
	p.filling.rows = append(p.filling.rows, row)
	if len(p.filling.rows) < packageRowGroup {
		return nil
	}
	p.startEncoding()
	if len(p.encoding) < packageRowGroups {
		p.filling = newPackageGroup()
		return nil
	}
	p.filling = p.encoding[0]
	return p.appendOldest()
}

func (p *AdoptionPackages) startEncoding() {
	p.encoding = append(p.encoding, p.filling)
	go p.filling.encode()
}

func (p *AdoptionPackages) appendOldest() error {
	oldest := p.encoding[0]
	p.encoding = p.encoding[1:]
	if err := oldest.appendTo(p.out); err != nil {
		return fmt.Errorf("table %s: %w", AdoptionPackagesName, err)
	}
	return nil
}

// Close writes the rest.
func (p *AdoptionPackages) Close() error {
	p.startEncoding()
	for len(p.encoding) > 0 {
		if err := p.appendOldest(); err != nil {
			return err
		}
	}
	if err := p.out.Close(); err != nil {
		return fmt.Errorf("table %s: %w", AdoptionPackagesName, err)
	}
	return nil
}
