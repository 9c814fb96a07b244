// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/measure"
	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/workqueue"
)

// Files of an adoption run beside its dataset.
const (
	adoptionJournal  = ".landscape-adoption"
	adoptionPackages = table.AdoptionPackagesName + ".parquet"
)

// measureAdoption runs, and writes what it read.
func (a *app) measureAdoption(ctx context.Context, f *adoptionFlags) error {
	if f.bulk != "" {
		return a.measureBulk(ctx, f)
	}
	if err := f.network.check(f.resume); err != nil {
		return err
	}
	if f.workers < 1 {
		return fmt.Errorf("--workers %d: give a number from 1", f.workers)
	}
	if n := &f.network; f.queue != "" && (n.Record != "" || n.Replay != "" || n.Cache != "" || n.TrustRootFile != "") {
		return fmt.Errorf("--queue lets other processes ask: leave out --record, --replay, --cache and --trust-root")
	}
	e, metrics, types, err := f.load("api")
	if err != nil {
		return err
	}
	place := outPlace(f.out, f.bulk, f.names, f.cohort, f.dir, f.network.Replay, f.network.TrustRootFile, f.network.Cache)
	if err := checkAdoption(place); err != nil {
		return err
	}
	chosen, err := a.chooseCohort(ctx, f, e, types)
	if err != nil {
		return err
	}
	if f.queue != "" {
		if f.redis, err = a.openQueue(ctx, f.queue); err != nil {
			return err
		}
		defer func() { _ = f.redis.Close() }()
	}
	return a.runCohort(ctx, f, e, metrics, chosen, place)
}

// checkAdoption says before the run whether its results could be written.
func checkAdoption(place output.Place) error {
	if err := place.Check(datasetFolder); err != nil {
		return err
	}
	return place.CheckFile(adoptionPackages)
}

// runCohort asks about each package.
func (a *app) runCohort(ctx context.Context, f *adoptionFlags, e *ecosystems.Ecosystem, metrics []ecosystems.Metric, chosen cohort.Cohort, place output.Place) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(adoptionMemory))
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return fmt.Errorf("--out %s: %w", f.out, err)
	}
	n := &f.network
	bases, _, err := n.RegistryBases(ctx, []*ecosystems.Ecosystem{e})
	if err != nil {
		return err
	}
	name := measure.Name([]string{bases[e.ID], n.Origins, n.Record, n.Replay, n.TrustRootFile}, e.ID, chosen, metrics)
	began := a.now()
	if n.Replay != "" {
		if began, err = transport.Recorded(n.Replay); err != nil {
			return err
		}
	}
	journal, err := workqueue.OpenJournal(filepath.Join(f.out, adoptionJournal), name, began, f.resume)
	if err != nil {
		return err
	}
	opened, missing, err := n.OpenRegistry(ctx, e, survey.RegistryRun{Began: journal.Start(), Resumed: journal.Taken() > 0}, a.log)
	if err != nil {
		return errors.Join(err, journal.Close())
	}
	defer func() { _ = opened.Way.Close() }()
	if missing != nil {
		return errors.Join(missing, journal.Close())
	}
	run := &measure.Run{
		About:  derive.AdoptionRun{Ecosystem: e.ID, Cohort: chosen.Name, CohortDigest: cohort.Digest(chosen.Packages), CohortSize: len(chosen.Packages), Mirror: opened.Mirrors[e.ID]},
		Cohort: chosen,
		Measurer: &adoption.Measurer{
			API:       &endpoint.API{Client: opened.Way.Client(), Registries: opened.Bases, Mirrors: opened.Mirrors, Now: journal.Start(), Root: opened.Root, Renew: opened.Renew},
			Ecosystem: e, Metrics: metrics,
		},
		Queue: workqueue.Local{Workers: f.workers}, Journal: journal,
	}
	if f.redis != nil {
		if run.Queue, err = f.sharedQueue(run.Measurer); err != nil {
			return errors.Join(err, journal.Close())
		}
	}
	result, err := a.runShown(ctx, run, name)
	if err != nil {
		_ = journal.Close()
		return noSource("stopped before every package was read; nothing was overwritten, --resume goes on from here: %v", err)
	}
	if err := opened.Way.Close(); err != nil {
		_ = journal.Close()
		return err
	}
	return a.finishCohort(f, run, result, place)
}

// adoptionMemory is where a run begins to collect garbage more often.
const adoptionMemory = 110 << 20

// runShown runs with a bar, or lines.
func (a *app) runShown(ctx context.Context, run *measure.Run, name string) (*measure.Result, error) {
	what, unread := run.About.Ecosystem+" "+run.About.Cohort, 0
	lines := &terminal.Lines{Total: len(run.Cohort.Packages), Taken: run.Journal.Taken(), Now: a.now}
	lines.Tell = func(done, total int, rate, left string) {
		a.log.Info("measured "+run.About.Ecosystem, "packages", fmt.Sprintf("%d/%d", done, total), "unread", unread, "rate", rate, "left", left)
	}
	lines.Done(lines.Taken)
	run.Progress = func(p measure.Progress) {
		unread = p.Unread
		a.screen.Step(what, p.Done, p.Total)
		if !a.screen.HasBars() || a.jsonLog {
			lines.Done(p.Done)
		}
	}
	return run.Do(ctx, name)
}

// finishCohort writes both tables and says what was read.
func (a *app) finishCohort(f *adoptionFlags, run *measure.Run, result *measure.Result, place output.Place) error {
	a.sayWhys(result)
	if !result.AnyRead {
		if err := run.Journal.Close(); err != nil {
			return err
		}
		if result.Later > 0 {
			return noSource("no package was read before time was over; nothing was overwritten, --resume goes on from here")
		}
		if err := run.Journal.Remove(); err != nil {
			return err
		}
		return noSource("none of %d packages could be read; nothing was overwritten (first: %s)", run.About.CohortSize, firstOf(result.Commonest()))
	}
	err := a.writeAdoption(place, result.Rows, run.WritePackages)
	if err := errors.Join(err, run.Journal.Close()); err != nil {
		return err
	}
	a.sayAdoption(f.out, result)
	if result.Later > 0 {
		return timeOver("time was over before %d packages were asked about: they count for nothing; --resume asks about them", result.Later)
	}
	return run.Journal.Remove()
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return "no reason"
	}
	return list[0]
}

// writeAdoption puts the rows into the dataset of the place, and the packages beside it.
func (a *app) writeAdoption(place output.Place, rows []table.AdoptionRow, packages func(io.Writer) error) error {
	folder := filepath.Join(place.Dir, datasetFolder)
	d, err := dataset.Open(folder)
	if err != nil {
		left, failed := os.ReadDir(folder)
		if !errors.Is(failed, fs.ErrNotExist) && (failed != nil || len(left) > 0) {
			return err
		}
		d = &table.Dataset{}
	}
	d.Adoption = measure.Merge(d.Adoption, rows)
	if err := rewriteDataset(d, place, datasetFolder); err != nil {
		return err
	}
	return writePackages(place, packages)
}

// writePackages writes adoption_packages beside its place first: it may be large.
func writePackages(place output.Place, write func(io.Writer) error) error {
	file, err := os.CreateTemp(place.Dir, ".landscape-packages-*")
	if err != nil {
		return fmt.Errorf("%s: %w", place.Flag, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := errors.Join(write(file), file.Close()); err != nil {
		return err
	}
	return place.Move(file.Name(), adoptionPackages)
}

// sayWhys says why packages were not read, the commonest reasons first.
func (a *app) sayWhys(result *measure.Result) {
	for i, why := range result.Commonest() {
		if i == 5 {
			a.log.Warn("and for other reasons", "reasons", len(result.Whys)-i)
			break
		}
		a.log.Warn("not read: "+why, "packages", result.Whys[why])
	}
}

// sayAdoption prints the totals of a run.
func (a *app) sayAdoption(out string, result *measure.Result) {
	for _, r := range result.Rows {
		fmt.Fprintf(a.out, "%s %s: %s %% (%s to %s) of %d %ss, %d of %d packages read\n",
			r.Ecosystem, r.Metric, table.Percent(r.Share), table.Percent(r.Low), table.Percent(r.High), r.Units, r.Unit, r.Read, r.CohortSize)
	}
	if len(result.Withheld) > 0 {
		fmt.Fprintf(a.out, "no total of %s: fewer than %d packages were read\n", strings.Join(result.Withheld, ", "), table.LeastRead)
	}
	fmt.Fprintf(a.out, "%d totals in %s, the packages in %s, which is for you alone\n", len(result.Rows), shown(out, datasetFolder), shown(out, adoptionPackages))
	for _, r := range result.Rows {
		if r.Mirror {
			fmt.Fprintln(a.out, "a mirror or a private address answered in the public registry's place: no release takes these totals")
			break
		}
	}
}

// chosenBySize is a cohort that is named by how many packages it has.
var chosenBySize = regexp.MustCompile(`^(top|sample)-([1-9][0-9]{0,7})$`)

// chooseCohort finds the packages that --cohort names.
func (a *app) chooseCohort(ctx context.Context, f *adoptionFlags, e *ecosystems.Ecosystem, types []string) (cohort.Cohort, error) {
	found := chosenBySize.FindStringSubmatch(f.cohort)
	if f.names != "" && (found == nil || found[1] != "sample") {
		return cohort.Cohort{}, fmt.Errorf("--names goes with --cohort sample-N: what the sample is drawn from")
	}
	if f.cohort == "" {
		return cohort.Cohort{}, fmt.Errorf("--cohort is missing: give top-N, sample-N or a csv file with the header rank,purl")
	}
	if found == nil {
		packages, err := readCohort(f.cohort, e, types)
		return cohort.Cohort{Name: strings.TrimSuffix(filepath.Base(f.cohort), ".csv"), Packages: packages}, err
	}
	n, _ := strconv.Atoi(found[2])
	if found[1] == "top" {
		packages, err := frozenTop(e, types, n)
		return cohort.Cohort{Name: f.cohort, Packages: packages}, err
	}
	packages, err := a.sample(ctx, f, e, types, n)
	name := f.cohort
	if f.seed != 1 {
		name += fmt.Sprintf("-seed-%d", f.seed)
	}
	return cohort.Cohort{Name: name, Packages: packages}, err
}

// sample draws of --names, or of the index that the registry publishes.
func (a *app) sample(ctx context.Context, f *adoptionFlags, e *ecosystems.Ecosystem, types []string, n int) ([]cohort.Package, error) {
	if f.names == "" {
		return a.drawSample(ctx, f, e, types, n)
	}
	in, err := os.Open(f.names)
	if err != nil {
		return nil, fmt.Errorf("--names: %w", err)
	}
	defer func() { _ = in.Close() }()
	return cohort.SampleFile(f.names, in, e.PurlType, types, n, f.seed)
}

func readCohort(file string, e *ecosystems.Ecosystem, types []string) ([]cohort.Package, error) {
	packages, err := cohort.ReadFile(file, e.PurlType, types)
	if errors.As(err, new(*fs.PathError)) {
		return nil, fmt.Errorf("--cohort %s: neither top-N, sample-N nor a file that can be read: %w", file, err)
	}
	return packages, err
}

// frozenTop is the list that the release froze.
func frozenTop(e *ecosystems.Ecosystem, types []string, n int) ([]cohort.Package, error) {
	name := catalog.Wave + "/cohorts/" + e.ID + "-top.csv"
	data, err := releases.Files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--cohort top-%d: the release has no list of %s: make one with landscape cohort --ecosystem %s --out FILE, and give the file", n, e.ID, e.ID)
	}
	all, err := cohort.Read(name, data, e.PurlType, types)
	if err != nil {
		return nil, err
	}
	packages, err := cohort.Top(all, n)
	if err != nil {
		return nil, fmt.Errorf("--cohort top-%d: %w", n, err)
	}
	return packages, nil
}
