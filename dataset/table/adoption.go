// SPDX-License-Identifier: Apache-2.0

package table

import (
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
	PURL   string `parquet:"purl,dict" doc:"package URL"`
	Metric string `parquet:"metric,dict" doc:"id of the metric"`
	Value  int64  `parquet:"value,dict" doc:"of its units, how many have it"`
	Units  int64  `parquet:"units,dict" doc:"releases, files or downloads that were read, or 1; 0 with why"`
	Why    string `parquet:"why,dict" doc:"why nothing was read; empty otherwise"`
}

// AdoptionPackagesName is the name of its table and file.
const AdoptionPackagesName = "adoption_packages"

// AdoptionPackages writes adoption_packages as Parquet, a row group at a time: memory
// does not grow with the rows. The same rows give the same bytes, however they come.
type AdoptionPackages struct {
	out  *parquet.GenericWriter[AdoptionPackageRow]
	rows []AdoptionPackageRow
}

// A row group of adoption_packages, what is given to the writer at a time, and a page in
// bytes. No column is optional, so the library takes several rows at once (see batch).
// Each column has a dictionary: the rows of a package share its URL, and the dictionary
// of a large row group packs better than the texts by their differences.
const (
	packageRowGroup = 256 << 10
	packageBatch    = 1 << 10
	packagePage     = 2 << 20
)

// NewAdoptionPackages begins a file. Close must follow.
func NewAdoptionPackages(w io.Writer) *AdoptionPackages {
	return &AdoptionPackages{
		out: parquet.NewGenericWriter[AdoptionPackageRow](w,
			parquet.Compression(codec), parquet.MaxRowsPerRowGroup(packageRowGroup), parquet.PageBufferSize(packagePage),
			parquet.CreatedBy(writerName, writerVersion, writerBuild), parquet.DataPageStatistics(true)),
		rows: make([]AdoptionPackageRow, 0, packageBatch),
	}
}

// Add takes the next row, in the order of the key.
func (p *AdoptionPackages) Add(row AdoptionPackageRow) error {
	p.rows = append(p.rows, row)
	if len(p.rows) < packageBatch {
		return nil
	}
	return p.flush()
}

func (p *AdoptionPackages) flush() error {
	_, err := p.out.Write(p.rows)
	p.rows = p.rows[:0]
	if err != nil {
		return fmt.Errorf("table %s: %w", AdoptionPackagesName, err)
	}
	return nil
}

// Close writes the rest.
func (p *AdoptionPackages) Close() error {
	if err := p.flush(); err != nil {
		return err
	}
	if err := p.out.Close(); err != nil {
		return fmt.Errorf("table %s: %w", AdoptionPackagesName, err)
	}
	return nil
}
