// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/ossf/package-manager-landscape/dataset/measure"
	"github.com/ossf/package-manager-landscape/probes/bulk"
)

// measureBulk reads the whole registry from a dump or a clone.
func (a *app) measureBulk(ctx context.Context, f *adoptionFlags) error {
	if f.cohort != "" && f.cohort != measure.Whole || f.names != "" || f.resume {
		return fmt.Errorf("--bulk reads every package, in one pass: leave out --cohort, --names and --resume")
	}
	info, err := os.Stat(f.bulk)
	if err != nil {
		return fmt.Errorf("--bulk: %w", err)
	}
	source := "dump"
	if info.IsDir() {
		source = "repository"
	}
	e, metrics, _, err := f.load(source)
	if err != nil {
		return err
	}
	place := outPlace(f.out, f.bulk, f.dir)
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
	origin, err := bulk.Read(ctx, e.ID, f.bulk, whole.Add)
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
