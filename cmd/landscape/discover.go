// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/discover"
	"github.com/spf13/cobra"
)

// discovery is what landscape discover is told.
type discovery struct {
	scope   scopeFlags
	network networkFlags
	mirror  string
	hosts   []string
	all     bool
	pages   int
	depth   int
	top     int
	format  string
}

func (a *app) discover() *cobra.Command {
	var d discovery
	cmd := &cobra.Command{
		Use:   "discover",
		Short: "Crawl an ecosystem's documentation and propose where a feature's evidence may stand",
		Long: `discover reads the documentation sites that an ecosystem's pages stand on and
proposes, for each feature without evidence, the passages likeliest to hold it.
It stays on these sites, asks at their pace and after their robots.txt, and
keeps nothing: a person reads the passages and writes the rule.`,
		Example: `  landscape discover --ecosystem npm
  landscape discover --ecosystem pypi --mirror clones --all --top 3
  landscape discover --ecosystem gem --feature integrity.sbom --host blog.example.org`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := d.check(); err != nil {
				return err
			}
			features, chosen, err := d.scope.load()
			if err != nil {
				return err
			}
			return a.propose(cmd.Context(), &d, features, chosen[0])
		},
	}
	d.flags(cmd)
	return cmd
}

func (d *discovery) flags(cmd *cobra.Command) {
	d.scope.add(cmd)
	d.scope.addFeature(cmd)
	d.network.add(cmd)
	f := cmd.Flags()
	f.StringVar(&d.mirror, "mirror", "", "read the documentation in local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git: no network")
	f.StringSliceVar(&d.hosts, "host", nil, "crawl this `HOST` as well, whole")
	f.BoolVar(&d.all, "all", false, "propose for every feature, not only those without evidence")
	f.IntVar(&d.pages, "max-pages", 300, "most pages to ask for")
	f.IntVar(&d.depth, "depth", 5, "most links to follow from a known page; 0 reads the known pages only")
	f.IntVar(&d.top, "top", 5, "passages a feature")
	f.StringVar(&d.format, "format", "md", "md or json")
	completion.Formats(cmd, []string{"md", "json"})
}

func (d *discovery) check() error {
	switch {
	case len(d.scope.ecosystems) != 1:
		return fmt.Errorf("--ecosystem: name one ecosystem; landscape sources lists their repositories")
	case d.format != "md" && d.format != "json":
		return fmt.Errorf("--format %q: formats are md, json", d.format)
	case d.pages < 1 || d.top < 1 || d.depth < 0:
		return fmt.Errorf("--max-pages and --top must be at least 1, --depth at least 0")
	case d.mirror != "" && len(d.hosts) > 0:
		return fmt.Errorf("--mirror and --host exclude each other: clones need no crawl")
	}
	return checkMirror(d.mirror)
}

// propose reads, ranks and prints. A crawl that was stopped still tells what it
// found, and ends with a status that says so.
func (a *app) propose(ctx context.Context, d *discovery, features *catalog.Catalog, e *ecosystems.Ecosystem) error {
	wanted, err := d.wanted(features, e)
	if err != nil {
		return err
	}
	if len(wanted) == 0 {
		_, err := fmt.Fprintf(a.out, "%s has evidence for every feature asked for; --all proposes for these too\n", e.ID)
		return err
	}
	rules, err := d.otherRules()
	if err != nil {
		return err
	}
	if err := d.network.check(false); err != nil {
		return err
	}
	options := discover.Options{Ecosystem: e, Features: wanted, Mirror: d.mirror, Hosts: d.hosts, Pages: d.pages, Depth: d.depth, Log: a.log}
	found, pages, err := survey.Discover(ctx, &d.network.Network, options, rules, d.top)
	if err != nil {
		return err
	}
	if err := found.Write(a.out, d.format); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return noSource("stopped after %d pages: the proposals are from these only", pages)
	}
	return nil
}

// wanted lists the features to propose for: those asked for, and of these, without
// --all, those without evidence.
func (d *discovery) wanted(features *catalog.Catalog, e *ecosystems.Ecosystem) ([]catalog.Feature, error) {
	lacking, err := survey.FeaturesWithoutEvidence(features, e)
	if err != nil {
		return nil, err
	}
	var list []catalog.Feature
	for _, f := range features.Features {
		if len(d.scope.features) > 0 && !slices.Contains(d.scope.features, f.ID) {
			continue
		}
		if d.all || lacking[f.ID] {
			list = append(list, f)
		}
	}
	return list, nil
}

// otherRules are the rules of every built-in ecosystem, or in the
// folder given: how one registry speaks of a feature helps to find it in another.
func (d *discovery) otherRules() ([]*ecosystems.Ecosystem, error) {
	_, all, err := (&scopeFlags{}).load()
	if err != nil || d.scope.dir == "" {
		return all, err
	}
	own := d.scope
	own.ecosystems = nil
	_, more, err := own.load()
	return append(more, all...), err
}
