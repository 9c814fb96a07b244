// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

func (a *app) lint() *cobra.Command {
	var (
		which  selection
		links  bool
		mirror string
	)
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check every record: catalog, ecosystems, rules",
		Long: `lint checks the records of the checkout it is run in (folders probes/catalog and
ecosystems), or the built-in ones. With --links it also looks, on local clones,
whether every page and path still exists and every item of evidence matches.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if links && mirror == "" {
				return fmt.Errorf("--links needs --mirror DIR: the clones to look at")
			}
			features, all, where, err := which.lintLoad()
			if err != nil {
				return err
			}
			if links {
				if err := a.links(cmd.Context(), mirror, all, which.current(all)); err != nil {
					return err
				}
			}
			fmt.Fprintf(a.out, "ok: %d features, %d ecosystems (%s)\n", len(features.Features), len(all), where)
			return nil
		},
	}
	which.flags(cmd)
	which.featureFlag(cmd)
	cmd.Flags().BoolVar(&links, "links", false, "look on clones whether pages and paths exist and evidence matches")
	cmd.Flags().StringVar(&mirror, "mirror", "", "local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git")
	return cmd
}

// lintLoad prefers the records of the checkout in the working folder, since
// those are the ones being edited.
func (s *selection) lintLoad() (*catalog.Catalog, []*ecosystems.Ecosystem, string, error) {
	const catalogDir, ecosystemsDir = "probes/catalog", "ecosystems"
	where := "built in"
	features, err := catalog.Load()
	if _, missing := os.Stat(catalogDir + "/journeys.yml"); missing == nil {
		where = "in this checkout"
		features, err = catalog.Read(os.DirFS(catalogDir), catalogDir)
		if s.dir == "" {
			s.dir = ecosystemsDir
		}
	}
	if err != nil {
		return nil, nil, "", err
	}
	files, at := ecosystems.Embedded(), ecosystemsDir
	if s.dir != "" {
		files, at = ecosystems.Dir(s.dir), s.dir
	}
	chosen, err := ecosystems.Load(files, at, features, s.ecosystems...)
	if err == nil {
		_, err = survey2022.ReadBridge(files, at)
	}
	return features, chosen, where, err
}

// links reports every item that does not match on the clones as they are.
func (a *app) links(ctx context.Context, mirror string, chosen []*ecosystems.Ecosystem, asked []probes.Probe) error {
	m := &gitclone.Mirror{Dir: mirror, Now: a.now(), Progress: a.progress, Former: ecosystems.Former(chosen)}
	seen, err := probes.Run(ctx, []probes.Looker{m}, asked)
	if err != nil {
		return err
	}
	byKey := make(map[string]probes.Observation, len(seen))
	for _, o := range seen {
		byKey[o.Key] = o
	}
	wrong, unread := 0, 0
	for _, p := range asked {
		o, ok := byKey[p.Key]
		switch {
		case !ok || o.Outcome == probes.Matched:
		case m.Failed(p.Repository):
			unread++
		default:
			wrong++
			fmt.Fprintf(a.out, "%s: %s %s: %s: %s\n", p.Origin, p.Feature, p.Method, o.Outcome, o.Detail)
		}
	}
	if unread > 0 {
		fmt.Fprintf(a.out, "%d items could not be checked, since their repositories have no readable clone\n", unread)
	}
	if wrong > 0 {
		return fmt.Errorf("%d items of evidence do not match at the head of their repositories: correct or remove them", wrong)
	}
	return nil
}

// current lists the questions of the rules that are about today.
func (s *selection) current(all []*ecosystems.Ecosystem) []probes.Probe {
	past := make(map[string]bool)
	for _, e := range all {
		for _, j := range e.Judgements {
			for _, rule := range j.Rules {
				for _, p := range rule.Evidence {
					past[p.Origin] = rule.Until != ""
				}
			}
		}
	}
	var asked []probes.Probe
	for _, p := range s.probes(all) {
		if !past[p.Origin] {
			asked = append(asked, p)
		}
	}
	return asked
}
