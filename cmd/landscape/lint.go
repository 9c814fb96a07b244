// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

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
		dates  bool
		mirror string
		strict bool
		past   pastFlags
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check every record: catalog, ecosystems, rules",
		Long: `lint checks the records of the checkout it is run in (folders probes/catalog and
ecosystems), or the built-in ones. It also names the claims that go further than their
evidence: a note with a word such as "only" or "every" that no item shows, or a
feature through an identity provider without a source of the provider's. With
--links it also looks, on local clones, whether every page and path still exists,
whether every item of evidence matches and cites no more than a paragraph, and
whether a commit that dates a feature did more than move files. With --dates it
reads the history of the clones, and lists the rules whose since is more than two
months before or after their evidence came.

--json prints an object with the keys features and ecosystems (how many), where (the
records are from), problems and doubts (lists of place, feature and text) and unread
(items whose repository has no readable clone). Records that are wrong are told as
ever: on standard error, with status 2.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (links || dates) && mirror == "" {
				return fmt.Errorf("--links and --dates need --mirror DIR: the clones to look at")
			}
			features, all, where, err := scope.lintLoad()
			if err != nil {
				return err
			}
			found := linted{Features: len(features.Features), Ecosystems: len(all), Where: where, Problems: []finding{}, Doubts: doubtsOf(all)}
			doubts := len(found.Doubts)
			if links {
				o := &survey.Options{
					Ecosystems: all, Questions: survey.CurrentQuestions(all, scope.features), Mirror: mirror, Now: a.now, Progress: a.progress,
				}
				if err := found.links(cmd.Context(), o); err != nil {
					return err
				}
			}
			if dates {
				past.mirror, past.since = mirror, "2000"
				if err := a.dates(cmd.Context(), &past, features, all); err != nil {
					return err
				}
			}
			if asJSON {
				err = printJSON(a.out, found)
			} else {
				err = found.write(a.out)
			}
			if err == nil {
				err = found.verdict(strict, doubts)
			}
			return err
		},
	}
	scope.add(cmd)
	scope.addFeature(cmd)
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&strict, "strict", false, "end with status 1 when a claim goes further than its evidence")
	cmd.Flags().BoolVar(&links, "links", false, "look on clones whether pages and paths exist and evidence matches")
	cmd.Flags().BoolVar(&dates, "dates", false, "compare the since of rules with the history of clones")
	cmd.Flags().StringVar(&past.cache, "cache", "", "with --dates: keep what contents say in this `DIR` (default: in the user's cache folder)")
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
		s.dir = cmp.Or(s.dir, ecosystemsDir)
	}
	if err != nil {
		return nil, nil, "", err
	}
	files, at := ecosystems.Embedded(), ecosystemsDir
	if s.dir != "" {
		files, at = ecosystems.Dir(s.dir), s.dir
	}
	chosen, err := loadEcosystems(files, at, features, s.ecosystems...)
	if err == nil {
		err = s.nameFeatures(features)
	}
	if err == nil {
		_, err = survey2022.ReadBridge(files, at)
	}
	return features, chosen, where, err
}

// linted is what lint finds in records that can be read, as its JSON has it.
type linted struct {
	Features   int       `json:"features"`
	Ecosystems int       `json:"ecosystems"`
	Where      string    `json:"where"`
	Problems   []finding `json:"problems"`
	Doubts     []finding `json:"doubts"`
	Unread     int       `json:"unread"`
}

// finding is what a person should look at.
type finding struct {
	Place   string `json:"place"` // file:line
	Feature string `json:"feature"`
	Text    string `json:"text"`
}

// doubtsOf lists the claims of records that a person should look at.
func doubtsOf(all []*ecosystems.Ecosystem) []finding {
	list := []finding{}
	for _, e := range all {
		for _, d := range e.Doubts() {
			list = append(list, finding{d.Origin, d.Feature, d.Text})
		}
	}
	return list
}

// links adds every item that does not match on the clones as they are.
func (l *linted) links(ctx context.Context, o *survey.Options) error {
	wrong, doubtful, unread, err := survey.Mismatches(ctx, o)
	if err != nil {
		return err
	}
	for _, m := range wrong {
		l.Problems = append(l.Problems, finding{m.Question.Origin, m.Question.Feature, fmt.Sprintf("%s: %s: %s", m.Question.Method, m.Outcome, m.Detail)})
	}
	for _, d := range doubtful {
		l.Doubts = append(l.Doubts, finding{d.Origin, d.Feature, d.Text})
	}
	l.Unread = unread
	return nil
}

func (l *linted) write(w io.Writer) error {
	var b strings.Builder
	for _, d := range l.Doubts {
		fmt.Fprintf(&b, "look at %s: %s: %s\n", d.Place, d.Feature, d.Text)
	}
	for _, p := range l.Problems {
		fmt.Fprintf(&b, "%s: %s %s\n", p.Place, p.Feature, p.Text)
	}
	if l.Unread > 0 {
		fmt.Fprintf(&b, "%d items could not be checked, since their repositories have no readable clone\n", l.Unread)
	}
	if len(l.Problems) == 0 {
		fmt.Fprintf(&b, "ok: %d features, %d ecosystems (%s)\n", l.Features, l.Ecosystems, l.Where)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// verdict is the error to end with; doubts counts the claims that go too far.
func (l *linted) verdict(strict bool, doubts int) error {
	switch {
	case len(l.Problems) > 0:
		return fmt.Errorf("%d items of evidence do not match at the head of their repositories: correct or remove them", len(l.Problems))
	case strict && doubts > 0:
		return needsReview("%d claims go further than their evidence", doubts)
	}
	return nil
}
