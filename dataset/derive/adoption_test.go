// SPDX-License-Identifier: Apache-2.0

package derive

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
)

// The values are those of tables of the score interval.
func TestWilson(t *testing.T) {
	for _, test := range []struct{ with, n, low, high float64 }{
		{0, 10, 0, 0.277533}, {10, 10, 0.722467, 1}, {5, 10, 0.236593, 0.763407}, {1, 20, 0.008881, 0.236131},
		{81, 263, 0.2553, 0.3662}, {500, 1000, 0.469055, 0.530945},
	} {
		low, high := Wilson(test.with/test.n, test.n)
		if math.Abs(low-test.low) > 6e-5 || math.Abs(high-test.high) > 6e-5 {
			t.Errorf("%g of %g: %g to %g, want %g to %g", test.with, test.n, low, high, test.low, test.high)
		}
	}
	if low, high := Wilson(0, 0); low != 0 || high != 1 {
		t.Errorf("nothing known: %g to %g", low, high)
	}
}

// population is a made registry: units of each package, and how many have it.
type population struct {
	unit     string
	with, of []int64
}

func (p population) share() float64 {
	var with, of int64
	for i := range p.of {
		with, of = with+p.with[i], of+p.of[i]
	}
	return float64(with) / float64(of)
}

// made gives n packages, in a share of which each unit has it likely, and else hardly
// ever, as releases of a package are alike.
func made(unit string, n int, share float64, seed uint64) population {
	r := rand.New(rand.NewPCG(seed, 1))
	p := population{unit, make([]int64, n), make([]int64, n)}
	for i := range n {
		likely := 0.02
		if r.Float64() < share {
			likely = 0.9
		}
		p.of[i] = 1
		if unit != "package" {
			p.of[i] = 1 + int64(r.ExpFloat64()*8)
		} else if likely = 0; r.Float64() < share {
			likely = 1
		}
		for range p.of[i] {
			if r.Float64() < likely {
				p.with[i]++
			}
		}
	}
	return p
}

// Of 1,000 samples the interval holds the truth in at least 940, and the whole
// registry gives the truth itself.
func TestCoverage(t *testing.T) {
	for _, unit := range []string{"package", "release", "file"} {
		for _, share := range []float64{0.03, 0.2, 0.5, 0.9} {
			p := made(unit, 20_000, share, uint64(share*100))
			truth := p.share()
			if whole := p.count(func(yield func(int)) {
				for i := range p.of {
					yield(i)
				}
			}); whole.Share() != truth {
				t.Errorf("%s, %g: the whole registry gives %v, and the truth is %v", unit, share, whole.Share(), truth)
			}
			covered := 0
			for seed := range uint64(1000) {
				order := rand.New(rand.NewPCG(seed, 2)).Perm(len(p.of))[:1000]
				low, high := p.count(func(yield func(int)) {
					for _, i := range order {
						yield(i)
					}
				}).Interval()
				if low <= truth && truth <= high {
					covered++
				}
			}
			if covered < 940 {
				t.Errorf("%s, %g: %d of 1000 intervals hold the truth", unit, share, covered)
			}
		}
	}
}

func (p population) count(each func(func(int))) *AdoptionCount {
	c := &AdoptionCount{Metric: ecosystems.Metric{Unit: p.unit}}
	each(func(i int) { c.Add(p.with[i], p.of[i]) })
	return c
}

// Unreadable packages are in no share, and no total is about fewer than ten packages.
func TestAdoption(t *testing.T) {
	var counts []*AdoptionCount
	for read := range 12 {
		c := &AdoptionCount{Metric: ecosystems.Metric{ID: fmt.Sprintf("a.b.%02d", read), Feature: "a.b", Unit: "package", Source: "api"}}
		for i := range read {
			c.Add(int64(i%2), 1)
		}
		c.AddUnreadable()
		counts = append(counts, c)
	}
	rows, withheld := Adoption(AdoptionRun{Ecosystem: "npm", Cohort: "c", CohortSize: 12, SampledAt: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}, counts)
	if len(rows) != 2 || len(withheld) != 10 {
		t.Fatalf("%d rows, %d withheld", len(rows), len(withheld))
	}
	if r := rows[0]; r.Read != 10 || r.Unreadable != 1 || r.WithMetric != 5 || r.Units != 10 || r.Share != 0.5 || r.SampledAt%1000 != 0 {
		t.Errorf("%+v", r)
	}
}
