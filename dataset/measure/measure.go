// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Progress says how far a run has come. Done counts the packages of an earlier part of
// the run too.
type Progress struct {
	Done, Total int
	Unread      int    // packages of this part of which a metric was not read
	Why         string // of the last package, when a metric was not read; "" otherwise
}

// Run is an adoption run over a cohort, package by package.
type Run struct {
	About    derive.AdoptionRun // SampledAt is set from the journal
	Cohort   cohort.Cohort
	Measurer *adoption.Measurer
	Queue    workqueue.Queue
	Journal  *workqueue.Journal
	Progress func(Progress) // may be nil
}

// Result is what a run read.
type Result struct {
	Rows     []table.AdoptionRow
	Withheld []string       // metrics of which fewer than table.LeastRead packages were read
	Later    int            // packages that time was over for: they are in no count
	AnyRead  bool           // something was read of some package
	Whys     map[string]int // why packages were not read, with how many
}

// Name identifies a run by everything that its results depend on.
func Name(sources []string, ecosystem string, c cohort.Cohort, metrics []ecosystems.Metric) string {
	sum := sha256.New()
	for _, part := range append([]string{ecosystem, c.Name, cohort.Digest(c.Packages)}, sources...) {
		fmt.Fprintf(sum, "%s\x00", part)
	}
	for _, m := range metrics {
		fmt.Fprintf(sum, "%+v\x00", withoutPattern(m))
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// withoutPattern writes a metric out; its pattern by its text, not its address.
func withoutPattern(m ecosystems.Metric) string {
	text := ""
	for _, pattern := range []*probes.Pattern{m.Matches, m.Predicate} {
		if pattern != nil {
			text += " " + pattern.String()
		}
	}
	if m.Verify != nil {
		text += fmt.Sprintf(" %+v", *m.Verify)
	}
	m.Matches, m.Predicate, m.Verify, m.Line = nil, nil, nil, 0
	return fmt.Sprintf("%+v%s", m, text)
}

// Metrics lists those of a source, in the order of their records.
func Metrics(e *ecosystems.Ecosystem, source string) []ecosystems.Metric {
	return slices.DeleteFunc(slices.Clone(e.Metrics), func(m ecosystems.Metric) bool { return m.Source != source })
}

// Sampled completes the metrics that are read of a sample: its size, where it is not
// below 0, and what it is drawn by. Those of a sample of none are left out.
func Sampled(metrics []ecosystems.Metric, size int, seed uint64) []ecosystems.Metric {
	var list []ecosystems.Metric
	for _, m := range metrics {
		if m.Sample > 0 {
			if size >= 0 {
				m.Sample = size
			}
			if m.Sample == 0 {
				continue
			}
			m.Seed = seed
			m.Denominator = strings.ReplaceAll(m.Denominator, "{sample}", strconv.Itoa(m.Sample))
		}
		list = append(list, m)
	}
	return list
}

// Do measures every package of the cohort that the journal does not hold yet, and
// counts them all.
func (r *Run) Do(ctx context.Context, name string) (*Result, error) {
	done, unread := r.Journal.Taken(), 0
	items, err := r.items()
	if err != nil {
		return nil, err
	}
	queue := &checkedQueue{r.Queue, len(r.Measurer.Metrics)}
	err = workqueue.RunKept(ctx, queue, r.Journal, name, items, r.Measurer.Work, func(item workqueue.Item, result []byte) {
		done++
		why := r.firstWhy(result)
		if why != "" {
			unread++
		}
		if r.Progress != nil {
			r.Progress(Progress{done, len(r.Cohort.Packages), unread, why})
		}
	})
	if err != nil {
		return nil, err
	}
	r.About.SampledAt = r.Journal.Start()
	return r.count()
}

// checkedQueue lets no result into the journal that could not be counted: it may come
// from elsewhere.
type checkedQueue struct {
	workqueue.Queue
	metrics int
}

func (q *checkedQueue) Run(ctx context.Context, run string, items iter.Seq[workqueue.Item], work workqueue.Work, emit workqueue.Emit) error {
	return q.Queue.Run(ctx, run, items, work, func(item workqueue.Item, result []byte) error {
		if _, err := adoption.Decode(result, q.metrics); err != nil {
			return fmt.Errorf("%s: %w", item.ID, err)
		}
		return emit(item, result)
	})
}

// items are the packages, each with its place in the sample that some metrics are read of.
func (r *Run) items() (iter.Seq[workqueue.Item], error) {
	most, seed := 0, uint64(0)
	for _, m := range r.Measurer.Metrics {
		if m.Sample > 0 {
			most, seed = max(most, m.Sample), m.Seed
		}
	}
	places := make(map[string]int)
	if most > 0 {
		drawn, err := cohort.Sample(r.Cohort.Packages, min(most, len(r.Cohort.Packages)), seed)
		if err != nil {
			return nil, err
		}
		for _, p := range drawn {
			places[p.PURL] = p.Rank
		}
	}
	return func(yield func(workqueue.Item) bool) {
		for _, p := range r.Cohort.Packages {
			if !yield(adoption.ItemOf(p, places[p.PURL])) {
				return
			}
		}
	}, nil
}

func (r *Run) firstWhy(result []byte) string {
	if !bytes.Contains(result, []byte(`"why":`)) {
		return "" // as nearly all are
	}
	values, err := adoption.Decode(result, len(r.Measurer.Metrics))
	if err != nil {
		return err.Error()
	}
	for _, v := range values {
		if v.Why != "" {
			return v.Why
		}
	}
	return ""
}

// count counts what the journal holds, in the order of the cohort.
func (r *Run) count() (*Result, error) {
	counter, later := newCounter(r.Measurer.Metrics), 0
	for _, p := range r.Cohort.Packages {
		values, ok, err := r.values(p)
		if err != nil {
			return nil, err
		}
		if !ok {
			later++
			continue
		}
		counter.add(values)
	}
	result := counter.result(r.About)
	result.Later = later
	return result, nil
}

func (r *Run) values(p cohort.Package) ([]adoption.Value, bool, error) {
	text, ok, err := r.Journal.Result(p.PURL)
	if err != nil || !ok {
		return nil, false, err
	}
	values, err := adoption.Decode(text, len(r.Measurer.Metrics))
	return values, err == nil, err
}

// counter counts metrics side by side.
type counter struct {
	counts  []*derive.AdoptionCount
	anyRead bool
	whys    map[string]int
}

func newCounter(metrics []ecosystems.Metric) *counter {
	c := &counter{whys: make(map[string]int)}
	for _, m := range metrics {
		c.counts = append(c.counts, &derive.AdoptionCount{Metric: m})
	}
	return c
}

// add counts one package.
func (c *counter) add(values []adoption.Value) {
	whys := make(map[string]bool)
	for i, v := range values {
		switch {
		case v.Read():
			c.anyRead = true
			c.counts[i].Add(v.With, v.Of)
		case v.Why != "":
			whys[v.Why] = true
			c.counts[i].AddUnreadable()
		}
	}
	for why := range whys {
		c.whys[why]++
	}
}

// result gives the rows of everything that was added.
func (c *counter) result(about derive.AdoptionRun) *Result {
	result := &Result{Whys: c.whys, AnyRead: c.anyRead}
	result.Rows, result.Withheld = derive.Adoption(about, c.counts)
	return result
}

// WritePackages writes adoption_packages, sorted by its key.
func (r *Run) WritePackages(w io.Writer) error {
	out := newPackageWriter(w, r.Measurer.Metrics)
	for _, p := range slices.SortedFunc(slices.Values(r.Cohort.Packages), func(a, b cohort.Package) int { return strings.Compare(a.PURL, b.PURL) }) {
		values, ok, err := r.values(p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := out.addPackage(p.PURL, values); err != nil {
			return err
		}
	}
	return out.Close()
}

// packageWriter writes adoption_packages; packages come in the order of their URLs.
type packageWriter struct {
	*table.AdoptionPackages
	metrics []ecosystems.Metric
	order   []int // of metrics, by id
}

func newPackageWriter(w io.Writer, metrics []ecosystems.Metric) *packageWriter {
	p := &packageWriter{AdoptionPackages: table.NewAdoptionPackages(w), metrics: metrics}
	for i := range metrics {
		p.order = append(p.order, i)
	}
	slices.SortFunc(p.order, func(a, b int) int { return strings.Compare(metrics[a].ID, metrics[b].ID) })
	return p
}

func (p *packageWriter) addPackage(purl string, values []adoption.Value) error {
	for _, i := range p.order {
		v := values[i]
		if v.Outside {
			continue
		}
		if err := p.Add(table.AdoptionPackageRow{PURL: purl, Metric: p.metrics[i].ID, Value: v.With, Units: v.Of, Why: v.Why}); err != nil {
			return err
		}
	}
	return nil
}

// Merge puts the rows of a run in place of those of the same ecosystem and cohort.
func Merge(before, fresh []table.AdoptionRow) []table.AdoptionRow {
	cohortOf := func(r table.AdoptionRow) string { return r.Ecosystem + " " + r.Cohort }
	replaced := table.SetOf(fresh, cohortOf)
	merged := slices.DeleteFunc(slices.Clone(before), func(r table.AdoptionRow) bool { return replaced[cohortOf(r)] })
	merged = append(merged, fresh...)
	derive.SortAdoption(merged)
	return merged
}

// Commonest lists why packages were not read, the commonest first.
func (r *Result) Commonest() []string {
	return slices.SortedFunc(maps.Keys(r.Whys), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Whys[b], r.Whys[a]), strings.Compare(a, b))
	})
}
