// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/website"
	"github.com/spf13/cobra"
)

// network is how a run without clones goes out.
type network struct {
	registries   []string // ID=URL
	origins      string
	allowPrivate bool
	record       string
	replay       string
	cache        string
	total        time.Duration
	host         time.Duration
	noPace       bool
	proxy        bool

	trustRootFile string // whom attestations are verified against; empty: the current root, or the pinned one

	mirrors map[string]bool // ecosystems whose registry's address is not the public one
	private []string        // those addresses, which no log or table tells

	bodies  map[string]int64      // bytes that a host may send, over the transport's own limits
	began   time.Time             // when the run began; zero: now
	resumed bool                  // its recording is taken up as well
	stats   []transport.HostStats // what each host cost, after the look
	unasked int                   // questions that were not asked in time, after the look
}

// Tests wait less.
var (
	limits    = func(*transport.Options) {}
	hubLimits = func(*githubrepo.GitHub) {}
)

func (n *network) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&n.registries, "registry", nil, "base address of a registry's API (`ID=URL`); for npm its own configuration is asked otherwise")
	f.StringVar(&n.origins, "origins", "", "send hosts elsewhere: a JSON `FILE` of host to base URL, or '*=URL' for every host; only one named for api.github.com gets GITHUB_TOKEN, over https or on loopback")
	f.BoolVar(&n.allowPrivate, "allow-private", false, "allow private and loopback addresses")
	f.BoolVar(&n.proxy, "proxy", false, "go out through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name; off by default, since behind a proxy private addresses cannot be told and refused")
	f.StringVar(&n.record, "record", "", "keep every exchange in this WARC `FILE` (FILE.part until the run ends; --resume goes on with it)")
	f.StringVar(&n.replay, "replay", "", "answer from this WARC `FILE`: no network")
	f.StringVar(&n.cache, "cache", "", "keep answers and their validators in this `DIR`")
	f.BoolVar(&n.noPace, "no-pace", false, "ask as fast as answers come: only with --origins, for a server of your own")
	f.StringVar(&n.trustRootFile, "trust-root", "", "verify attestations against this trusted_root.json `FILE`, as landscape trust-root writes it (default: the current one, or the built-in root when it cannot be had)")
	f.DurationVar(&n.host, "host-limit", 2*time.Minute, "longest time that one host may take up, beside half a second and its pace for each of its answers; negative: none")
	f.DurationVar(&n.total, "time-limit", 0, "longest time for the whole run, such as 2h (default: none)")
}

// transport opens the one way out.
func (n *network) transport(a *app) (*transport.Transport, error) {
	if err := n.checkRecord(n.resumed); err != nil {
		return nil, err
	}
	origins, err := readOrigins(n.origins)
	if err != nil {
		return nil, err
	}
	if n.noPace && len(origins) == 0 {
		return nil, fmt.Errorf("--no-pace needs --origins: other people's servers are asked at their pace")
	}
	if n.proxy && strings.HasPrefix(origins["*"], "http://") {
		return nil, fmt.Errorf("--proxy and --origins '*=http://…' exclude each other: a proxy would ask the hosts themselves")
	}
	options := transport.Options{
		Paces: n.paces(), CacheDir: n.cache, AllowPrivate: n.allowPrivate, TrustProxy: n.proxy, Origins: origins, MaxBodies: n.bodies,
		Record: n.record, Place: placeRecording, Resume: n.resumed, Began: n.began, Replay: n.replay, Total: n.total, HostTime: n.host, Log: n.discreet(a.log),
		Token: func(string) string { return os.Getenv("GITHUB_TOKEN") },
		// Whoever names a stand-in for this very host trusts it with its token.
		TokenToOrigin: true,
	}
	limits(&options)
	return transport.New(options)
}

// placeRecording lets a recording that is whole take its place.
func placeRecording(part, name string) error {
	place, name := output.Beside("--record", name)
	return place.Move(part, name)
}

// checkRecord says before the run whether its recording could be written.
func (n *network) checkRecord(resume bool) error {
	if n.record == "" {
		return nil
	}
	if _, err := os.Lstat(n.record + transport.PartSuffix); err == nil && !resume {
		return fmt.Errorf("--record %[1]s: %[1]s%[2]s is there already, left by a run that was stopped or by somebody else: go on with --resume, or move it away", n.record, transport.PartSuffix)
	}
	place, name := output.Beside("--record", n.record, n.replay, n.trustRootFile)
	return place.CheckFile(name)
}

// paces lifts every limit for a server of one's own.
func (n *network) paces() map[string]transport.Pace {
	if !n.noPace {
		return nil
	}
	return map[string]transport.Pace{"*": {PerSecond: -1, Concurrency: -1}}
}

// readOrigins reads HOST=URL, or a JSON file of them.
func readOrigins(value string) (map[string]string, error) {
	if value == "" {
		return nil, nil
	}
	if host, base, ok := strings.Cut(value, "="); ok {
		return map[string]string{host: base}, nil
	}
	data, err := os.ReadFile(value)
	if err != nil {
		return nil, fmt.Errorf("--origins: %w", err)
	}
	var origins map[string]string
	if err := json.Unmarshal(data, &origins); err != nil {
		return nil, fmt.Errorf("--origins %s: not a JSON object of host to base URL: %w", value, err)
	}
	return origins, nil
}

// bases finds the registries' addresses.
func (n *network) bases(ctx context.Context, ids []string, defaults map[string]string) (map[string]string, map[string]error, error) {
	machine := endpoint.MachineConfiguration()
	machine.Flags, machine.Default = make(map[string]string), defaults
	for _, pair := range n.registries {
		id, url, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, nil, fmt.Errorf("--registry %s: write ID=URL", pair)
		}
		machine.Flags[id] = url
	}
	bases, missing := machine.All(ctx, ids)
	return bases, missing, nil
}

// softMemory is where a look begins to collect garbage more often: hostile
// answers come in bursts of large bodies that are soon forgotten.
const softMemory = 180 << 20

// At a time so many pages and hosts of APIs are asked: more than there are hosts, or
// those that are slow would leave no room for the others.
const (
	pagesAtOnce = 128
	hostsAtOnce = 64
)

// look asks live sources. Nothing but the journal is written.
func (n *network) look(ctx context.Context, a *app, s *sources, asked []probes.Probe) ([]probes.Observation, error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(softMemory))
	ids := make(map[string]bool)
	for _, p := range asked {
		ids[p.Ecosystem] = true
	}
	bases, missing, err := n.bases(ctx, slices.Sorted(maps.Keys(ids)), s.defaults)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		a.log.Warn("the API of " + id + " is not asked: " + missing[id].Error())
	}
	trusted, err := n.trusted()
	if err != nil {
		return nil, err
	}
	n.hide(bases, s.chosen)
	journal, err := s.journal(a, asked)
	if err != nil {
		return nil, err
	}
	now := journal.Start()
	n.bodies = packages(bases)
	n.began, n.resumed = now, journal.Taken() > 0
	if s.resume && !n.resumed && n.record != "" { // nothing is left to go on with
		if err := transport.DropPart(n.record); err != nil {
			return nil, discard(journal, err)
		}
	}
	way, err := n.transport(a)
	if err != nil {
		return nil, discard(journal, err)
	}
	defer func() { _ = way.Close() }()
	client := way.Client()
	hub := &githubrepo.GitHub{Client: client, Until: s.until, Now: now, Excerpts: !s.noExcerpts, Progress: a.progress, Replay: n.replay != "", MaxWait: -1} // the transport waits, within the host's time
	hubLimits(hub)
	lookers := []probes.Looker{hub}
	if s.until.IsZero() {
		lookers = append(lookers,
			&website.Site{Client: client, Workers: pagesAtOnce, Now: now, Excerpts: !s.noExcerpts, Progress: a.pageProgress},
			&endpoint.API{
				Client: client, Registries: bases, Mirrors: n.mirrors, Workers: hostsAtOnce, Now: now, Excerpts: !s.noExcerpts, Progress: a.requestProgress,
				Root: trusted, Renew: func(ctx context.Context) *attestation.Root { return n.renewed(ctx, a, client) },
			})
	}
	questions := live(asked, !s.until.IsZero())
	seen, err := probes.RunKept(ctx, lookers, questions, journal)
	if err != nil {
		return nil, stopped(journal, err)
	}
	if err := way.Close(); err != nil {
		return nil, stopped(journal, err)
	}
	n.stats, n.unasked = n.told(way.Stats()), probes.Taken(lookers, questions)-len(seen)
	a.tellMirrors(seen)
	return seen, s.keep(journal)
}

// packages lets npm's registry send more than pages are: what it says of a
// package with many versions has tens of megabytes.
func packages(bases map[string]string) map[string]int64 {
	u, err := url.Parse(bases["npm"])
	if err != nil || u.Host == "" {
		return nil
	}
	return map[string]int64{u.Host: 64 << 20}
}

// discard closes a journal that could not be used; what it holds stays.
func discard(journal *probes.Journal, err error) error {
	_ = journal.Close()
	if journal.Taken() == 0 {
		_ = journal.Remove()
	}
	return err
}

func stopped(journal *probes.Journal, err error) error {
	_ = journal.Close() // what it holds serves --resume; the first error counts
	return noSource("stopped before every source was read; nothing was overwritten, --resume goes on from here: %v", err)
}

// live sends pages that are files of a repository to the repository: those
// that GitHub shows, and of a past date all.
func live(asked []probes.Probe, past bool) []probes.Probe {
	out := slices.Clone(asked)
	for i, p := range out {
		if p.Method == probes.Page && p.Repository != "" &&
			(past || strings.HasPrefix(p.URL, "https://github.com/"+p.Repository+"/blob/")) {
			out[i].ClientRendered = true
		}
	}
	return out
}

// journal opens the run's journal beside where its result will be.
func (s *sources) journal(a *app, asked []probes.Probe) (*probes.Journal, error) {
	keys := make([]string, len(asked))
	for i, p := range asked {
		keys[i] = p.Key
	}
	now, err := s.clock(a)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.out, 0o755); err != nil {
		return nil, fmt.Errorf("--out %s: %w", s.out, err)
	}
	return probes.OpenJournal(filepath.Join(s.out, ".landscape-journal"), s.runID(keys), now, s.resume)
}

// clock is the time that a run begins at. The date asked for stands for the date
// of looking, and a recording for the day it was made, so that a rerun gives the
// same bytes.
func (s *sources) clock(a *app) (time.Time, error) {
	switch {
	case !s.until.IsZero():
		return s.until, nil
	case s.mirror == "" && s.net.replay != "":
		return transport.Recorded(s.net.replay)
	}
	return a.now(), nil
}

func (a *app) pageProgress(p website.Progress) {
	a.step("read "+p.URL, p.Err, p.Probes, p.Done, p.Total)
}

func (a *app) requestProgress(p endpoint.Progress) {
	a.step("asked "+p.URL, p.Err, p.Probes, p.Done, p.Total)
}

func (a *app) step(what string, err error, questions, done, total int) {
	if err != nil {
		a.log.Warn(what, "failed", err, "done", fmt.Sprintf("%d/%d", done, total))
		return
	}
	a.log.Info(what, "questions", questions, "done", fmt.Sprintf("%d/%d", done, total))
}

// baseAddresses are the registries' public addresses that ecosystem.yml states.
func baseAddresses(all []*ecosystems.Ecosystem) map[string]string {
	bases := make(map[string]string)
	for _, e := range all {
		if e.BaseURL != "" {
			bases[e.ID] = e.BaseURL
		}
	}
	return bases
}
