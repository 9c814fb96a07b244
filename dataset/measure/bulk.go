// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"strconv"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/bulk"
	"github.com/ossf/package-manager-landscape/probes/cohort"
)

// Whole is the cohort of every package of a registry.
const Whole = "all"

// Bulk counts a registry that is read whole. Packages come in the order of their names,
// and none is kept.
type Bulk struct {
	Ecosystem *ecosystems.Ecosystem
	Metrics   []ecosystems.Metric
	Packages  *os.File // adoption_packages is written here as packages come; nil: not
	Left      int      // names that are not a package URLs: they are in no count

	counter *counter
	digest  hash.Hash
	lines   *csv.Writer // into digest
	size    int
	last    string
	out     *packageWriter
}

// Begin prepares counting; End must follow.
func (b *Bulk) Begin() {
	b.counter = newCounter(b.Metrics)
	b.digest = sha256.New()
	b.lines = csv.NewWriter(b.digest)
	_ = b.lines.Write([]string{"rank", "purl"}) // a digest never fails
	if b.Packages != nil {
		b.out = newPackageWriter(b.Packages, b.Metrics)
	}
}

// Add counts one package. A name that comes again is an error: each counts once.
func (b *Bulk) Add(p bulk.Package) error {
	if p.Name <= b.last {
		return fmt.Errorf("package %.100q comes after %.100q: a dump is read in the order of names, each once", p.Name, b.last)
	}
	b.last = p.Name
	one, err := cohort.FromName(b.Ecosystem.PurlType, p.Name)
	if err != nil {
		b.Left++
		return nil //nolint:nilerr // counted
	}
	b.size++
	_ = b.lines.Write([]string{strconv.Itoa(b.size), one.PURL})
	values := make([]adoption.Value, len(b.Metrics))
	for i, m := range b.Metrics {
		v, ok := p.Values[m.ID]
		if !ok {
			return fmt.Errorf("metric %s is not one of a %s: ecosystems/%s/metrics.yml:%d", m.ID, m.Source, b.Ecosystem.ID, m.Line)
		}
		values[i] = v
	}
	b.counter.add(values)
	if b.out == nil {
		return nil
	}
	return b.out.addPackage(one.PURL, values)
}

// End gives the rows of everything that was added.
func (b *Bulk) End(origin bulk.Origin) (*Result, error) {
	if b.out != nil {
		if err := b.out.Close(); err != nil {
			return nil, err
		}
	}
	b.lines.Flush()
	return b.counter.result(derive.AdoptionRun{
		Ecosystem: b.Ecosystem.ID, Cohort: Whole, CohortDigest: hex.EncodeToString(b.digest.Sum(nil)), CohortSize: b.size, SampledAt: origin.Date,
	}), nil
}

// CopyPackages gives what was written of packages.
func (b *Bulk) CopyPackages(w io.Writer) error {
	if _, err := b.Packages.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, b.Packages)
	return err
}
