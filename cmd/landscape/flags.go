// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/site"
	"github.com/spf13/cobra"
)

// scopeFlags say which ecosystems and features a command is about, and where the
// rules come from.
type scopeFlags struct {
	dir        string
	ecosystems []string
	features   []string
}

func (s *scopeFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.dir, "ecosystems", "", "read ecosystems from this `folder` instead of the built-in ones")
	cmd.Flags().StringSliceVar(&s.ecosystems, "ecosystem", nil, "only these ecosystems (`ID,ID`)")
}

func (s *scopeFlags) addFeature(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&s.features, "feature", nil, "only these features (`ID,ID`)")
}

// loadEcosystems reads records. Tests read the built-in ones once.
var loadEcosystems = ecosystems.Load

// load reads the catalog and the chosen ecosystems.
func (s *scopeFlags) load() (*catalog.Catalog, []*ecosystems.Ecosystem, error) {
	features, err := catalog.Load()
	if err != nil {
		return nil, nil, err
	}
	files, at := ecosystems.Embedded(), "ecosystems"
	if s.dir != "" {
		if !isFolder(s.dir) {
			return nil, nil, fmt.Errorf("--ecosystems %s: not a folder", s.dir)
		}
		files, at = ecosystems.Dir(s.dir), s.dir
	}
	chosen, err := loadEcosystems(files, at, features, s.ecosystems...)
	if err != nil {
		return nil, nil, err
	}
	if err := s.nameFeatures(features); err != nil {
		return nil, nil, err
	}
	return features, chosen, nil
}

// nameFeatures puts ids in the place of names.
func (s *scopeFlags) nameFeatures(features *catalog.Catalog) error {
	for i, word := range s.features {
		id, ok := record.Named(features.Terms(), word)
		if !ok {
			return fmt.Errorf("--feature %s: no such feature; %s", word, record.DidYouMean(features.Terms(), word, "landscape catalog lists them"))
		}
		s.features[i] = id
	}
	return nil
}

// observeFlags say where the observations of a run come from.
type observeFlags struct {
	survey.Options
	network networkFlags
	asOf    string
}

func (o *observeFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.Offline, "offline", false, "judge the observations of the built-in release: no network, no clone")
	f.StringVar(&o.Mirror, "mirror", "", "read local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git: no network")
	f.StringVar(&o.asOf, "as-of", "", "read the last commit of each default branch by this `DATE` (YYYY-MM-DD, UTC, the day included)")
	f.StringVar(&o.Wave, "wave", "", "name of the wave (default "+catalog.Wave+"; the date with an earlier --as-of)")
	f.BoolVar(&o.NoExcerpts, "no-excerpts", false, "leave out the words that matched, as releases do")
	f.BoolVar(&o.Resume, "resume", false, "go on with a run that was stopped; give the options it was begun with")
	o.network.add(cmd)
}

// reads lists the files and folders that a look reads.
func (o *observeFlags) reads() []string {
	n := &o.network
	list := []string{o.Mirror, n.Replay, n.TrustRootFile, n.Cache}
	if !strings.Contains(n.Origins, "=") {
		list = append(list, n.Origins)
	}
	return list
}

// check completes the flags.
func (o *observeFlags) check() error {
	switch {
	case o.Offline && o.Mirror != "":
		return errors.New("--offline and --mirror exclude each other: choose one")
	case o.Offline && o.asOf != "":
		return errors.New("--as-of needs --mirror or the network: the built-in release holds one date only")
	case o.Offline && o.Resume:
		return errors.New("--resume has nothing to go on with in an --offline run")
	}
	if err := o.network.check(o.Resume); err != nil {
		return err
	}
	if o.asOf != "" {
		day, err := time.Parse(time.DateOnly, o.asOf)
		if err != nil {
			return fmt.Errorf("--as-of %s: write a date as YYYY-MM-DD", o.asOf)
		}
		o.AsOf = day
	}
	if err := checkMirror(o.Mirror); err != nil {
		return err
	}
	if o.Wave == "" {
		o.Wave = catalog.Wave
		if o.asOf != "" && o.asOf[:4] < catalog.Wave {
			o.Wave = o.asOf
		}
	}
	return nil
}

func checkMirror(dir string) error {
	if dir != "" && !isFolder(dir) {
		return fmt.Errorf("--mirror %s: not a folder", dir)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// options are those of a run that asks the questions of ecosystems about features.
func (o *observeFlags) options(a *app, features *catalog.Catalog, chosen []*ecosystems.Ecosystem, only []string, out string) *survey.Options {
	o.Catalog, o.Ecosystems, o.Questions = features, chosen, survey.QuestionsOf(chosen, only)
	o.Network, o.Out = o.network.Network, out
	o.Now, o.Log, o.Progress = a.now, a.log, a.progress
	return &o.Options
}

// Tests wait less.
var (
	limits    = func(*transport.Options) {}
	hubLimits = func(*githubrepo.GitHub) {}
)

// networkFlags say how a run without clones goes out.
type networkFlags struct{ survey.Network }

func (n *networkFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&n.Registries, "registry", nil, "base address of a registry's API (`ID=URL`); for npm its own configuration is asked otherwise")
	f.StringVar(&n.Origins, "origins", "", "send hosts elsewhere: a JSON `FILE` of host to base URL, or '*=URL' for every host; only one named for api.github.com gets GITHUB_TOKEN, over https or on loopback")
	f.BoolVar(&n.AllowPrivate, "allow-private", false, "allow private and loopback addresses")
	f.BoolVar(&n.TrustProxy, "proxy", false, "go out through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name; off by default, since behind a proxy private addresses cannot be told and refused")
	f.StringVar(&n.Record, "record", "", "keep every exchange in this WARC `FILE` (FILE.part until the run ends; --resume goes on with it)")
	f.StringVar(&n.Replay, "replay", "", "answer from this WARC `FILE`: no network")
	f.StringVar(&n.Cache, "cache", "", "keep answers and their validators in this `DIR`")
	f.BoolVar(&n.NoPace, "no-pace", false, "ask as fast as answers come: only with --origins, for a server of your own")
	f.StringVar(&n.TrustRootFile, "trust-root", "", "verify attestations against this trusted_root.json `FILE`, as landscape trust-root writes it (default: the current one, or the built-in root when it cannot be had)")
	f.DurationVar(&n.Host, "host-limit", 2*time.Minute, "longest time that one host may take up, beside half a second and its pace for each of its answers; negative: none")
	f.DurationVar(&n.Total, "time-limit", 0, "longest time for the whole run, such as 2h (default: none)")
}

// check says before a run whether its recording could be written.
func (n *networkFlags) check(resume bool) error {
	n.PlaceRecording, n.Tune, n.TuneGitHub = placeRecording, limits, hubLimits
	if n.Record == "" {
		return nil
	}
	if n.Replay != "" {
		return errors.New("--record and --replay exclude each other: choose one")
	}
	if _, err := os.Lstat(n.Record + transport.PartSuffix); err == nil && !resume {
		return fmt.Errorf("--record %[1]s: %[1]s%[2]s is there already, left by a run that was stopped or by somebody else: go on with --resume, or move it away", n.Record, transport.PartSuffix)
	}
	place, name := output.Beside("--record", n.Record, n.Replay, n.TrustRootFile)
	return place.CheckFile(name)
}

// open opens the way out for a command that keeps no journal.
func (n *networkFlags) open(a *app) (*transport.Transport, error) {
	if err := n.check(false); err != nil {
		return nil, err
	}
	return n.Open(a.log)
}

// placeRecording lets a recording that is whole take its place.
func placeRecording(part, name string) error {
	place, name := output.Beside("--record", name)
	return place.Move(part, name)
}

// siteFlags are what a site tells of itself beside its dataset.
type siteFlags struct{ site.Options }

func (s *siteFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.BaseURL, "base-url", "", "`URL` under which the site will be published")
	cmd.Flags().StringVar(&s.Version, "version", "", "`VERSION` of the dataset, such as 2026.11, that pages and citations name (default: the release's, or the day of the last look)")
	cmd.Flags().StringVar(&s.Commit, "commit", "", "`REVISION` of program and rules that pages name (default: that of the build)")
	cmd.Flags().StringVar(&s.Versions, "versions", "", "`DIR` with the folders below v/ of the site published before, to keep their addresses as they are")
}

var siteVersion = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$`)

// options checks the flags and fills in what they leave open.
func (s *siteFlags) options() (site.Options, error) {
	if s.Version != "" && !siteVersion.MatchString(s.Version) {
		return s.Options, fmt.Errorf("--version %q: write letters, digits, dots and hyphens, as 2026.11", s.Version)
	}
	if s.Versions != "" && !isFolder(s.Versions) {
		return s.Options, fmt.Errorf("--versions %s: no folder is there: give the folder v of the site published before", s.Versions)
	}
	if s.Commit == "" {
		s.Commit = buildCommit()
	}
	return s.Options, nil
}

// buildCommit is the commit that the program was built from, and whether there
// was more than that; "" when the build does not say.
func buildCommit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return stamp(info.Settings)
	}
	return ""
}

func stamp(settings []debug.BuildSetting) string {
	revision, modified := "", ""
	for _, each := range settings {
		switch {
		case each.Key == "vcs.revision":
			revision = each.Value
		case each.Key == "vcs.modified" && each.Value == "true":
			modified = "-modified"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + modified
}

func datasetFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "dataset", "", "`DIR` of a dataset that landscape survey wrote (default: the built-in release)")
}

// dataset opens a folder, or judges the built-in release.
func (a *app) dataset(dir string) (*table.Dataset, error) {
	if dir != "" {
		return dataset.Open(dir)
	}
	features, all, err := (&scopeFlags{}).load()
	if err != nil {
		return nil, err
	}
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		return nil, err
	}
	d := dataset.Build(catalog.Wave, time.Time{}, features, all, seen)
	dataset.AddTimeline(d, catalog.Wave, all)
	return d, nil
}

// catalogAnd reads the catalog, and opens a dataset as dataset does.
func (a *app) catalogAnd(dir string) (*catalog.Catalog, *table.Dataset, error) {
	features, err := catalog.Load()
	if err != nil {
		return nil, nil, err
	}
	d, err := a.dataset(dir)
	return features, d, err
}

// outPlace is where a command with --out writes.
func outPlace(out string, reads ...string) output.Place {
	return output.Place{Flag: "--out " + out, Dir: out, Read: reads, Own: table.Own}
}

// shown is a path as messages name it.
func shown(parts ...string) string { return filepath.ToSlash(filepath.Join(parts...)) }
