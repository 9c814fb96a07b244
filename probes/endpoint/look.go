// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// maxBody is the size of the largest answer that is read, after decompression.
const maxBody = 64 << 20

// API answers endpoint probes. It sends each request once, however many
// probes ask about the answer, and one at a time to a host.
type API struct {
	Client     *http.Client                            // carries robots, pace, cache, retries and limits
	Registries map[string]string                       // base URL by ecosystem, for {registry}
	Mirrors    map[string]bool                         // ecosystems whose base URL is not the public registry's: what it answers is marked, and the address kept back
	Now        time.Time                               // a security.txt must be in force then; stamped where the transport tells no time
	Excerpts   bool                                    // keep the value that matched
	Root       *attestation.Root                       // whom attestations are verified against; nil: what Renew gives
	Renew      func(context.Context) *attestation.Root // asked once, when there is something to verify; nil, and its nil: the pinned root
	Workers    int                                     // hosts asked at a time; 0 means 4
	Progress   func(probes.Progress)                   // called when a request is done; may be nil
}

var _ probes.Looker = (*API)(nil)

// Supports says whether the probe asks an endpoint in a way that is known here.
func (a *API) Supports(p probes.Probe) bool {
	return p.Ask != nil && (p.Ask.Format != nil || p.Method == probes.Endpoint || p.Method == probes.Attestation)
}

// Probe sends every request once and answers all of its probes. Attestations
// come last: each takes several answers, which others may have asked for.
func (a *API) Probe(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	l := &run{api: a, shares: make(map[request][]probes.Probe), emit: see, kept: make(map[request]*response), mirrors: make(map[string]bool)}
	maps.Copy(l.mirrors, a.Mirrors)
	attested := &attested{run: l}
	for _, p := range asked {
		if p.Method == probes.Attestation {
			attested.planProbe(p)
			continue
		}
		r, err := a.requestOf(p)
		if err != nil {
			o := a.newObservation(p, &response{url: a.shownAddress(p)})
			o.Outcome, o.Detail = probes.Unreachable, err.Error()
			l.emitMarked(p, o)
			continue
		}
		l.shares[r] = append(l.shares[r], p)
	}
	l.askHosts(ctx)
	attested.verifyAll(ctx)
	return ctx.Err()
}

// run is one Look under way.
type run struct {
	api    *API
	shares map[request][]probes.Probe
	emit   func(probes.Observation)

	mu      sync.Mutex
	done    int
	kept    map[request]*response // what attestations want; nil: not asked yet
	mirrors map[string]bool       // ecosystems in whose registry's place another one answered
}

// askHosts works host by host.
func (l *run) askHosts(ctx context.Context) {
	hosts := make(map[string][]request)
	for one := range l.shares {
		hosts[one.host()] = append(hosts[one.host()], one)
	}
	queue := make(chan []request)
	var group sync.WaitGroup
	for range min(len(hosts), cmp.Or(l.api.Workers, 4)) {
		group.Go(func() {
			for requests := range queue {
				l.askHost(ctx, requests)
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		slices.SortFunc(hosts[name], func(a, b request) int { return strings.Compare(a.key(), b.key()) })
		queue <- hosts[name]
	}
	close(queue)
	group.Wait()
}

func (r request) key() string { return r.url + "\x00" + r.method + "\x00" + r.accept + "\x00" + r.body }

// askHost asks one host. What is seen of it is told together at its end: only then
// it is known whether it is the public registry. A host that was not asked to
// its end is asked again.
func (l *run) askHost(ctx context.Context, requests []request) {
	type pair struct {
		probe probes.Probe
		seen  probes.Observation
	}
	var all []pair
	for _, one := range requests {
		if ctx.Err() != nil {
			return
		}
		answer := l.api.exchange(ctx, one)
		if ctx.Err() != nil && answer.err != nil {
			answer.release()
			return // the context ended the request: that says nothing of the registry
		}
		for _, p := range l.shares[one] {
			l.recognizeMirror(answer, p)
			all = append(all, pair{p, l.observeResponse(answer, p)})
		}
		l.reportProgress(one, answer)
		answer.release()
	}
	for _, each := range all {
		l.emitMarked(each.probe, each.seen)
	}
}

func (l *run) reportProgress(one request, answer *response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, wanted := l.kept[one]; wanted {
		l.kept[one] = answer
	}
	l.done++
	if l.api.Progress != nil {
		l.api.Progress(probes.Progress{Source: l.api.withoutMirrorAddresses(one.url), Err: answer.err, Done: l.done, Total: len(l.shares), Probes: len(l.shares[one])})
	}
}

// response is what came back.
type response struct {
	url     string
	at      time.Time // when it was read, as the transport tells; of a recording, then
	status  int
	header  http.Header
	body    []byte
	digest  []byte
	err     error
	release func() // lets the next large answer in, when this one has said all

	jsonDocument func() (document, error) // the body as JSON, read once
}

func (a *API) exchange(ctx context.Context, r request) *response {
	got := &response{url: r.url, release: func() {}}
	got.jsonDocument = sync.OnceValues(func() (document, error) { return newDocument(got.body) })
	made, err := r.newHTTPRequest()
	if err != nil {
		got.err = err
		return got
	}
	response, err := a.Client.Do(made.WithContext(ctx))
	if err != nil {
		got.err, got.at = transport.Reason(err), transport.FailedAt(err)
		return got
	}
	got.status, got.header, got.at = response.StatusCode, response.Header, transport.Retrieved(response)
	if got.release, err = largeAnswers.Wait(ctx, response.ContentLength); err != nil {
		_ = response.Body.Close()
		got.err = err
		return got
	}
	got.body, err = transport.ReadBody(response, cmp.Or(r.most, maxBody))
	if err != nil {
		got.err = fmt.Errorf("reading the answer: %w", transport.Reason(err))
		return got
	}
	sum := sha256.Sum256(got.body)
	got.digest = sum[:]
	return got
}

// Of large answers one is in memory at a time.
var largeAnswers = make(transport.Room, 1)
