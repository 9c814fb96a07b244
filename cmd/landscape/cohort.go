// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/bulk"
	"github.com/ossf/package-manager-landscape/probes/cohort"
	"github.com/ossf/package-manager-landscape/probes/packagelist"
	"github.com/spf13/cobra"
)

// cohortFlags are those of landscape cohort.
type cohortFlags struct {
	ecosystem, dir, list, from, out string
	top                             int
	network                         networkFlags
}

func (a *app) cohort() *cobra.Command {
	var f cohortFlags
	cmd := &cobra.Command{
		Use:   "cohort",
		Short: "Make a cohort file of a documented list of packages",
		Long: `cohort reads a list of packages that ecosystems/ID/metrics.yml documents, and
writes a csv file of ranks and package URLs for landscape adoption. --from reads
the list from a file, an unpacked package or a clone; otherwise it is fetched.
Beside FILE.csv comes FILE.source.csv: what was read, and of which date.`,
		Example: `  landscape cohort --ecosystem pypi --from clones/hugovk/top-pypi-packages.git --top 1000 --out pypi-top.csv
  landscape cohort --ecosystem npm --top 1000 --out npm-top.csv
  landscape cohort --ecosystem npm --list names --from node_modules/all-the-package-names --out names.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.makeCohort(cmd.Context(), &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.ecosystem, "ecosystem", "", "whose packages (`ID`)")
	flags.StringVar(&f.dir, "ecosystems", "", "read ecosystems from this `folder` instead of the built-in ones")
	flags.StringVar(&f.list, "list", "", "which of its lists (`NAME`; default: the first of metrics.yml)")
	flags.StringVar(&f.from, "from", "", "read the list from this `FILE|DIR`: the list itself, a folder or a clone that holds it; no network")
	flags.IntVar(&f.top, "top", 0, "keep the first `N` packages (default: all)")
	flags.StringVar(&f.out, "out", "", "write this csv `FILE`")
	_ = cmd.MarkFlagRequired("ecosystem")
	_ = cmd.MarkFlagRequired("out")
	f.network.add(cmd)
	return cmd
}

// makeCohort reads a list and writes the cohort, and what it was made of.
func (a *app) makeCohort(ctx context.Context, f *cohortFlags) error {
	_, all, err := (&scopeFlags{dir: f.dir, ecosystems: []string{f.ecosystem}}).load()
	if err != nil {
		return fmt.Errorf("--ecosystem: %w", err)
	}
	e := all[0]
	list, err := f.choose(e)
	if err != nil {
		return err
	}
	if f.top < 0 || f.top > 0 && !list.Ranked {
		return fmt.Errorf("--top %d: list %s of %s has no order of popularity", f.top, list.ID, e.ID)
	}
	if !strings.HasSuffix(f.out, ".csv") {
		return fmt.Errorf("--out %s: a cohort is a csv file: let its name end with .csv", f.out)
	}
	place, name := output.Beside("--out", f.out, f.from)
	if err := errors.Join(place.CheckFile(name), place.CheckFile(sourceName(name))); err != nil {
		return err
	}
	source, err := a.readList(ctx, f, e, list)
	if err != nil {
		return err
	}
	return a.writeCohort(f, e, list, source)
}

func (a *app) writeCohort(f *cohortFlags, e *ecosystems.Ecosystem, list ecosystems.List, source *packagelist.Source) error {
	packages, left := cohort.Ranked(e.PurlType, source.Names)
	if len(packages) == 0 {
		return noSource("list %s of %s: no package in %s; nothing was written", list.ID, e.ID, source.Read)
	}
	if f.top > 0 {
		var err error
		if packages, err = cohort.Top(packages, f.top); err != nil {
			return fmt.Errorf("--top %d: %w", f.top, err)
		}
	}
	place, name := output.Beside("--out", f.out, f.from)
	if err := writeCohortFiles(place, name, packages, list, source, e); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%d packages of %s, %s, in %s; read: %s of %s\n", len(packages), e.ID, list.Title, shown(f.out), source.Read, source.Date)
	if left > 0 {
		fmt.Fprintf(a.out, "%d entries left out: no names of packages there, or there already\n", left)
	}
	return nil
}

// writeCohortFiles writes a cohort, and beside it what it was made of.
func writeCohortFiles(place output.Place, name string, packages []cohort.Package, list ecosystems.List, source *packagelist.Source, e *ecosystems.Ecosystem) error {
	about := fmt.Sprintf("ecosystem,packages,list,source,date,source_digest,digest\n%s,%d,%s,%s,%s,%s,%s\n",
		e.ID, len(packages), list.ID, source.Read, source.Date, source.Digest, cohort.Digest(packages))
	if err := place.File(name, cohort.Write(packages)); err != nil {
		return err
	}
	return place.File(sourceName(name), []byte(about))
}

// sourceName is the file that says what a cohort was made of.
func sourceName(cohort string) string { return strings.TrimSuffix(cohort, ".csv") + ".source.csv" }

// choose finds the list that is meant.
func (f *cohortFlags) choose(e *ecosystems.Ecosystem) (ecosystems.List, error) {
	if len(e.Lists) == 0 {
		return ecosystems.List{}, fmt.Errorf("--ecosystem %s: its metrics.yml documents no list of packages", e.ID)
	}
	if f.list == "" {
		return e.Lists[0], nil
	}
	if list, ok := e.List(f.list); ok {
		return list, nil
	}
	var ids []string
	for _, l := range e.Lists {
		ids = append(ids, l.ID)
	}
	return ecosystems.List{}, fmt.Errorf("--list %s: no such list of %s: they are %s", f.list, e.ID, strings.Join(ids, ", "))
}

// readList reads a list where --from says, or fetches it.
func (a *app) readList(ctx context.Context, f *cohortFlags, e *ecosystems.Ecosystem, list ecosystems.List) (*packagelist.Source, error) {
	if !packagelist.Fetchable(list) {
		return readBulkList(ctx, f, e, list)
	}
	if f.from != "" {
		source, err := packagelist.ReadFrom(ctx, list, f.from)
		if err != nil {
			return nil, fmt.Errorf("--from %s: %w", f.from, err)
		}
		return source, nil
	}
	if list.URL == "" {
		return nil, fmt.Errorf("list %s of %s is not fetched: give its file or clone with --from", list.ID, e.ID)
	}
	opened, err := a.openList(ctx, &f.network, e, list, list.URL, "{registry}")
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Way.Close() }()
	base := opened.Bases[e.ID]
	source, err := packagelist.Fetch(ctx, opened.Way.Client(), list, base)
	if err != nil {
		return nil, noSource("list %s of %s: %v; nothing was written", list.ID, e.ID, err)
	}
	if opened.Mirrors[e.ID] {
		source.Read = strings.ReplaceAll(source.Read, strings.TrimRight(base, "/"), "the configured registry of "+e.ID)
	}
	return source, nil
}

// openList opens the way to a list, which asks at these addresses, and to the registry
// where it is there.
func (a *app) openList(ctx context.Context, n *networkFlags, e *ecosystems.Ecosystem, list ecosystems.List, asks ...string) (*survey.OpenRegistry, error) {
	if err := n.check(false); err != nil {
		return nil, err
	}
	opened, missing, err := n.OpenRegistry(ctx, e, survey.RegistryRun{Lists: asks}, a.log)
	if err == nil && missing != nil && strings.Contains(list.URL, "{registry}") {
		_ = opened.Way.Close()
		return nil, missing
	}
	return opened, err
}

// drawSample draws a sample of the index of names that the ecosystem documents, and
// keeps it in the output folder: that is what --resume goes on with.
func (a *app) drawSample(ctx context.Context, f *adoptionFlags, e *ecosystems.Ecosystem, types []string, n int) ([]cohort.Package, error) {
	i := slices.IndexFunc(e.Lists, func(l ecosystems.List) bool { return !l.Ranked && l.URL != "" && packagelist.Fetchable(l) })
	file := filepath.Join(f.out, fmt.Sprintf("%s-sample-%d-seed-%d.csv", e.ID, n, f.seed))
	if f.resume {
		if data, err := os.ReadFile(file); err == nil {
			return cohort.Read(file, data, e.PurlType, types)
		}
	}
	switch {
	case i < 0:
		return nil, fmt.Errorf("--cohort %s: no index of names of %s can be fetched: give --names FILE, every package of the registry: landscape cohort --ecosystem %s --list NAME --from FILE makes it", f.cohort, e.ID, e.ID)
	case f.network.Replay != "":
		return nil, fmt.Errorf("--cohort %s: a recording holds no index of names: give the sample that the run left, as --cohort FILE", f.cohort)
	}
	list, place := e.Lists[i], outPlace(f.out)
	network := f.network
	network.Record = "" // of the packages
	source, err := a.readList(ctx, &cohortFlags{ecosystem: e.ID, network: network}, e, list)
	if err != nil {
		return nil, err
	}
	packages, left, err := cohort.SampleNames(e.PurlType, source.Names, n, f.seed)
	if err != nil {
		return nil, noSource("--cohort %s: list %s of %s: %v; nothing was overwritten", f.cohort, list.ID, e.ID, err)
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return nil, fmt.Errorf("--out %s: %w", f.out, err)
	}
	fmt.Fprintf(a.out, "drew %d of %d packages of %s, %s; read: %s of %s\n", n, len(source.Names)-left, e.ID, list.Title, source.Read, source.Date)
	return packages, writeCohortFiles(place, filepath.Base(file), packages, list, source, e)
}

// readBulkList reads the names in a dump or clone. A dump is large: it is named by its
// day, and no digest of it is taken.
func readBulkList(ctx context.Context, f *cohortFlags, e *ecosystems.Ecosystem, list ecosystems.List) (*packagelist.Source, error) {
	if f.from == "" {
		return nil, fmt.Errorf("list %s of %s is not fetched: give the dump or clone with --from", list.ID, e.ID)
	}
	names, origin, err := bulk.Names(ctx, e.ID, f.from)
	if err != nil {
		return nil, fmt.Errorf("--from %s: %w", f.from, err)
	}
	return &packagelist.Source{Read: origin.Read, Date: origin.Date.UTC().Format("2006-01-02"), Names: names}, nil
}
