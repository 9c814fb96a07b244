// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/spf13/cobra"
)

func (a *app) doctor() *cobra.Command {
	var (
		scope   scopeFlags
		network networkFlags
	)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say which sources answer from here, with what pace, token and registry address",
		Long: `doctor asks every host that pages, endpoints and GitHub's API stand on for one
page, and says what came back. It ends with status 3 when none answers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, chosen, err := scope.load()
			if err != nil {
				return err
			}
			return a.examine(cmd.Context(), &network, chosen)
		},
	}
	scope.add(cmd)
	network.add(cmd)
	return cmd
}

func (a *app) examine(ctx context.Context, n *networkFlags, chosen []*ecosystems.Ecosystem) error {
	way, err := n.open(a)
	if err != nil {
		return err
	}
	defer func() { _ = way.Close() }()
	bases, err := a.machine(ctx, n, chosen)
	if err != nil {
		return err
	}
	return a.tellReached(ctx, way, survey.Hosts(chosen, bases))
}

// machine says what this machine brings, and gives the registries' addresses.
func (a *app) machine(ctx context.Context, n *networkFlags, chosen []*ecosystems.Ecosystem) (map[string]string, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		git = "not installed; --mirror needs it"
	}
	token := "none: GITHUB_TOKEN is not set, so GitHub allows 60 requests an hour"
	if os.Getenv("GITHUB_TOKEN") != "" {
		token = "GITHUB_TOKEN is set; it goes to api.github.com only"
	}
	bases, missing, err := n.RegistryBases(ctx, chosen)
	if err != nil {
		return nil, err
	}
	table := terminal.NewTable(a.out)
	table.Row("git", git)
	table.Row("GitHub token", token)
	table.Row("proxy", proxyText(n.TrustProxy))
	for _, e := range chosen {
		address := bases[e.ID]
		if err := missing[e.ID]; err != nil {
			address = "none: " + err.Error()
		}
		table.Row("registry "+e.ID, address)
	}
	table.Row()
	return bases, table.Flush()
}

// proxyText never gives the proxy's address, which may hold a password.
func proxyText(used bool) string {
	set := slices.DeleteFunc([]string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}, func(name string) bool { return os.Getenv(name) == "" })
	switch {
	case len(set) == 0 && used:
		return "none: --proxy is given, and no variable names a proxy"
	case len(set) == 0:
		return "none"
	case used:
		return set[0] + " is used"
	}
	return set[0] + " is set and not used: --proxy uses it"
}

// tellReached asks each host, and prints what came back.
func (a *app) tellReached(ctx context.Context, way *transport.Transport, hosts map[string]string) error {
	all := survey.Reach(ctx, way.Client(), hosts)
	if ctx.Err() != nil {
		return noSource("stopped before every host was asked")
	}
	answering := 0
	table := terminal.NewTable(a.out)
	table.Row("host", "answers", "pace", "said")
	for _, r := range all {
		yes := "no"
		if r.Answers {
			yes = "yes"
			answering++
		}
		table.Row(r.Host, yes, paceText(way.Pace(r.Host)), r.Text)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\n%d of %d hosts answer.\n", answering, len(all))
	if answering == 0 {
		return noSource("no host answers from here; --mirror reads local clones, --offline the built-in release")
	}
	return nil
}

func paceText(p transport.Pace) string {
	if p.PerSecond <= 0 {
		return "no limit"
	}
	return terminal.Rate(p.PerSecond)
}
