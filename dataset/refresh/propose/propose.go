// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/refresh/drift"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Refresh is what one refresh is told.
type Refresh struct {
	Catalog    *catalog.Catalog
	Ecosystems []*ecosystems.Ecosystem
	Fresh      []table.Observation // of one wave, of public registries alone
	Audit      *refresh.Audit      // what the look cost; nil: not known
	History    drift.Open          // of the repositories, into which lost evidence is followed; nil: it is not
	DryRun     bool                // say what would be proposed, and change nothing
	To         pullrequest.Proposer

	Keep func(id string, data []byte, body string) error // keeps what is proposed of an ecosystem as files too
	Say  func(about, said string, err error)             // what was done about an ecosystem, or what failed

	gone []pullrequest.Seen // files that are not in their repositories any more
}

const branchPrefix = "refresh/"

// Open reads the branches of the repository to propose to.
func (r *Refresh) Open(ctx context.Context) error {
	return r.To.Repository.Open(ctx, branchPrefix)
}

// Run proposes, one ecosystem after the other. One that fails is told by Say and
// stops no other; the error is for a context that ended.
func (r *Refresh) Run(ctx context.Context) error {
	byID := table.ByEcosystem(r.Fresh)
	for _, e := range r.Ecosystems {
		if len(byID[e.ID]) == 0 {
			continue
		}
		said, err := r.ecosystem(ctx, e, byID[e.ID])
		if ctx.Err() != nil {
			return fmt.Errorf("stopped at %s; what was proposed before stays, and the next run goes on", e.ID)
		}
		r.Say(e.ID, said, err)
	}
	if r.DryRun {
		return nil
	}
	done, err := r.To.Remember(ctx, refresh.LookedAt(r.Fresh), r.seenSources())
	for _, line := range done {
		r.Say("sources", line, nil)
	}
	if err != nil {
		r.Say("sources", "", err)
	}
	return nil
}

// seenSources lists what was read, and the files that a commit took away: those have no
// source any more.
func (r *Refresh) seenSources() []pullrequest.Seen {
	var list []pullrequest.Seen
	for _, s := range refresh.Sources(r.Fresh) {
		list = append(list, pullrequest.Seen{Name: s.Name, Group: s.Group, Reason: s.Reason})
	}
	return append(list, r.gone...)
}

// ecosystem compares one ecosystem and proposes what differs.
func (r *Refresh) ecosystem(ctx context.Context, e *ecosystems.Ecosystem, fresh []table.Observation) (string, error) {
	if !history.AnyRead(fresh) {
		return "", errors.New("none of its sources could be read; its release is left as it is")
	}
	wave, branch := fresh[0].Wave, branchPrefix+e.ID
	path := dataset.ReleaseDir(wave) + "/" + e.ID + ".parquet"
	old, err := r.observationsOn(ctx, r.To.Repository.Base, path)
	if err != nil {
		return "", err
	}
	proposed, err := r.observationsOn(ctx, branch, path)
	if err != nil {
		return "", err
	}
	rows := history.Carry(old, fresh, judge.Asked([]*ecosystems.Ecosystem{e}))
	history.Missed(rows, proposed)
	change := refresh.NewRefresh(wave, r.Catalog, e, old, rows)
	if !change.Matters() {
		if r.DryRun {
			return "nothing changed", nil
		}
		said, err := r.To.Withdraw(ctx, branch, "The survey looked again, and nothing differs from the release any more.")
		return cmp.Or(said, "nothing changed"), err
	}
	if err := r.followLost(ctx, change); err != nil {
		return "", err
	}
	return r.propose(ctx, wave, pullrequest.Proposal{Branch: branch, Path: path}, change, rows)
}

// followLost finds the commits that took evidence away.
func (r *Refresh) followLost(ctx context.Context, change *refresh.Refresh) (err error) {
	if r.History == nil {
		return nil
	}
	change.Drifts, err = drift.Find(ctx, change, r.History)
	told := make(map[string]bool)
	for _, d := range change.Drifts {
		sentence := d.Sentence()
		if told[sentence] {
			continue
		}
		if told[sentence] = true; len(told) <= mostTold {
			r.Say(change.Ecosystem.ID, sentence, nil)
		}
		source := pullrequest.Seen{Name: d.Repository + " " + d.Path, Group: d.Repository, Reason: sentence}
		if d.Removed && !slices.ContainsFunc(r.gone, func(s pullrequest.Seen) bool { return s.Name == source.Name }) {
			r.gone = append(r.gone, source)
		}
	}
	return err
}

// mostTold is how many lost pieces of evidence of an ecosystem are told on a line each.
const mostTold = 20

// observationsOn reads the observations that a file of a branch holds; none when
// the branch or the file is not there.
func (r *Refresh) observationsOn(ctx context.Context, branch, path string) ([]table.Observation, error) {
	head := r.To.Repository.Head(branch)
	if head == "" {
		return nil, nil
	}
	data, err := r.To.Repository.File(ctx, head, path)
	if err != nil || data == nil {
		return nil, err
	}
	return table.DecodeObservations(branch+":"+path, data)
}

func (r *Refresh) propose(ctx context.Context, wave string, p pullrequest.Proposal, change *refresh.Refresh, rows []table.Observation) (string, error) {
	data, err := table.EncodeObservations(rows)
	if err != nil {
		return "", err
	}
	p.Data, p.Body, p.Title, p.At = data, report.RefreshBody(change, r.Audit), report.RefreshTitle(change), change.Looked()
	if err := r.Keep(change.Ecosystem.ID, data, p.Body); err != nil {
		return "", err
	}
	if r.DryRun {
		return "would propose: " + p.Title, nil
	}
	p.Message = "Looked at on " + p.At.Format("2006-01-02") + "; what differs is told in the pull request."
	p.Same = func(earlier []byte) bool {
		held, err := table.DecodeObservations(p.Branch, earlier)
		return err == nil && !refresh.NewRefresh(wave, r.Catalog, change.Ecosystem, held, rows).Matters()
	}
	said, err := r.To.Propose(ctx, p)
	return said + ": " + p.Title, err
}

// ReadFresh reads the observations of a look that was taken before, all of one
// wave and of public registries alone. others counts the rows that answer no
// question of the rules, and are left out. flag is the option that named the file.
func ReadFresh(flag, file string, all []*ecosystems.Ecosystem) (fresh []table.Observation, others int, err error) {
	rows, err := table.ReadObservations(file)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", flag, err)
	}
	rows = table.PublicOnly(history.Look(rows))
	if len(rows) == 0 {
		return nil, 0, fmt.Errorf("%s %s: no observation is in it", flag, file)
	}
	fresh, others = refresh.Fitting(rows, all)
	if len(fresh) == 0 {
		return nil, others, fmt.Errorf("%s %s: no row answers a question of the rules", flag, file)
	}
	for _, o := range fresh {
		if o.Wave != fresh[0].Wave {
			return nil, others, fmt.Errorf("%s %s: holds waves %s and %s: give one", flag, file, fresh[0].Wave, o.Wave)
		}
	}
	return fresh, others, nil
}
