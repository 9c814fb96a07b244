// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"os"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

// refreshing is one run of refresh.
type refreshing struct {
	app       *app
	from      sources
	which     selection
	file      string // observations already taken
	auditFile string
	out       string
	dryRun    bool
	slug, api string
	to        pullrequest.Proposer

	features *catalog.Catalog
	wave     string
	audit    *refresh.Audit
	problems int
}

const branchPrefix = "refresh/"

// apiLimits are GitHub's. Tests wait less.
var apiLimits = pullrequest.DefaultLimits()

func (a *app) refresh() *cobra.Command {
	r := &refreshing{app: a}
	repository := &pullrequest.Repository{}
	r.to.Repository = repository
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Look again, and propose what changed: one pull request an ecosystem, updated in place",
		Long: `refresh looks again, or takes observations that were taken before, and compares
each ecosystem with the release on the base branch of a git repository. Where
something differs it pushes one commit on branch refresh/ID, and opens or updates
one pull request. What differs no more is closed. Evidence that went missing keeps
its verdict, which is then listed for review. A repository or host of which something
fails in three runs in a row opens an issue, at most five a run. No work tree, index or local branch is touched.

The token of the API is read from GITHUB_TOKEN; git pushes as it is configured to.`,
		Example: `  landscape refresh --dry-run --mirror clones
  landscape probe --no-excerpts --per-ecosystem --out fresh && landscape refresh --observations fresh/observations --audit fresh/audit.json --slug OWNER/NAME`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd.Context()) },
	}
	r.from.flags(cmd)
	r.which.flags(cmd)
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
	f.BoolVar(&r.dryRun, "dry-run", false, "say what would be proposed, and change nothing")
	return cmd
}

// check completes the flags before anything is asked.
func (r *refreshing) check(ctx context.Context) error {
	if r.from.offline {
		return errors.New("--offline has nothing new to compare: give --observations, --mirror or neither")
	}
	r.from.out, r.from.noExcerpts = r.out, true
	if err := r.from.check(); err != nil {
		return err
	}
	if r.dryRun {
		return nil
	}
	var err error
	if r.to.Service, err = pullrequest.NewService(r.api, r.slug, os.Getenv("GITHUB_TOKEN")); err != nil {
		return fmt.Errorf("--slug, --api: %w", err)
	}
	r.to.Service.Limit(apiLimits)
	return r.to.Repository.Identity(ctx)
}

func (r *refreshing) run(ctx context.Context) error {
	if err := r.check(ctx); err != nil {
		return err
	}
	features, chosen, err := r.which.load()
	if err != nil {
		return err
	}
	r.features = features
	if err := r.checkPlace(chosen); err != nil {
		return err
	}
	fresh, err := r.look(ctx, chosen)
	if err != nil {
		return err
	}
	if err := r.to.Repository.Open(ctx, branchPrefix); err != nil {
		return noSource("--repository %w; nothing was changed", err)
	}
	byID := table.ByEcosystem(fresh)
	for _, e := range chosen {
		if len(byID[e.ID]) == 0 {
			continue
		}
		said, err := r.ecosystem(ctx, e, byID[e.ID])
		if ctx.Err() != nil {
			return attend("stopped at %s; what was proposed before stays, and the next run goes on", e.ID)
		}
		r.tell(e.ID, said, err)
	}
	if !r.dryRun {
		done, err := r.to.Remember(ctx, refresh.LookedAt(fresh), r.seen(fresh))
		for _, line := range done {
			r.tell("sources", line, nil)
		}
		if err != nil {
			r.tell("sources", "", err)
		}
	}
	over := r.from.finish()
	if r.problems > 0 {
		return attend("problems: %d; each is told above, and what it is about is as it was", r.problems)
	}
	return over
}

// tell prints one line: what was done, or what failed.
func (r *refreshing) tell(about, said string, err error) {
	if err != nil {
		r.problems++
		fmt.Fprintf(r.app.errs, "%-8s failed: %s\n", about, cleanLine(err.Error()))
		return
	}
	fmt.Fprintf(r.app.out, "%-8s %s\n", about, cleanLine(said))
}

// ecosystem compares one ecosystem and proposes what differs.
func (r *refreshing) ecosystem(ctx context.Context, e *ecosystems.Ecosystem, fresh []table.Observation) (string, error) {
	if !history.AnyRead(fresh) {
		return "", errors.New("none of its sources could be read; its release is left as it is")
	}
	branch := branchPrefix + e.ID
	old, err := r.held(ctx, r.to.Repository.Base, e.ID)
	if err != nil {
		return "", err
	}
	proposed, err := r.held(ctx, branch, e.ID)
	if err != nil {
		return "", err
	}
	rows := history.Carry(old, fresh, judge.Asked([]*ecosystems.Ecosystem{e}))
	history.Missed(rows, proposed)
	change := refresh.NewRefresh(r.wave, r.features, e, old, rows)
	if !change.Matters() {
		if r.dryRun {
			return "nothing changed", nil
		}
		said, err := r.to.Withdraw(ctx, branch, "The survey looked again, and nothing differs from the release any more.")
		return cmp.Or(said, "nothing changed"), err
	}
	return r.propose(ctx, branch, change, rows)
}

// held reads the observations of an ecosystem on a branch; none when the branch
// or the file is not there.
func (r *refreshing) held(ctx context.Context, branch, id string) ([]table.Observation, error) {
	head := r.to.Repository.Head(branch)
	if head == "" {
		return nil, nil
	}
	path := r.path(id)
	data, err := r.to.Repository.File(ctx, head, path)
	if err != nil || data == nil {
		return nil, err
	}
	return table.DecodeObservations(branch+":"+path, data)
}

func (r *refreshing) path(id string) string {
	return dataset.ReleaseDir(r.wave) + "/" + id + ".parquet"
}

func (r *refreshing) propose(ctx context.Context, branch string, change *refresh.Refresh, rows []table.Observation) (string, error) {
	data, err := table.EncodeObservations(rows)
	if err != nil {
		return "", err
	}
	id, body := change.Ecosystem.ID, report.RefreshBody(change, r.audit)
	if err := r.write(id, data, body); err != nil {
		return "", err
	}
	title := report.RefreshTitle(change)
	if r.dryRun {
		return "would propose: " + title, nil
	}
	said, err := r.to.Propose(ctx, pullrequest.Proposal{
		Branch: branch, Path: r.path(id), Data: data, Title: title, Body: body, At: change.Looked(),
		Message: "Looked at on " + change.Looked().Format("2006-01-02") + "; what differs is told in the pull request.",
		Same: func(earlier []byte) bool {
			held, err := table.DecodeObservations(branch, earlier)
			return err == nil && !refresh.NewRefresh(r.wave, r.features, change.Ecosystem, held, rows).Matters()
		},
	})
	return said + ": " + title, err
}
