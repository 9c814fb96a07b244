// SPDX-License-Identifier: Apache-2.0

package measure

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
	"github.com/ossf/package-manager-landscape/probes/bulk"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

func loadEcosystem(tb testing.TB, id string) *ecosystems.Ecosystem {
	tb.Helper()
	features, err := catalog.Load()
	if err != nil {
		tb.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, id)
	if err != nil {
		tb.Fatal(err)
	}
	return all[0]
}

// client sends every host to one server, without pace.
func client(tb testing.TB, server string) *http.Client {
	tb.Helper()
	way, err := transport.New(transport.Options{
		AllowPrivate: true, Origins: map[string]string{"*": server}, Paces: map[string]transport.Pace{"*": {PerSecond: -1, Concurrency: -1}},
		HostTime: -1, Timeout: 2 * time.Second, Stall: 300 * time.Millisecond, Backoff: time.Millisecond, MaxWait: time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = way.Close() })
	return way.Client()
}

// attest makes the attestations that a registry serves, and gives the root to trust.
func attest(t *testing.T, r *adoptiontest.Registry) *attestation.Root {
	t.Helper()
	instance := sigstoretest.New(t)
	r.Attest(instance)
	root, err := attestation.ParseRoot(instance.TrustedRoot())
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// newRun prepares a run over packages of a registry that a server plays.
func newRun(tb testing.TB, r *adoptiontest.Registry, server string, packages []cohort.Package) *Run {
	tb.Helper()
	e := loadEcosystem(tb, r.Ecosystem)
	journal, err := workqueue.OpenJournal(filepath.Join(tb.TempDir(), "journal"), "run", time.Now(), false)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = journal.Close() })
	base := e.BaseURL
	if base == "" {
		base = "https://registry.made.example"
	}
	sampled := 0
	if r.Bundles != nil {
		sampled = len(packages)
	}
	return &Run{
		About:  derive.AdoptionRun{Ecosystem: e.ID, Cohort: "made", CohortSize: len(packages)},
		Cohort: cohort.Cohort{Name: "made", Packages: packages},
		Measurer: &adoption.Measurer{
			API:       &endpoint.API{Client: client(tb, server), Registries: map[string]string{e.ID: base}, Now: time.Now()},
			Ecosystem: e, Metrics: Sampled(Metrics(e, "api"), sampled, 1),
		},
		Queue: workqueue.Local{Workers: 32}, Journal: journal,
	}
}

// Of a whole made registry each share is the truth exactly, in every ecosystem's shape.
func TestFullCohort(t *testing.T) {
	for _, id := range adoptiontest.Ecosystems {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			r := &adoptiontest.Registry{Ecosystem: id, Packages: 300, Seed: 5}
			root := attest(t, r)
			server := httptest.NewServer(r)
			defer server.Close()
			packages, err := r.Cohort()
			if err != nil {
				t.Fatal(err)
			}
			run := newRun(t, r, server.URL, packages)
			run.Measurer.API.Root = root
			result, err := run.Do(t.Context(), "run")
			if err != nil {
				t.Fatal(err)
			}
			if len(result.Rows) != len(run.Measurer.Metrics) || len(result.Rows) == 0 {
				t.Errorf("%d rows of %d metrics, not read: %v", len(result.Rows), len(run.Measurer.Metrics), result.Whys)
			}
			truth := r.Truth()
			for _, row := range result.Rows {
				want, ok := truth[row.Metric]
				if !ok {
					t.Errorf("%s: the made registry knows no truth of it", row.Metric)
				}
				if row.WithMetric != want[0] || row.Units != want[1] || row.Share != float64(want[0])/float64(want[1]) || row.Read != 300 && row.Read != want[1] || row.Unreadable != 0 {
					t.Errorf("%+v, want %v", row, want)
				}
				if row.Share == 0 || row.Share == 1 {
					t.Errorf("%s: a share of %g tests nothing", row.Metric, row.Share)
				}
			}
		})
	}
}

// With faults in a tenth of the answers no package is counted twice, those that were
// not read are told, and of those that were read every value is the truth.
func TestFaults(t *testing.T) {
	for _, id := range adoptiontest.Ecosystems {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			r := &adoptiontest.Registry{Ecosystem: id, Packages: 400, Seed: 9}
			root := attest(t, r)
			server := faulttest.New(t, r)
			server.Choose(func(req *http.Request) faulttest.Fault {
				source := rand.New(rand.NewPCG(uint64(len(req.URL.Path)), sumOf(req.URL.String())))
				if source.Float64() >= 0.1 {
					return ""
				}
				among := []faulttest.Fault{faulttest.BotWall, faulttest.WrongType, faulttest.Truncated, faulttest.InvalidJSON, faulttest.ServerError, faulttest.Reset}
				return among[source.IntN(len(among))]
			})
			packages, err := r.Cohort()
			if err != nil {
				t.Fatal(err)
			}
			run := newRun(t, r, server.URL, packages)
			run.Measurer.API.Root = root
			result, err := run.Do(t.Context(), "run")
			if err != nil {
				t.Fatal(err)
			}
			unread := int64(0)
			for _, row := range result.Rows {
				if row.Read+row.Unreadable != 400 && !strings.HasSuffix(row.Metric, ".verified") {
					t.Errorf("%s: %d read and %d unreadable of 400", row.Metric, row.Read, row.Unreadable)
				}
				unread += row.Unreadable
			}
			if unread == 0 {
				t.Error("no fault was met")
			}
			for i, p := range packages {
				values, ok, err := run.values(p)
				if err != nil || !ok {
					t.Fatalf("%s: %v %v", p.PURL, ok, err)
				}
				truth := r.TruthOf(i)
				for k, v := range values {
					if want := truth[run.Measurer.Metrics[k].ID]; v.Read() && (v.With != want[0] || v.Of != want[1]) {
						t.Errorf("%s %s: %+v, want %v", p.PURL, run.Measurer.Metrics[k].ID, v, want)
					}
				}
			}
		})
	}
}

// What is verified is a seeded part of the cohort, and a root that does not know who
// signed says neither that an attestation verifies nor that it does not.
func TestVerifiedPart(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "npm", Packages: 300, Seed: 5}
	root := attest(t, r)
	server := httptest.NewServer(r)
	defer server.Close()
	packages, err := r.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	of := func(root *attestation.Root, size int, seed uint64) (row, sampled table.AdoptionRow, whys map[string]int) {
		t.Helper()
		run := newRun(t, r, server.URL, packages)
		run.Measurer.API.Root = root
		run.Measurer.Metrics = Sampled(Metrics(run.Measurer.Ecosystem, "api"), size, seed)
		result, err := run.Do(t.Context(), "run")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range result.Rows {
			switch one.Metric {
			case "integrity.provenance.verified":
				row = one
			case "integrity.publish-attestation.sampled":
				sampled = one
			}
			one.SampledAt = 0
		}
		row.SampledAt, sampled.SampledAt = 0, 0
		return row, sampled, result.Whys
	}
	row, sampled, _ := of(root, 150, 1)
	if row.Read < 10 || row.Read > 60 || row.Read != row.Units || row.WithMetric == 0 || row.WithMetric == row.Units || sampled.Read != 150 {
		t.Errorf("%+v\n%+v", row, sampled)
	}
	if want := "packages with provenance, of 150 drawn from the cohort"; row.Denominator != want {
		t.Errorf("%q, want %q", row.Denominator, want)
	}
	if again, _, _ := of(root, 150, 1); again != row {
		t.Errorf("%+v became %+v", row, again)
	}
	if other, another, _ := of(root, 150, 2); other == row && another == sampled {
		t.Error("another seed drew the same packages")
	}
	if none, others, _ := of(root, 0, 1); none.Metric != "" || others.Metric != "" {
		t.Errorf("none was to be verified: %+v %+v", none, others)
	}
	if unknown, _, whys := of(nil, 300, 1); unknown.Metric != "" || len(whys) == 0 {
		t.Errorf("an unknown authority: %+v, %v", unknown, whys)
	}
}

func sumOf(text string) (sum uint64) {
	for _, b := range []byte(text) {
		sum = sum*131 + uint64(b)
	}
	return sum
}

// A run that is stopped and taken up gives what one run gives, and asks about no
// package twice.
func TestStoppedRun(t *testing.T) {
	r := &adoptiontest.Registry{Ecosystem: "npm", Packages: 200, Seed: 3}
	server := httptest.NewServer(r)
	defer server.Close()
	packages, err := r.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := newRun(t, r, server.URL, packages).Do(t.Context(), "run")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal")
	ctx, cancel := context.WithCancel(t.Context())
	run := newRun(t, r, server.URL, packages)
	if run.Journal, err = workqueue.OpenJournal(path, "run", time.Now(), false); err != nil {
		t.Fatal(err)
	}
	run.Progress = func(p Progress) {
		if p.Done == 70 {
			cancel()
		}
	}
	if _, err := run.Do(ctx, "run"); err == nil {
		t.Fatal("a stopped run gave no error")
	}
	_ = run.Journal.Close()
	if run.Journal, err = workqueue.OpenJournal(path, "run", time.Now(), true); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = run.Journal.Close() }()
	taken, first := run.Journal.Taken(), 0
	run.Progress = func(p Progress) {
		if first == 0 {
			first = p.Done
		}
	}
	again, err := run.Do(t.Context(), "run")
	if err != nil {
		t.Fatal(err)
	}
	if taken < 70 || taken == 200 || first != taken+1 {
		t.Errorf("%d were taken up, and the next is number %d", taken, first)
	}
	for i := range whole.Rows {
		whole.Rows[i].SampledAt, again.Rows[i].SampledAt = 0, 0
		if whole.Rows[i] != again.Rows[i] {
			t.Errorf("%+v became %+v", whole.Rows[i], again.Rows[i])
		}
	}
}

// Rows of another registry or cohort stay, those of the same are replaced.
func TestMerge(t *testing.T) {
	row := func(e, c, m string, share float64) table.AdoptionRow {
		return table.AdoptionRow{Ecosystem: e, Cohort: c, Metric: m, Share: share}
	}
	got := Merge(
		[]table.AdoptionRow{row("npm", "a", "x", 1), row("npm", "b", "x", 1), row("pypi", "a", "x", 1), row("npm", "a", "gone", 1)},
		[]table.AdoptionRow{row("npm", "a", "x", 2)})
	want := []table.AdoptionRow{row("npm", "a", "x", 2), row("npm", "b", "x", 1), row("pypi", "a", "x", 1)}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v", got)
	}
}

// What is read in one pass gives a value for each metric that says so, and for no other.
func TestBulkMetrics(t *testing.T) {
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		var want []string
		for _, m := range e.Metrics {
			if m.Source != "api" {
				want = append(want, m.ID)
			}
		}
		if got := slices.Sorted(slices.Values(bulk.Metrics[e.ID])); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: %v are read, and %v are recorded", e.ID, got, want)
		}
	}
}

// Each package of a dump counts once, and totals are those of what was added.
func TestBulk(t *testing.T) {
	e := loadEcosystem(t, "cargo")
	packages, err := os.Create(filepath.Join(t.TempDir(), "packages"))
	if err != nil {
		t.Fatal(err)
	}
	defer packages.Close()
	b := &Bulk{Ecosystem: e, Metrics: Metrics(e, "dump"), Packages: packages}
	b.Begin()
	for i := range 100 {
		values := make(map[string]adoption.Value)
		for k, id := range bulk.Metrics["cargo"] {
			values[id] = adoption.Value{With: int64(i % (k + 2) / (k + 1)), Of: int64(1 + k)}
		}
		if err := b.Add(bulk.Package{Name: fmt.Sprintf("made-%03d", i), Values: values}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Add(bulk.Package{Name: "made-099"}); err == nil {
		t.Error("a package was counted twice")
	}
	result, err := b.End(bulk.Origin{Date: time.Unix(1, 0)})
	if err != nil || len(result.Rows) != 2 {
		t.Fatalf("%+v %v", result, err)
	}
	if r := result.Rows[0]; r.Cohort != "all" || r.WithMetric != 50 || r.Units != 100 || r.Read != 100 || r.CohortDigest == "" {
		t.Errorf("%+v", r)
	}
	var out bytes.Buffer
	if err := b.CopyPackages(&out); err != nil || !bytes.HasPrefix(out.Bytes(), []byte("PAR1")) {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
}
