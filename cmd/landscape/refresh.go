// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh/propose"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

// refreshing is one run of refresh.
type refreshing struct {
	propose.Refresh
	app       *app
	observe   observeFlags
	scope     scopeFlags
	file      string // observations already taken
	auditFile string
	out       string
	slug, api string
	problems  int
}

// apiLimits are GitHub's. Tests wait less.
var apiLimits = pullrequest.DefaultLimits()

func (a *app) refresh() *cobra.Command {
	r := &refreshing{app: a}
	repository := &pullrequest.Repository{}
	r.To.Repository = repository
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Look again, and propose what changed: one pull request per ecosystem, updated in place",
		Long: `refresh looks again, or takes observations that were taken before, and compares
each ecosystem with the release on the base branch of a git repository. Where
something differs it pushes one commit on branch refresh/ID, and opens or updates
one pull request. What differs no more is closed. Evidence that went missing keeps
its verdict, which is then listed for review. A repository or host of which something
fails in three runs in a row opens an issue, at most five a run. No work tree, index or local branch is touched.

With --mirror, also beside --observations, evidence that went missing is followed into the history of its
repository since the commit of the release: what is proposed names the commit that took it away.

The token of the API is read from GITHUB_TOKEN; git pushes as it is configured to.`,
		Example: `  landscape refresh --dry-run --mirror clones
  landscape probe --no-excerpts --per-ecosystem --out fresh && landscape refresh --observations fresh/observations --audit fresh/audit.json --slug OWNER/NAME`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd.Context()) },
	}
	r.observe.add(cmd)
	r.scope.add(cmd)
	f := cmd.Flags()
	f.StringVar(&r.file, "observations", "", "do not look: observations.parquet of landscape probe, or a folder of such files (`FILE|DIR`)")
	f.StringVar(&r.auditFile, "audit", "", "audit.json that landscape probe wrote beside them (`FILE`)")
	f.StringVar(&r.out, "out", "out", "write what is proposed to `DIR`/refresh as well: ID.parquet and ID.md")
	f.StringVar(&repository.Dir, "repository", ".", "a clone of the repository to propose to, bare or not (`DIR`)")
	f.StringVar(&repository.Remote, "remote", "origin", "its remote")
	f.StringVar(&repository.Base, "base", "main", "the branch that holds the release")
	f.StringVar(&repository.Author, "author", "", "who signs the commits off (`\"NAME <MAIL>\"`; default: as git is configured)")
	f.StringVar(&r.slug, "slug", os.Getenv("GITHUB_REPOSITORY"), "`OWNER/NAME` of the repository at GitHub")
	f.StringVar(&r.api, "api", cmp.Or(os.Getenv("GITHUB_API_URL"), "https://api.github.com"), "base `URL` of GitHub's API")
	f.BoolVar(&r.DryRun, "dry-run", false, "say what would be proposed, and change nothing")
	return cmd
}

func (r *refreshing) run(ctx context.Context) error {
	if err := r.check(ctx); err != nil {
		return err
	}
	var err error
	if r.Catalog, r.Ecosystems, err = r.scope.load(); err != nil {
		return err
	}
	if err := r.checkPlace(); err != nil {
		return err
	}
	seen, err := r.look(ctx)
	if err != nil {
		return err
	}
	if err := r.Open(ctx); err != nil {
		return noSource("--repository %w; nothing was changed", err)
	}
	r.Keep, r.Say = r.write, r.say
	if r.observe.Mirror != "" {
		clones := &gitclone.Mirror{Dir: r.observe.Mirror, Former: ecosystems.Former(r.Ecosystems)}
		r.History = clones.OpenPast
	}
	if err := r.Run(ctx); err != nil {
		return needsReview("%w", err)
	}
	over := seen.Finish()
	if r.problems > 0 {
		return needsReview("problems: %d; each is told above, and what it is about is as it was", r.problems)
	}
	return over
}

// check completes the flags before anything is asked.
func (r *refreshing) check(ctx context.Context) error {
	if r.observe.Offline {
		return errors.New("--offline has nothing new to compare: give --observations, --mirror or neither")
	}
	r.observe.NoExcerpts = true
	if err := r.observe.check(); err != nil {
		return err
	}
	if r.DryRun {
		return nil
	}
	var err error
	if r.To.Service, err = pullrequest.NewService(r.api, r.slug, os.Getenv("GITHUB_TOKEN")); err != nil {
		return fmt.Errorf("--slug, --api: %w", err)
	}
	r.To.Service.Limit(apiLimits)
	return r.To.Repository.Identity(ctx)
}

// look looks, or reads the observations that were taken before.
func (r *refreshing) look(ctx context.Context) (*survey.Seen, error) {
	if r.file == "" {
		seen, err := survey.Look(ctx, r.observe.options(r.app, r.Catalog, r.Ecosystems, r.scope.features, r.out))
		if err != nil {
			return nil, err
		}
		r.Fresh, r.Audit = table.PublicOnly(seen.Observations), seen.Audit()
		return seen, nil
	}
	fresh, others, err := propose.ReadFresh("--observations", r.file, r.Ecosystems)
	if others > 0 {
		r.say("sources", "", fmt.Errorf("--observations %s: %d rows are not answers to the questions of the rules, and are left out", r.file, others))
	}
	if err != nil {
		return nil, err
	}
	if !history.AnyRead(fresh) {
		return nil, noSource("--observations %s: no source could be read; nothing was changed", r.file)
	}
	r.Fresh = fresh
	r.Audit, err = survey.ReadAudit(r.auditFile)
	return &survey.Seen{}, err
}

// say prints one line: what was done, or what failed.
func (r *refreshing) say(about, said string, err error) {
	if err != nil {
		r.problems++
		fmt.Fprintf(r.app.errs, "%-8s failed: %s\n", about, terminal.CleanLine(err.Error()))
		return
	}
	fmt.Fprintf(r.app.out, "%-8s %s\n", about, terminal.CleanLine(said))
}

// place is where the files of what is proposed go.
func (r *refreshing) place() output.Place {
	place := outPlace(r.out, append(r.observe.reads(), r.file, r.auditFile, r.scope.dir)...)
	place.Dir = filepath.Join(r.out, "refresh")
	return place
}

// checkPlace says before the look whether these files could be written.
func (r *refreshing) checkPlace() error {
	if err := outPlace(r.out).Check(); err != nil {
		return err
	}
	for _, e := range r.Ecosystems {
		for _, name := range []string{e.ID + ".parquet", e.ID + ".md"} {
			if err := r.place().CheckFile(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// write keeps what is proposed as files.
func (r *refreshing) write(id string, data []byte, body string) error {
	place := r.place()
	if err := place.File(id+".parquet", data); err != nil {
		return err
	}
	return place.File(id+".md", []byte(body))
}
