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
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

func (a *app) lint() *cobra.Command {
	var (
		which  selection
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
			features, all, where, err := which.lintLoad()
			if err != nil {
				return err
			}
			doubts := a.doubts(all)
			if links {
				if err := a.links(cmd.Context(), mirror, all, which.current(all)); err != nil {
					return err
				}
			}
			fmt.Fprintf(a.out, "ok: %d features, %d ecosystems (%s)\n", len(features.Features), len(all), where)
			if strict && doubts > 0 {
				return attend("%d claims go further than their evidence", doubts)
			}
			return nil
		},
	}
	which.flags(cmd)
	which.featureFlag(cmd)
	cmd.Flags().BoolVar(&strict, "strict", false, "end with status 1 when a claim goes further than its evidence")
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

// maxCitation is how many lines a citation may have without a remark.
const maxCitation = 20

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
		case !ok:
		case o.Outcome == probes.Matched:
			a.lookAtCitation(ctx, m, p, o)
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

// lookAtCitation names what matched and is still no good evidence.
func (a *app) lookAtCitation(ctx context.Context, m *gitclone.Mirror, p probes.Probe, o probes.Observation) {
	if n := repo.LongestCitation(o); n > maxCitation {
		fmt.Fprintf(a.out, "look at %s: %s: the citation is %d lines long: cite the row or the sentence\n", p.Origin, p.Feature, n)
	}
	if p.Method != probes.Commit {
		return
	}
	if moves, err := m.MovesOnly(ctx, p.Repository, p.Hash); err == nil && moves {
		fmt.Fprintf(a.out, "look at %s: %s: commit %.10s of %s only moves files, which dates nothing: name the commit that brought what matched\n", p.Origin, p.Feature, p.Hash, p.Repository)
	}
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
