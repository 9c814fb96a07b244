// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/measure"
	"github.com/ossf/package-manager-landscape/dataset/order"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/bulk"
	"github.com/ossf/package-manager-landscape/probes/packagelist"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue"
	"github.com/spf13/cobra"
)

// adoptionFlags are those of landscape adoption.
type adoptionFlags struct {
	ecosystem, dir string
	cohort         string
	names          string // cohort file that a sample is drawn from
	seed           uint64
	metrics        []string
	verify         int    // packages whose attestations are verified; below 0: as the metrics say
	bulk           string // dump or clone that holds the whole registry
	out            string
	resume         bool
	workers        int
	queue          string // address of a Redis server that spreads the work over workers
	redis          *redisqueue.Redis
	format         string
	dataset        string
	network        networkFlags
}

func (a *app) adoption() *cobra.Command {
	var f adoptionFlags
	cmd := &cobra.Command{
		Use:   "adoption",
		Short: "Measure how many packages use what a registry offers, or show what was measured",
		Long: `adoption asks a registry about each package of a cohort, by the metrics of
ecosystems/ID/metrics.yml, and writes DIR/dataset with the table adoption, and
DIR/adoption_packages.parquet, which is yours alone: no release holds it. With
--bulk the whole registry is read from a dump or a clone in place of its API.
Without --ecosystem it shows the totals of a dataset.`,
		Example: `  landscape adoption --ecosystem npm --cohort top-1000 --out out
  landscape adoption --ecosystem pypi --cohort sample-2000 --out out
  landscape adoption --ecosystem npm --cohort top-1000 --queue redis://127.0.0.1:6379 --out out
  landscape adoption --ecosystem opam --bulk clones/ocaml/opam-repository.git --out out
  landscape adoption --format md --dataset out`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.ecosystem == "" {
				return a.showAdoption(&f)
			}
			if cmd.Flags().Changed("format") || f.dataset != "" {
				return fmt.Errorf("--format and --dataset show what was measured, and --ecosystem measures: choose one")
			}
			return a.measureAdoption(cmd.Context(), &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.ecosystem, "ecosystem", "", "measure this ecosystem (`ID`)")
	flags.StringVar(&f.dir, "ecosystems", "", "read ecosystems from this `folder` instead of the built-in ones")
	flags.StringVar(&f.cohort, "cohort", "", "packages to ask about: top-N, sample-N, or a csv `FILE` with the header rank,purl")
	flags.StringVar(&f.names, "names", "", "draw sample-N from this cohort `FILE` of every package (default: the index of names that the registry publishes)")
	flags.Uint64Var(&f.seed, "seed", 1, "draw sample-N, and what is verified, by this number: the same number gives the same sample")
	flags.IntVar(&f.verify, "verify", -1, "verify the attestations of `N` packages, drawn from the cohort by --seed; 0: of none (default: as each metric says)")
	flags.StringSliceVar(&f.metrics, "metric", nil, "only these metrics (`ID,ID`)")
	flags.StringVar(&f.bulk, "bulk", "", "read the whole registry from this `SOURCE`, a file or folder, or what is fetched: "+bulk.Usage())
	flags.StringVar(&f.out, "out", "out", "write `DIR`/dataset and DIR/adoption_packages.parquet")
	flags.BoolVar(&f.resume, "resume", false, "go on with a run that was stopped; give the options it was begun with")
	flags.IntVar(&f.workers, "workers", 64, "packages under way at a time; each host is asked at its own pace")
	flags.StringVar(&f.queue, "queue", "", "let workers ask, through the Redis server at this `URL` (redis://, rediss://): see landscape worker")
	flags.StringVar(&f.format, "format", "md", "show the totals as "+strings.Join(report.AdoptionFormats, ", "))
	flags.StringVar(&f.dataset, "dataset", "", "`DIR` of a dataset (default: the built-in release)")
	f.network.add(cmd)
	return cmd
}

// showAdoption prints the totals of a dataset.
func (a *app) showAdoption(f *adoptionFlags) error {
	if !slices.Contains(report.AdoptionFormats, f.format) {
		return fmt.Errorf("--format %q: formats are %s", f.format, strings.Join(report.AdoptionFormats, ", "))
	}
	if f.cohort != "" || f.bulk != "" {
		return fmt.Errorf("--cohort and --bulk need --ecosystem: whose packages they are")
	}
	d, err := a.dataset(f.dataset)
	if err != nil {
		return err
	}
	return report.Adoption(a.out, f.format, d.Adoption)
}

// load reads the ecosystem that is measured, its metrics of one source, and the purl
// types of all.
func (f *adoptionFlags) load(source string) (*ecosystems.Ecosystem, []ecosystems.Metric, []string, error) {
	which := scopeFlags{dir: f.dir}
	_, all, err := which.load()
	if err != nil {
		return nil, nil, nil, err
	}
	var (
		found *ecosystems.Ecosystem
		ids   []string
		types []string
	)
	for _, e := range all {
		ids, types = append(ids, e.ID), append(types, e.PurlType)
		if e.ID == f.ecosystem {
			found = e
		}
	}
	if found == nil {
		return nil, nil, nil, fmt.Errorf("--ecosystem %s: no such ecosystem: they are %s", f.ecosystem, strings.Join(ids, ", "))
	}
	chosen, err := f.chosen(found, measure.Metrics(found, source))
	return found, chosen, types, err
}

// chosen keeps the metrics that --metric names.
func (f *adoptionFlags) chosen(e *ecosystems.Ecosystem, metrics []ecosystems.Metric) ([]ecosystems.Metric, error) {
	if len(metrics) == 0 {
		return nil, fmt.Errorf("--ecosystem %s: no metric of it is read this way: ecosystems/%s/metrics.yml says what can be", e.ID, e.ID)
	}
	var ids []string
	for _, m := range metrics {
		ids = append(ids, m.ID)
	}
	for _, id := range f.metrics {
		if !slices.Contains(ids, id) {
			return nil, fmt.Errorf("--metric %s: no such metric here: they are %s", id, strings.Join(ids, ", "))
		}
	}
	if len(f.metrics) > 0 {
		metrics = slices.DeleteFunc(metrics, func(m ecosystems.Metric) bool { return !slices.Contains(f.metrics, m.ID) })
	}
	return measure.Sampled(metrics, f.verify, f.seed), nil
}

// readBulk reads a file or clone, or fetches the registry's index where file is "".
func (a *app) readBulk(ctx context.Context, f *adoptionFlags, e *ecosystems.Ecosystem, file string, see func(bulk.Package) error) (bulk.Origin, error) {
	if file != "" {
		return bulk.Read(ctx, e.ID, file, see)
	}
	list, _ := e.List(f.bulk)
	opened, err := a.openList(ctx, &f.network, e, list, list.URL)
	if err != nil {
		return bulk.Origin{}, err
	}
	defer func() { _ = opened.Way.Close() }()
	get := func(ctx context.Context, address string) (bulk.Answer, error) {
		response, err := packagelist.Open(ctx, opened.Way.Client(), address) //nolint:bodyclose // whoever reads the answer closes it
		if err != nil {
			return bulk.Answer{}, transport.Reason(err)
		}
		return bulk.Answer{Body: response.Body, At: transport.Retrieved(response)}, nil
	}
	pages := func(done, total int) { a.screen.Step(e.ID+" "+list.ID, done, total) }
	address := strings.ReplaceAll(list.URL, "{registry}", strings.TrimRight(opened.Bases[e.ID], "/"))
	origin, err := bulk.Indexes[e.ID].Read(ctx, get, address, pages, see)
	return origin, errors.Join(err, opened.Way.Close())
}

// measureBulk reads the whole registry from a dump or a clone.
func (a *app) measureBulk(ctx context.Context, f *adoptionFlags) error {
	if f.cohort != "" && f.cohort != measure.Whole || f.names != "" || f.resume || f.queue != "" {
		return fmt.Errorf("--bulk reads every package, in one pass: leave out --cohort, --names, --resume and --queue")
	}
	source, file := "index", f.bulk
	if f.bulk == bulk.Indexes[f.ecosystem].List { // whatever is here by that name
		file = ""
	} else if info, err := os.Stat(f.bulk); err != nil {
		return fmt.Errorf("--bulk: %w: what is read is, %s", err, bulk.Usage())
	} else if source = map[bool]string{false: "dump", true: "repository"}[info.IsDir()]; f.network.Record+f.network.Replay != "" {
		return fmt.Errorf("--bulk %s is read with no network: leave out --record and --replay", f.bulk)
	}
	e, metrics, _, err := f.load(source)
	if err != nil {
		return err
	}
	place := outPlace(f.out, file, f.dir, f.network.Replay)
	if err := checkAdoption(place); err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(adoptionMemory))
	packages, err := os.CreateTemp("", "landscape-packages-*")
	if err != nil {
		return err
	}
	defer func() { _ = errors.Join(packages.Close(), os.Remove(packages.Name())) }()
	whole := &measure.Bulk{Ecosystem: e, Metrics: metrics, Packages: packages}
	whole.Begin()
	origin, err := a.readBulk(ctx, f, e, file, whole.Add)
	if err != nil {
		return noSource("--bulk %s: %v; nothing was overwritten", f.bulk, err)
	}
	result, err := whole.End(origin)
	if err != nil {
		return noSource("--bulk %s: %v; nothing was overwritten", f.bulk, err)
	}
	a.sayWhys(result)
	if !result.AnyRead {
		return noSource("--bulk %s: no package could be read; nothing was overwritten", f.bulk)
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", f.out, err)
	}
	if err := a.writeAdoption(place, result.Rows, whole.CopyPackages); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "read: %s of %s\n", origin.Read, origin.Date.UTC().Format("2006-01-02"))
	if whole.Left > 0 {
		fmt.Fprintf(a.out, "%d names are not a package URLs, and left out\n", whole.Left)
	}
	a.sayAdoption(f.out, result)
	return nil
}

// workerFlags are those of landscape worker.
type workerFlags struct {
	queue, dir string
	workers    int
}

func (a *app) worker() *cobra.Command {
	var f workerFlags
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Ask about the packages of adoption runs, as one of many",
		Long: `worker takes part in every landscape adoption --queue on the same Redis server,
until it is stopped: it is told there which packages to ask about, at which
addresses, and whether private ones are allowed. So let nobody else write to that
server. All workers together keep the pace of one, and a worker that is killed loses
nothing. It needs the same version, and the same --ecosystems, as the run. It sends no
token.`,
		Example: `  landscape worker --queue redis://127.0.0.1:6379
  landscape worker --queue rediss://:PASSWORD@redis.example.org:6379/1 --workers 16`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runWorker(cmd.Context(), &f) },
	}
	cmd.Flags().StringVar(&f.queue, "queue", "", "the `URL` of the Redis server (redis://, rediss://)")
	cmd.Flags().StringVar(&f.dir, "ecosystems", "", "read ecosystems from this `folder` instead of the built-in ones")
	cmd.Flags().IntVar(&f.workers, "workers", 64, "packages under way at a time; each host is asked at the pace of all workers together")
	return cmd
}

func (a *app) runWorker(ctx context.Context, f *workerFlags) error {
	if f.workers < 1 {
		return fmt.Errorf("--workers %d: give a number from 1", f.workers)
	}
	_, all, err := (&scopeFlags{dir: f.dir}).load()
	if err != nil {
		return err
	}
	redis, err := a.openQueue(ctx, f.queue)
	if err != nil {
		return err
	}
	defer func() { _ = redis.Close() }()
	if _, err := fmt.Fprintf(a.out, "worker of %s: takes part in every run there until it is stopped\n", redis.Name()); err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(adoptionMemory))
	hosts := redis.Hosts()
	err = redis.Serve(ctx, f.workers, func(ctx context.Context, data []byte) (workqueue.Work, func(), error) {
		o, err := order.Decode(data)
		if err != nil {
			return nil, nil, err
		}
		return o.Start(ctx, all, func(options *transport.Options) { limits(options); options.Budget = hosts }, a.log)
	})
	if err != nil {
		return noSource("--queue: %v", err)
	}
	return nil
}

// openQueue connects to the server of --queue.
func (a *app) openQueue(ctx context.Context, address string) (*redisqueue.Redis, error) {
	redis, err := redisqueue.Open(ctx, address, a.log)
	switch {
	case errors.Is(err, redisqueue.ErrAddress):
		return nil, fmt.Errorf("--queue: %w", err)
	case err != nil:
		return nil, noSource("--queue: %v; nothing was overwritten", err)
	}
	return redis, nil
}

// sharedQueue lets workers ask what a measurer would ask here.
func (f *adoptionFlags) sharedQueue(m *adoption.Measurer) (workqueue.Queue, error) {
	var until time.Time
	if f.network.Total > 0 {
		until = time.Now().Add(f.network.Total)
	}
	data, err := order.Encode(m, &f.network.Network, until)
	if err != nil {
		return nil, err
	}
	queue := f.redis.Queue(data)
	queue.Until = until
	return queue, nil
}
