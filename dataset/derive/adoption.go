// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"math"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
)

// AdoptionRun is what every row of one adoption run has in common.
type AdoptionRun struct {
	Ecosystem    string
	Cohort       string
	CohortDigest string
	CohortSize   int
	SampledAt    time.Time
	Mirror       bool // the registry's address is not the public one
}

// AdoptionCount counts what was read of one metric. The order of packages changes the
// last bits of an interval, so they are to be added in the order of the cohort.
type AdoptionCount struct {
	Metric     ecosystems.Metric
	Read       int64 // packages
	Unreadable int64
	With, Of   int64   // units
	ww, wo, oo float64 // sums of products over packages, for the variance between them
}

// Add counts a package of whose units some have it.
func (c *AdoptionCount) Add(with, of int64) {
	c.Read++
	c.With += with
	c.Of += of
	w, o := float64(with), float64(of)
	c.ww += float64(w * w)
	c.wo += float64(w * o)
	c.oo += float64(o * o)
}

// AddUnreadable counts a package of which nothing was read.
func (c *AdoptionCount) AddUnreadable() { c.Unreadable++ }

// Share is the part of the units that have it; 0 of none.
func (c *AdoptionCount) Share() float64 {
	if c.Of == 0 {
		return 0
	}
	return float64(c.With) / float64(c.Of)
}

// Interval is the 95 % Wilson interval of the share, as of a sample. Releases, files
// and downloads come in packages, and those of one are alike: the interval is that of
// as many independent units as vary as much as the packages do.
func (c *AdoptionCount) Interval() (low, high float64) {
	if c.Of == 0 {
		return 0, 1
	}
	return Wilson(c.Share(), c.effective())
}

// effective is the number of independent units with the variance of the share over
// packages, which is that of a ratio of sums.
func (c *AdoptionCount) effective() float64 {
	n, p, of := float64(c.Read), c.Share(), float64(c.Of)
	if c.Metric.Unit == "package" {
		return of
	}
	most := min(n, of)
	if n < 2 || c.With == 0 || c.With == c.Of {
		return most
	}
	spread := float64(c.ww) - float64(float64(2*p)*c.wo) + float64(float64(p*p)*c.oo)
	variance := float64(n/(n-1)) * spread / float64(of*of)
	if variance <= 0 {
		return most
	}
	return max(1, min(float64(p*(1-p))/variance, of))
}

// z is the quantile of the normal distribution that leaves 2.5 % above it.
const z = 1.959963984540054

// Wilson is the 95 % score interval of a share seen in n units, to six decimals.
func Wilson(share, n float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	square := float64(z * z)
	centre := share + square/(2*n)
	half := z * math.Sqrt(float64(share*(1-share))/n+square/float64(4*n)/n)
	scale := 1 + square/n
	return rounded(max(0, (centre-half)/scale)), rounded(min(1, (centre+half)/scale))
}

// rounded leaves out what differs between machines.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// Adoption makes the rows of a run, sorted by metric. Totals of fewer than LeastRead
// packages are left out: withheld names their metrics.
func Adoption(run AdoptionRun, counts []*AdoptionCount) (rows []table.AdoptionRow, withheld []string) {
	for _, c := range counts {
		if c.Read < table.LeastRead {
			withheld = append(withheld, c.Metric.ID)
			continue
		}
		low, high := c.Interval()
		rows = append(rows, table.AdoptionRow{
			Ecosystem: run.Ecosystem, Cohort: run.Cohort, Metric: c.Metric.ID, Feature: c.Metric.Feature, Unit: c.Metric.Unit,
			SampledAt: run.SampledAt.Truncate(time.Second).UnixMilli(), CohortSize: int64(run.CohortSize), Read: c.Read, Unreadable: c.Unreadable,
			WithMetric: c.With, Share: c.Share(), Low: low, High: high, Source: c.Metric.Source, CohortDigest: run.CohortDigest,
			Units: c.Of, Title: c.Metric.Title, Denominator: c.Metric.Denominator, Mirror: run.Mirror,
		})
	}
	SortAdoption(rows)
	return rows, withheld
}

// SortAdoption sorts rows by their key, in place.
func SortAdoption(rows []table.AdoptionRow) {
	table.SortByKey(rows, func(r table.AdoptionRow) []string { return []string{r.Ecosystem, r.Cohort, r.Metric} })
}
