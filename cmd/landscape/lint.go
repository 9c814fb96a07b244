// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

func (a *app) lint() *cobra.Command {
	var (
		scope  scopeFlags
		links  bool
		mirror string
	)
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check every record: catalog, ecosystems, rules",
		Long: `lint checks the records of the checkout it is run in (folders probes/catalog and
ecosystems), or those built in. With --links it also looks, on local clones,
whether every page and path still exists and every item of evidence matches.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if links && mirror == "" {
				return fmt.Errorf("--links needs --mirror DIR: the clones to look at")
			}
			features, all, where, err := scope.lintLoad()
			if err != nil {
				return err
			}
			if links {
				o := &survey.Options{
					Ecosystems: all, Questions: survey.CurrentQuestions(all, scope.features), Mirror: mirror, Now: a.now, Progress: a.progress,
				}
				if err := a.links(cmd.Context(), o); err != nil {
					return err
				}
			}
			fmt.Fprintf(a.out, "ok: %d features, %d ecosystems (%s)\n", len(features.Features), len(all), where)
			return nil
		},
	}
	scope.add(cmd)
	scope.addFeature(cmd)
	cmd.Flags().BoolVar(&links, "links", false, "look on clones whether pages and paths exist and evidence matches")
	cmd.Flags().StringVar(&mirror, "mirror", "", "local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git")
	return cmd
}

// lintLoad prefers the records of the checkout in the working folder, since
// those are the ones being edited.
func (s *scopeFlags) lintLoad() (*catalog.Catalog, []*ecosystems.Ecosystem, string, error) {
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
func (a *app) links(ctx context.Context, o *survey.Options) error {
	wrong, unread, err := survey.Mismatches(ctx, o)
	if err != nil {
		return err
	}
	for _, m := range wrong {
		fmt.Fprintf(a.out, "%s: %s %s: %s: %s\n", m.Question.Origin, m.Question.Feature, m.Question.Method, m.Outcome, m.Detail)
	}
	if unread > 0 {
		fmt.Fprintf(a.out, "%d items could not be checked, since their repositories have no readable clone\n", unread)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d items of evidence do not match at the head of their repositories: correct or remove them", len(wrong))
	}
	return nil
}
