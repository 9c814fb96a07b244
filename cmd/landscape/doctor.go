// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/spf13/cobra"
)

func (a *app) doctor() *cobra.Command {
	var (
		which selection
		net   network
	)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say which sources answer from here, with what pace, token and registry address",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, chosen, err := which.load()
			if err != nil {
				return err
			}
			return a.examine(cmd.Context(), &net, chosen)
		},
	}
	which.flags(cmd)
	net.flags(cmd)
	return cmd
}

func (a *app) examine(ctx context.Context, n *network, chosen []*ecosystems.Ecosystem) error {
	if git, err := exec.LookPath("git"); err == nil {
		fmt.Fprintf(a.out, "git: %s\n", git)
	} else {
		fmt.Fprintln(a.out, "git: not installed; --mirror needs it")
	}
	token := "none; GITHUB_TOKEN is not set, so GitHub allows 60 requests an hour"
	if os.Getenv("GITHUB_TOKEN") != "" {
		token = "set, for api.github.com only"
	}
	fmt.Fprintf(a.out, "GitHub token: %s\n", token)
	if err := a.registries(ctx, n, chosen); err != nil {
		return err
	}
	way, err := n.transport(a)
	if err != nil {
		return err
	}
	defer func() { _ = way.Close() }()
	return a.answers(ctx, way, hosts(chosen))
}

func (a *app) registries(ctx context.Context, n *network, chosen []*ecosystems.Ecosystem) error {
	var ids []string
	for _, e := range chosen {
		ids = append(ids, e.ID)
	}
	bases, missing, err := n.bases(ctx, ids, baseAddresses(chosen))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := missing[id]; err != nil {
			fmt.Fprintf(a.out, "registry %s: %v\n", id, err)
			continue
		}
		fmt.Fprintf(a.out, "registry %s: %s\n", id, bases[id])
	}
	return nil
}

// hosts lists an address for every host that pages, endpoints and GitHub stand on.
func hosts(chosen []*ecosystems.Ecosystem) map[string]string {
	found := map[string]string{"api.github.com": "https://api.github.com/rate_limit"}
	for _, e := range chosen {
		addresses := []string{e.BaseURL + "/"}
		for _, p := range e.Pages {
			addresses = append(addresses, p.URL)
		}
		for _, p := range e.Endpoints {
			addresses = append(addresses, p.URL)
		}
		for _, address := range addresses {
			if u, err := url.Parse(address); err == nil && u.Host != "" && !strings.ContainsAny(address, "{}") && found[u.Host] == "" {
				found[u.Host] = address
			}
		}
	}
	return found
}

// answers asks each host for one page, several hosts at a time.
func (a *app) answers(ctx context.Context, way *transport.Transport, hosts map[string]string) error {
	names := slices.Sorted(maps.Keys(hosts))
	said := make([]string, len(names))
	var group sync.WaitGroup
	places := make(chan struct{}, 8)
	for i, name := range names {
		group.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			said[i] = ask(ctx, way.Client(), hosts[name])
		})
	}
	group.Wait()
	paces := transport.DefaultPaces()
	table := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "host\trequests a second\tanswer")
	for i, name := range names {
		pace := paces[name]
		if pace == (transport.Pace{}) {
			pace = paces[""]
		}
		fmt.Fprintf(table, "%s\t%g\t%s\n", name, pace.PerSecond, said[i])
	}
	return table.Flush()
}

func ask(ctx context.Context, client *http.Client, address string) string {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err.Error()
	}
	resp, err := client.Do(req)
	if err != nil {
		return "no answer: " + err.Error()
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return "no answer: " + err.Error()
	}
	return fmt.Sprintf("%s, %d bytes", resp.Status, n)
}
