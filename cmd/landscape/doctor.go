// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
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
		Long: `doctor asks every host that pages, endpoints and GitHub's API stand on for one
page, and says what came back. It ends with status 3 when none answers.`,
		Args: cobra.NoArgs,
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
	way, err := n.transport(a)
	if err != nil {
		return err
	}
	defer func() { _ = way.Close() }()
	bases, err := a.machine(ctx, n, chosen)
	if err != nil {
		return err
	}
	return a.answers(ctx, way, hosts(chosen, bases))
}

// machine says what this machine brings, and gives the registries' addresses.
func (a *app) machine(ctx context.Context, n *network, chosen []*ecosystems.Ecosystem) (map[string]string, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		git = "not installed; --mirror needs it"
	}
	token := "none: GITHUB_TOKEN is not set, so GitHub allows 60 requests an hour"
	if os.Getenv("GITHUB_TOKEN") != "" {
		token = "GITHUB_TOKEN is set; it goes to api.github.com only"
	}
	ids := make([]string, len(chosen))
	for i, e := range chosen {
		ids[i] = e.ID
	}
	bases, missing, err := n.bases(ctx, ids, baseAddresses(chosen))
	if err != nil {
		return nil, err
	}
	table := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "git\t%s\nGitHub token\t%s\nproxy\t%s\n", git, token, n.proxySaid())
	for _, id := range ids {
		address := bases[id]
		if err := missing[id]; err != nil {
			address = "none: " + err.Error()
		}
		fmt.Fprintf(table, "registry %s\t%s\n", id, address)
	}
	fmt.Fprintln(table)
	return bases, table.Flush()
}

// proxySaid never gives the proxy's address, which may hold a password.
func (n *network) proxySaid() string {
	set := slices.DeleteFunc([]string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}, func(name string) bool { return os.Getenv(name) == "" })
	switch {
	case len(set) == 0 && n.proxy:
		return "none: --proxy is given, and no variable names a proxy"
	case len(set) == 0:
		return "none"
	case n.proxy:
		return set[0] + " is used"
	}
	return set[0] + " is set and not used: --proxy uses it"
}

// hosts lists an address for every host that pages, endpoints and GitHub stand on.
func hosts(chosen []*ecosystems.Ecosystem, bases map[string]string) map[string]string {
	found := map[string]string{"api.github.com": "https://api.github.com/rate_limit"}
	for _, e := range chosen {
		var addresses []string
		for _, p := range e.Pages {
			addresses = append(addresses, p.URL)
		}
		for _, p := range e.Endpoints {
			addresses = append(addresses, p.URL)
		}
		if base := cmp.Or(bases[e.ID], e.BaseURL); base != "" {
			addresses = append(addresses, strings.TrimSuffix(base, "/")+"/")
		}
		for _, address := range addresses {
			if u, err := url.Parse(address); err == nil && u.Host != "" && u.User == nil && !strings.ContainsAny(address, "{}") && found[u.Host] == "" {
				found[u.Host] = address
			}
		}
	}
	return found
}

// said is what a host did when it was asked.
type said struct {
	answers bool
	text    string
}

// answers asks each host for one page, several hosts at a time.
func (a *app) answers(ctx context.Context, way *transport.Transport, hosts map[string]string) error {
	names := slices.Sorted(maps.Keys(hosts))
	all := make([]said, len(names))
	var group sync.WaitGroup
	places := make(chan struct{}, 8)
	for i, name := range names {
		group.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			all[i] = ask(ctx, way.Client(), hosts[name])
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return noSource("stopped before every host was asked")
	}
	answering := 0
	table := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "host\tanswers\tpace\tsaid")
	for i, name := range names {
		yes := "no"
		if all[i].answers {
			yes = "yes"
			answering++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", name, yes, paceSaid(way.Pace(name)), cleanLine(all[i].text))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\n%d of %d hosts answer.\n", answering, len(names))
	if answering == 0 {
		return noSource("no host answers from here; --mirror reads local clones, --offline the built-in release")
	}
	return nil
}

// paceSaid is a pace for people: "2 in 1 s" reads worse than "2 a second".
func paceSaid(p transport.Pace) string {
	switch {
	case p.PerSecond <= 0:
		return "no limit"
	case p.PerSecond < 1:
		return fmt.Sprintf("%.3g a minute", p.PerSecond*60)
	}
	return fmt.Sprintf("%.3g a second", p.PerSecond)
}

// ask gets one page. Every answer below 500 is one, whatever it says.
func ask(ctx context.Context, client *http.Client, address string) said {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return failed(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return failed(err)
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return failed(err)
	}
	text := fmt.Sprintf("%s, %d bytes", resp.Status, n)
	if resp.StatusCode >= 400 {
		text += " from " + address
	}
	return said{resp.StatusCode < 500, text}
}

// reasons of the transport, for people.
var reasons = map[string]string{
	transport.KindDNS:       "its name has no address here",
	transport.KindPrivate:   "its address is private or loopback: --allow-private allows it",
	transport.KindTimeout:   "it took too long",
	transport.KindTooLarge:  "it sent too much",
	transport.KindRedirects: "it redirects without end",
}

// failed says why there is no answer, in one line. A host whose robots.txt says
// no has answered.
func failed(err error) said {
	text := transport.Reason(err).Error()
	var known *transport.Error
	if errors.As(err, &known) {
		for inner := known; inner != nil; { // the innermost knows best
			known, inner = inner, nil
			errors.As(known.Err, &inner)
		}
		text = cmp.Or(reasons[known.Kind], known.Kind+": "+known.Err.Error())
	}
	return said{known != nil && known.Kind == transport.KindRobots && strings.Contains(text, "disallows"), text}
}
