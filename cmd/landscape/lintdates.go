// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/timeline"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// dates lists the rules whose since disagrees with what history shows.
func (a *app) dates(ctx context.Context, p *pastFlags, features *catalog.Catalog, chosen []*ecosystems.Ecosystem) error {
	if err := p.check(a.now()); err != nil {
		return err
	}
	past, _, err := a.readPast(ctx, p, features, chosen)
	if err != nil {
		return err
	}
	found := timeline.Disagreements(past)
	for _, d := range found {
		fmt.Fprintf(a.out, "%s:%d: %s %s: since %s, and its evidence is there from %s (%s %.10s %s): %s\n",
			d.File, d.Line, d.Feature, d.Verdict, d.Since, timeline.Date(d.Day), d.Cause.Repository, d.Cause.Moment.Commit, d.Cause.Path, d.Says)
	}
	fmt.Fprintf(a.out, "%d rules say another date than history, by more than two months\n", len(found))
	return nil
}
