// SPDX-License-Identifier: Apache-2.0

package refresh

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Refresh compares what a release holds of one ecosystem with what it would
// hold after a new look, both judged by the same rules.
type Refresh struct {
	Ecosystem *ecosystems.Ecosystem
	Cells     []Cell // features whose verdict, month or staleness differs, in the catalog's order
	Lost      []Pair // items that matched, and do not any more
	Found     []Pair // items that match, and did not
	Renewed   []Pair // items with the same outcome, read from other bytes
	Other     []Pair // items that did not match before or after, with another outcome
	Stale     []table.VerdictRow
	Drifts    []Drift // of Lost, as far as somebody looked into the histories

	Features *catalog.Catalog
	Old, New []table.Observation
}

// Cell is one feature whose verdict differs.
type Cell struct {
	Feature string
	Was, Is table.VerdictRow
	Reason  string // one of the Reason constants
}

// Pair is one question with the answers of both sides; Was is empty for a
// question that the release was not asked.
type Pair struct{ Was, Is table.Observation }

// The reasons of a difference.
const (
	RegistryChanged = "registry changed"
	RuleChanged     = "rule changed"
	SourceLost      = "source lost"
	DateFound       = "another date" // the verdict is the same, and was dated otherwise
)

// NewRefresh compares. Rows of questions that the rules do not ask are left out.
func NewRefresh(wave string, features *catalog.Catalog, e *ecosystems.Ecosystem, old, fresh []table.Observation) *Refresh {
	asked := judge.Asked([]*ecosystems.Ecosystem{e})
	keep := func(rows []table.Observation) []table.Observation {
		return slices.DeleteFunc(slices.Clone(rows), func(o table.Observation) bool { return !asked[history.Question(o.Observation)] })
	}
	r := &Refresh{Ecosystem: e, Features: features, Old: keep(old), New: keep(fresh)}
	r.sortPairs()
	r.compareCells(wave)
	return r
}

func plainRows(rows []table.Observation) map[string]table.Observation {
	found := make(map[string]table.Observation)
	for _, o := range rows {
		if !history.IsCarried(o) {
			found[o.Observation] = o
		}
	}
	return found
}

// sortPairs sorts the questions by what became of their answers.
func (r *Refresh) sortPairs() {
	before := plainRows(r.Old)
	for _, o := range r.New {
		if history.IsCarried(o) {
			continue
		}
		was := before[o.Observation]
		pair := Pair{was, o}
		did, does := was.Outcome == probes.Matched, o.Outcome == probes.Matched
		switch {
		case did && !does:
			r.Lost = append(r.Lost, pair)
		case does && !did:
			r.Found = append(r.Found, pair)
		case was.Outcome != o.Outcome:
			r.Other = append(r.Other, pair)
		case !digestChangesAlways(o) && !sameDigest(was, o):
			r.Renewed = append(r.Renewed, pair)
		}
	}
}

// digestChangesAlways are rows whose bytes change all the time though what was asked stays
// the same: answers of an API, and searches of a whole tree, whose digest moves
// with every commit. Only their outcome counts.
func digestChangesAlways(o table.Observation) bool {
	return o.Kind == probes.Behaviour || o.Files > 0
}

func sameDigest(a, b table.Observation) bool {
	if a.Digest == nil || b.Digest == nil {
		return a.Digest == b.Digest
	}
	return *a.Digest == *b.Digest
}

func (r *Refresh) compareCells(wave string) {
	asOf := table.AsOf(r.New)
	judged := func(rows []table.Observation) map[string]table.VerdictRow {
		found := make(map[string]table.VerdictRow)
		for _, v := range judge.Judge(wave, asOf, r.Features, []*ecosystems.Ecosystem{r.Ecosystem}, rows) {
			found[v.Feature] = v
		}
		return found
	}
	before, after := judged(r.Old), judged(r.New)
	for _, f := range r.Features.Features {
		was, is := before[f.ID], after[f.ID]
		if is.Stale {
			r.Stale = append(r.Stale, is)
		}
		if !judge.SameVerdict(was, is) || was.Since != is.Since || was.Stale != is.Stale {
			r.Cells = append(r.Cells, Cell{f.ID, was, is, r.reasonOfChange(f.ID, was, is)})
		}
	}
}

// reasonOfChange says why a verdict differs: a source is lost, a question is new, and
// otherwise it is the registry that changed.
func (r *Refresh) reasonOfChange(feature string, was, is table.VerdictRow) string {
	if is.Stale || is.LastSeen != "" {
		return SourceLost
	}
	if judge.SameVerdict(was, is) && was.Stale == is.Stale {
		return DateFound
	}
	in := func(list []Pair, is func(Pair) bool) bool {
		return slices.ContainsFunc(list, func(p Pair) bool { return p.Is.Feature == feature && is(p) })
	}
	unread := func(p Pair) bool { return history.OutcomeRank(p.Is.Outcome) == 0 }
	if is.Verdict.Rank() < was.Verdict.Rank() && (in(r.Lost, unread) || in(r.Other, unread)) {
		return SourceLost
	}
	all := slices.Concat(r.Lost, r.Found, r.Other)
	if len(r.Old) > 0 && in(all, func(p Pair) bool { return p.Was.Observation == "" }) {
		return RuleChanged
	}
	return RegistryChanged
}

// Matters says whether there is anything to propose. When a row was read is
// nothing to propose, nor what an API answered beside the outcome.
func (r *Refresh) Matters() bool {
	return len(r.Cells)+len(r.Lost)+len(r.Found)+len(r.Renewed)+len(r.Other) > 0 || !slices.Equal(carriedKeys(r.Old), carriedKeys(r.New))
}

func carriedKeys(rows []table.Observation) []string {
	var keys []string
	for _, o := range rows {
		if history.IsCarried(o) {
			keys = append(keys, o.Observation)
		}
	}
	slices.Sort(keys)
	return keys
}

// Looked is when the newer of both sides was read.
func (r *Refresh) Looked() time.Time { return LookedAt(r.New) }

// LookedAt is when the newest of rows was read; zero without rows.
func LookedAt(rows []table.Observation) time.Time {
	return (&table.Dataset{Observations: rows}).Looked()
}

// Source is what was read, and how it went.
type Source struct {
	Name   string // OWNER/NAME, the same with the path of a file, a host, or an address
	Group  string // the OWNER/NAME or host that it belongs to
	Reason string // of the failure, in one line; "" when it could be read
}

// Sources lists what was read. A repository or host of which nothing could be
// read is one source; of others each file or page is one. Only those that failed,
// or that hold others, are needed by name, so the rest is told as a whole.
func Sources(rows []table.Observation) []Source {
	type tally struct {
		read   bool
		reason string
	}
	groups, places, groupOf := make(map[string]*tally), make(map[string]*tally), make(map[string]string)
	count := func(m map[string]*tally, name string, o table.Observation) {
		if m[name] == nil {
			m[name] = &tally{}
		}
		m[name].read = m[name].read || history.OutcomeRank(o.Outcome) > 0
		m[name].reason = cmp.Or(m[name].reason, string(o.Outcome)+": "+o.Detail)
	}
	for _, o := range rows {
		if history.IsCarried(o) {
			continue
		}
		group, place := SourceNames(o)
		groupOf[place] = group
		count(groups, group, o)
		count(places, place, o)
	}
	var list []Source
	add := func(name, group string, t *tally) {
		s := Source{Name: name, Group: group}
		if !t.read {
			s.Reason = t.reason
		}
		list = append(list, s)
	}
	for _, name := range table.SortedKeys(groups) {
		add(name, name, groups[name])
	}
	for _, name := range table.SortedKeys(places) {
		if name != groupOf[name] && groups[groupOf[name]].read {
			add(name, groupOf[name], places[name])
		}
	}
	return list
}

// SourceNames names the repository or host of a row, and the file or page.
func SourceNames(o table.Observation) (group, place string) {
	if o.Repository != "" {
		if o.Path == "" {
			return o.Repository, o.Repository
		}
		return o.Repository, o.Repository + " " + o.Path
	}
	address, _, _ := strings.Cut(o.URL, "#")
	rest := strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	host, _, _ := strings.Cut(rest, "/")
	return host, address
}

// Audit is what a look cost: the requests to each host, in the order of names.
type Audit struct {
	Hosts []HostAudit `json:"hosts"`
}

// HostAudit is what one host was asked.
type HostAudit struct {
	Host     string `json:"host"`
	Requests int    `json:"requests"` // retries included
	Retries  int    `json:"retries"`
	Cached   int    `json:"cached"`   // answered without a body
	Failures int    `json:"failures"` // answers that ended as an error
	Bytes    int64  `json:"bytes"`
}
