// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/refresh/propose"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

// maxJobs bounds how many clones are fetched at a time: a host is asked politely.
const maxJobs = 8

func (a *app) clone() *cobra.Command {
	var (
		scope   scopeFlags
		dir     string
		jobs    int
		origins string
		lost    string
	)
	cmd := &cobra.Command{
		Use:   "clone",
		Short: "Make or renew the clones that the rules read",
		Long: `clone makes a bare clone with all branches and tags of each repository that
the rules read, at DIR/OWNER/NAME.git, and renews those that it made before.
It asks nobody for credentials, speaks https only, and can be stopped at any
moment and run again. What else stands at such a place is left alone.`,
		Example: `  landscape clone --dir CLONES --ecosystem npm,pypi
  landscape clone --dir CLONES --lost-in fresh/observations && landscape refresh --observations fresh/observations --mirror CLONES --dry-run`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if jobs < 1 || jobs > maxJobs {
				return fmt.Errorf("--jobs %d: give a number from 1 to %d", jobs, maxJobs)
			}
			hosts, err := survey.ReadOrigins(origins)
			if err != nil {
				return err
			}
			features, chosen, err := scope.load()
			if err != nil {
				return err
			}
			names := survey.Repositories(survey.QuestionsOf(chosen, scope.features))
			if lost != "" {
				if names, err = propose.LostRepositories("--lost-in", lost, features, chosen); err != nil {
					return err
				}
			}
			cloner := &gitclone.Cloner{
				Dir: dir, Jobs: jobs, Host: cmp.Or(hosts["github.com"], hosts["*"]), Former: ecosystems.Former(chosen), Progress: a.cloned,
			}
			all, err := cloner.Clone(cmd.Context(), names)
			if err != nil {
				return fmt.Errorf("--dir %s: %w", dir, err)
			}
			return cloneReport(a.out, dir, all)
		},
	}
	scope.add(cmd)
	scope.addFeature(cmd)
	cmd.Flags().StringVar(&dir, "dir", "", "make the clones at `DIR`/OWNER/NAME.git")
	cmd.Flags().IntVar(&jobs, "jobs", 2, "how many `N` are fetched at a time")
	cmd.Flags().StringVar(&origins, "origins", "", "fetch from elsewhere: 'github.com=URL', of https, of http on loopback, or of files; or a JSON `FILE` of host to URL")
	cmd.Flags().StringVar(&lost, "lost-in", "", "only repositories whose evidence the built-in release has, and these observations of landscape probe have not any more (`FILE|DIR`)")
	_ = cmd.MarkFlagRequired("dir") // the flag exists
	return cmd
}

// cloned tells of each clone when it is done.
func (a *app) cloned(c gitclone.Cloned) {
	a.screen.Step("clones", c.Done, c.Total)
	if a.moves(c.Err) {
		return
	}
	repositories := fmt.Sprintf("%d/%d", c.Done, c.Total)
	if c.Err != nil {
		a.log.Warn(c.State+" "+c.Repository, "why", c.Err, "repositories", repositories)
		return
	}
	a.log.Info(c.State+" "+c.Repository, "size", megabytes(c.Bytes), "repositories", repositories)
}

// megabytes shows a size as people read it, in units of 10⁶ bytes.
func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

// cloneReport counts the clones by state, and tells why those that could not be
// made or renewed were not.
func cloneReport(w io.Writer, dir string, all []gitclone.Cloned) error {
	var (
		counts = make(map[string]int)
		total  int64
		table  = terminal.NewTable(w)
	)
	for _, c := range all {
		counts[c.State]++
		total += c.Bytes
	}
	fmt.Fprintf(w, "%d made, %d renewed, %d current, %d left alone, %d failed; %s in %s\n", counts[gitclone.CloneMade], counts[gitclone.CloneRenewed],
		counts[gitclone.CloneCurrent], counts[gitclone.CloneLeft], counts[gitclone.CloneFailed], megabytes(total), shown(dir))
	for _, c := range all {
		if c.Err != nil {
			table.Row(c.State, c.Repository, c.Err)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if failed := counts[gitclone.CloneFailed]; failed > 0 {
		return noSource("%d of %d repositories could not be cloned or renewed; the others are whole", failed, len(all))
	}
	return nil
}
