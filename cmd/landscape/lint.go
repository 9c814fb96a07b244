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
		strict bool
	)
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check every record: catalog, ecosystems, rules",
		Long: `lint checks the records of the checkout it is run in (folders probes/catalog and
ecosystems), or those built in. It also names the claims that go further than their
evidence: a note with a word such as "only" or "every" that no item shows, or a
feature through an identity provider without a source of the provider's. With
--links it also looks, on local clones, whether every page and path still exists,
whether every item of evidence matches and cites no more than a paragraph, and whether a
commit that dates a feature did more than move files.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if links && mirror == "" {
				return fmt.Errorf("--links needs --mirror DIR: the clones to look at")
			}
			features, all, where, err := scope.lintLoad()
			if err != nil {
				return err
			}
			doubts := a.doubts(all)
			if links {
				o := &survey.Options{
					Ecosystems: all, Questions: survey.CurrentQuestions(all, scope.features), Mirror: mirror, Now: a.now, Progress: a.progress,
				}
				if err := a.links(cmd.Context(), o); err != nil {
					return err
				}
			}
			fmt.Fprintf(a.out, "ok: %d features, %d ecosystems (%s)\n", len(features.Features), len(all), where)
			if strict && doubts > 0 {
				return needsReview("%d claims go further than their evidence", doubts)
			}
			return nil
		},
	}
	scope.add(cmd)
	scope.addFeature(cmd)
	cmd.Flags().BoolVar(&strict, "strict", false, "end with status 1 when a claim goes further than its evidence")
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
		err = s.nameFeatures(features)
	}
	if err == nil {
		_, err = survey2022.ReadBridge(files, at)
	}
	return features, chosen, where, err
}

// doubts names the claims that a person should look at, and counts them.
func (a *app) doubts(all []*ecosystems.Ecosystem) int {
	n := 0
	for _, e := range all {
		for _, d := range e.Doubts() {
			n++
			fmt.Fprintf(a.out, "look at %s: %s: %s\n", d.Origin, d.Feature, d.Text)
		}
	}
	return n
}

// links reports every item that does not match on the clones as they are.
func (a *app) links(ctx context.Context, o *survey.Options) error {
	wrong, doubtful, unread, err := survey.Mismatches(ctx, o)
	if err != nil {
		return err
	}
	for _, m := range wrong {
		fmt.Fprintf(a.out, "%s: %s %s: %s: %s\n", m.Question.Origin, m.Question.Feature, m.Question.Method, m.Outcome, m.Detail)
	}
	for _, d := range doubtful {
		fmt.Fprintf(a.out, "look at %s: %s: %s\n", d.Origin, d.Feature, d.Text)
	}
	if unread > 0 {
		fmt.Fprintf(a.out, "%d items could not be checked, since their repositories have no readable clone\n", unread)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d items of evidence do not match at the head of their repositories: correct or remove them", len(wrong))
	}
	return nil
}
