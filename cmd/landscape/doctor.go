// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
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
		asJSON  bool
	)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say which sources answer from here, with what pace, token and registry address",
		Long: `doctor asks every host that pages, endpoints and GitHub's API stand on for one
page, and says what came back. It ends with status 3 when none answers.

--json prints an object with the keys git (path, or empty), github_token (whether it
is set), proxy, registries (ecosystem, address, problem), hosts (host, answers,
per_second, said; 0 a second is not a limit) and answering (how many hosts do).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, chosen, err := scope.load()
			if err != nil {
				return err
			}
			return a.examine(cmd.Context(), &network, chosen, asJSON)
		},
	}
	scope.add(cmd)
	network.add(cmd)
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) examine(ctx context.Context, n *networkFlags, chosen []*ecosystems.Ecosystem, asJSON bool) error {
	way, err := n.open(a)
	if err != nil {
		return err
	}
	defer func() { _ = way.Close() }()
	found, bases, err := machine(ctx, n, chosen)
	if err != nil {
		return err
	}
	if !asJSON {
		if err := a.tellMachine(found); err != nil {
			return err
		}
	}
	if err := found.reach(ctx, way, survey.Hosts(chosen, bases)); err != nil {
		return err
	}
	if asJSON {
		err = printJSON(a.out, found)
	} else {
		err = a.tellReached(found)
	}
	if err == nil && found.Answering == 0 {
		return noSource("no host answers from here; --mirror reads local clones, --offline the built-in release")
	}
	return err
}

// diagnosis is what doctor finds, as its JSON has it.
type diagnosis struct {
	Git        string            `json:"git"`
	Token      bool              `json:"github_token"`
	Proxy      string            `json:"proxy"`
	Registries []registryAddress `json:"registries"`
	Hosts      []hostAnswer      `json:"hosts"`
	Answering  int               `json:"answering"`
}

type registryAddress struct {
	Ecosystem string `json:"ecosystem"`
	Address   string `json:"address"`
	Problem   string `json:"problem"`
}

type hostAnswer struct {
	Host      string  `json:"host"`
	Answers   bool    `json:"answers"`
	PerSecond float64 `json:"per_second"` // 0: no limit
	Said      string  `json:"said"`
}

// machine says what this machine brings, and gives the registries' addresses.
func machine(ctx context.Context, n *networkFlags, chosen []*ecosystems.Ecosystem) (*diagnosis, map[string]string, error) {
	d := &diagnosis{Token: os.Getenv("GITHUB_TOKEN") != "", Proxy: proxyText(n.TrustProxy), Registries: []registryAddress{}, Hosts: []hostAnswer{}}
	d.Git, _ = exec.LookPath("git") // "" when it is not installed
	bases, missing, err := n.RegistryBases(ctx, chosen)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range chosen {
		r := registryAddress{Ecosystem: e.ID, Address: bases[e.ID]}
		if err := missing[e.ID]; err != nil {
			r.Problem = err.Error()
		}
		d.Registries = append(d.Registries, r)
	}
	return d, bases, nil
}

func (a *app) tellMachine(d *diagnosis) error {
	token := "none: GITHUB_TOKEN is not set, so GitHub allows 60 requests an hour"
	if d.Token {
		token = "GITHUB_TOKEN is set; it goes to api.github.com only"
	}
	table := terminal.NewTable(a.out)
	table.Row("git", cmp.Or(d.Git, "not installed; --mirror needs it"))
	table.Row("GitHub token", token)
	table.Row("proxy", d.Proxy)
	for _, r := range d.Registries {
		address := r.Address
		if r.Problem != "" {
			address = "none: " + r.Problem
		}
		table.Row("registry "+r.Ecosystem, address)
	}
	table.Row()
	return table.Flush()
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

// reach asks each host.
func (d *diagnosis) reach(ctx context.Context, way *transport.Transport, hosts map[string]string) error {
	all := survey.Reach(ctx, way.Client(), hosts)
	if ctx.Err() != nil {
		return noSource("stopped before every host was asked")
	}
	for _, r := range all {
		d.Hosts = append(d.Hosts, hostAnswer{r.Host, r.Answers, max(way.Pace(r.Host).PerSecond, 0), r.Text})
		if r.Answers {
			d.Answering++
		}
	}
	return nil
}

// tellReached prints what came back.
func (a *app) tellReached(d *diagnosis) error {
	table := terminal.NewTable(a.out)
	table.Row("host", "answers", "pace", "said")
	for _, h := range d.Hosts {
		yes := "no"
		if h.Answers {
			yes = "yes"
		}
		table.Row(h.Host, yes, paceText(h.PerSecond), h.Said)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.out, "\n%d of %d hosts answer.\n", d.Answering, len(d.Hosts))
	return err
}

func paceText(perSecond float64) string {
	if perSecond == 0 {
		return "no limit"
	}
	return terminal.Rate(perSecond)
}
