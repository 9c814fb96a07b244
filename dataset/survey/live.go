// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/website"
)

// softMemory is where a look begins to collect garbage more often: hostile
// answers come in bursts of large bodies that are soon forgotten.
const softMemory = 180 << 20

// At a time so many pages and hosts of APIs are asked: more than there are hosts, or
// those that are slow would leave no room for the others.
const (
	pagesAtOnce = 128
	hostsAtOnce = 64
)

// lookLive asks live sources.
func (o *Options) lookLive(ctx context.Context, s *Seen) ([]probes.Observation, error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(softMemory))
	bases, missing, err := o.Network.RegistryBases(ctx, o.askedEcosystems())
	if err != nil {
		return nil, err
	}
	for _, id := range table.SortedKeys(missing) {
		o.Log.Warn("the API of " + id + " is not asked: " + missing[id].Error())
	}
	root, err := o.Network.trustRoot()
	if err != nil {
		return nil, err
	}
	mirrors, hidden := privateBases(bases, o.Ecosystems)
	if s.journal, err = o.openJournal(); err != nil {
		return nil, err
	}
	way, err := o.openNetwork(s.journal, run{private: hidden, bodies: largeBodies(bases)})
	if err != nil {
		return nil, discard(s.journal, err)
	}
	defer func() { _ = way.Close() }()
	lookers := o.liveLookers(way, s.journal.Start(), &endpoint.API{Registries: bases, Mirrors: mirrors, Root: root})
	questions := toRepositories(o.Questions, !o.AsOf.IsZero())
	seen, err := probes.RunResumable(ctx, lookers, questions, s.journal)
	if err == nil {
		err = way.Close()
	}
	if err != nil {
		return nil, stopped(s.journal, err)
	}
	s.Hosts, s.unasked = hidden.hideHosts(way.Stats()), probes.Taken(lookers, questions)-len(seen)
	o.warnOfMirrors(seen)
	return seen, nil
}

// askedEcosystems are those that a question is about.
func (o *Options) askedEcosystems() []*ecosystems.Ecosystem {
	asked := table.SetOf(o.Questions, func(p probes.Probe) string { return p.Ecosystem })
	return slices.DeleteFunc(slices.Clone(o.Ecosystems), func(e *ecosystems.Ecosystem) bool { return !asked[e.ID] })
}

// openNetwork opens the way out of a run that its journal may take up.
func (o *Options) openNetwork(journal *probes.Journal, r run) (*transport.Transport, error) {
	r.began, r.resumed = journal.Start(), journal.Taken() > 0
	if o.Resume && !r.resumed && o.Network.Record != "" { // nothing is left to go on with
		if err := transport.DropPart(o.Network.Record); err != nil {
			return nil, err
		}
	}
	return o.Network.open(r, o.Log)
}

// liveLookers are the ways of looking over the network; of a past date there is
// only what repositories hold.
func (o *Options) liveLookers(way *transport.Transport, now time.Time, api *endpoint.API) []probes.Looker {
	client := way.Client()
	hub := &githubrepo.GitHub{
		Client: client, Until: o.until(), Now: now, Excerpts: !o.NoExcerpts, Progress: o.reporter(ReadRepositories), Replay: o.Network.Replay != "",
		MaxWait: -1, // the transport waits, within the host's time
	}
	if o.Network.TuneGitHub != nil {
		o.Network.TuneGitHub(hub)
	}
	if !o.AsOf.IsZero() {
		return []probes.Looker{hub}
	}
	api.Client, api.Workers, api.Now, api.Excerpts, api.Progress = client, hostsAtOnce, now, !o.NoExcerpts, o.reporter(AskEndpoints)
	api.Renew = func(ctx context.Context) *attestation.Root { return o.Network.currentRoot(ctx, client, now, o.Log) }
	pages := &website.Site{Client: client, Workers: pagesAtOnce, Now: now, Excerpts: !o.NoExcerpts, Progress: o.reporter(ReadPages)}
	return []probes.Looker{hub, pages, api}
}

// toRepositories sends pages that are files of a repository to the repository:
// those that GitHub shows, and of a past date all.
func toRepositories(asked []probes.Probe, past bool) []probes.Probe {
	out := slices.Clone(asked)
	for i, p := range out {
		if p.Method == probes.Page && p.Repository != "" &&
			(past || strings.HasPrefix(p.URL, "https://github.com/"+p.Repository+"/blob/")) {
			out[i].ClientRendered = true
		}
	}
	return out
}

// trustRoot reads the root to verify against; nil means that none is named.
func (n *Network) trustRoot() (*attestation.Root, error) {
	if n.TrustRootFile == "" {
		return nil, nil
	}
	root, err := attestation.ReadRoot(n.TrustRootFile)
	if err != nil {
		return nil, fmt.Errorf("--trust-root: %w", err)
	}
	return root, nil
}

// rootTime is how long a run waits for the current trust root.
const rootTime = 30 * time.Second

// currentRoot gives the current root of the public Sigstore instance, or nil when
// it cannot be had: the pinned one then serves. A recording is read as of its
// own day.
func (n *Network) currentRoot(ctx context.Context, client *http.Client, began time.Time, log *slog.Logger) *attestation.Root {
	ctx, cancel := context.WithTimeout(ctx, rootTime)
	defer cancel()
	var at time.Time
	if n.Replay != "" {
		at = began
	}
	data, err := attestation.FetchRoot(ctx, client, "", nil, at)
	if err == nil {
		var root *attestation.Root
		if root, err = attestation.ParseRoot(data); err == nil {
			return root
		}
	}
	log.Warn("Sigstore's current trust root cannot be had, and attestations are verified against the built-in one: a newer log is not known to it", "why", err)
	return nil
}
