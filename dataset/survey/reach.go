// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Hosts lists an address for every host that pages, endpoints and GitHub stand on,
// by host. bases are the registries' addresses, by ecosystem.
func Hosts(all []*ecosystems.Ecosystem, bases map[string]string) map[string]string {
	found := map[string]string{"api.github.com": "https://api.github.com/rate_limit"}
	for _, e := range all {
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

// Reached is what a host did when it was asked.
type Reached struct {
	Host    string
	Answers bool
	Text    string // its status, or why there is none, in one line
}

// Reach asks each host for one page, several hosts at a time.
func Reach(ctx context.Context, client *http.Client, hosts map[string]string) []Reached {
	names := table.SortedKeys(hosts)
	all := make([]Reached, len(names))
	var group sync.WaitGroup
	places := make(chan struct{}, 8)
	for i, name := range names {
		group.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			all[i] = reach(ctx, client, hosts[name])
			all[i].Host = name
		})
	}
	group.Wait()
	return all
}

// reach gets one page. Every answer below 500 is one, whatever it says.
func reach(ctx context.Context, client *http.Client, address string) Reached {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return notReached(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return notReached(err)
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return notReached(err)
	}
	text := fmt.Sprintf("%s, %d bytes", resp.Status, n)
	if resp.StatusCode >= 400 {
		text += " from " + address
	}
	return Reached{Answers: resp.StatusCode < 500, Text: text}
}

// reasons of the transport, for people.
var reasons = map[string]string{
	transport.KindDNS:       "its name has no address here",
	transport.KindPrivate:   "its address is private or loopback: --allow-private allows it",
	transport.KindTimeout:   "it took too long",
	transport.KindTooLarge:  "it sent too much",
	transport.KindRedirects: "it redirects without end",
}

// notReached says why there is no answer, in one line. A host whose robots.txt
// says no has answered.
func notReached(err error) Reached {
	text := transport.Reason(err).Error()
	var known *transport.Error
	if errors.As(err, &known) {
		for inner := known; inner != nil; { // the innermost knows best
			known, inner = inner, nil
			errors.As(known.Err, &inner)
		}
		text = cmp.Or(reasons[known.Kind], known.Kind+": "+known.Err.Error())
	}
	return Reached{Answers: errors.Is(err, transport.ErrDisallowed), Text: text}
}
