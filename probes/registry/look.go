// SPDX-License-Identifier: Apache-2.0

// Package registry asks a registry's HTTP API what a probe of an endpoint wants
// to know: its status, its headers, values in the JSON that it answers, and
// whether the attestations that it serves verify.
package registry

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
	Client     *http.Client      // carries robots, pace, cache, retries and limits
	Registries map[string]string // base URL by ecosystem, for {registry}
	Now        time.Time         // a security.txt must be in force then; stamped where the transport tells no time
	Excerpts   bool              // keep the value that matched
	Root       *attestation.Root // whom attestations are verified against; nil: the pinned root
	Workers    int               // hosts asked at a time; 0 means 4
	Progress   func(Progress)    // called when a request is done; may be nil
}

// Progress tells how far a look has come.
type Progress struct {
	URL         string
	Err         error
	Done, Total int // requests
	Probes      int // answered by this one
}

var _ probes.Looker = (*API)(nil)

// Takes says whether the probe asks an endpoint.
func (a *API) Takes(p probes.Probe) bool {
	return p.Ask != nil && slices.Contains(probes.Endpoints, p.Method)
}

// Look sends every request once and answers all of its probes. Attestations
// come last: each takes several answers, which others may have asked for.
func (a *API) Look(ctx context.Context, asked []probes.Probe, see func(probes.Observation)) error {
	shares := make(map[request][]probes.Probe)
	attested := &attested{api: a, see: see, kept: make(map[request]*answer)}
	for _, p := range asked {
		if p.Method == probes.Attestation {
			attested.add(p)
			continue
		}
		r, err := a.build(p)
		if err != nil {
			o := a.blank(p, p.URL)
			o.Outcome, o.Detail = probes.Unreachable, err.Error()
			see(o)
			continue
		}
		shares[r] = append(shares[r], p)
	}
	run := &round{api: a, shares: shares, see: see, keep: attested.keep}
	run.all(ctx)
	attested.all(ctx)
	return ctx.Err()
}

// round is one Look under way.
type round struct {
	api    *API
	shares map[request][]probes.Probe
	see    func(probes.Observation)
	keep   func(request, *answer)
	mu     sync.Mutex
	done   int
}

// all works host by host.
func (r *round) all(ctx context.Context) {
	hosts := make(map[string][]request)
	for one := range r.shares {
		hosts[one.host()] = append(hosts[one.host()], one)
	}
	queue := make(chan []request)
	var group sync.WaitGroup
	for range min(len(hosts), cmp.Or(r.api.Workers, 4)) {
		group.Go(func() {
			for requests := range queue {
				for _, one := range requests {
					r.one(ctx, one)
				}
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

func (r *round) one(ctx context.Context, one request) {
	if ctx.Err() != nil {
		return
	}
	answer := r.api.send(ctx, one)
	defer answer.close()
	if ctx.Err() != nil && answer.err != nil {
		return // the context ended the request: that says nothing of the registry
	}
	for _, p := range r.shares[one] {
		r.see(r.api.observe(answer, p))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(one, answer)
	r.done++
	if r.api.Progress != nil {
		r.api.Progress(Progress{URL: one.url, Err: answer.err, Done: r.done, Total: len(r.shares), Probes: len(r.shares[one])})
	}
}

// answer is what came back.
type answer struct {
	url     string
	at      time.Time // when it was read, as the transport tells; of a recording, then
	status  int
	header  http.Header
	body    []byte
	digest  []byte
	err     error
	damaged bool   // something came, but not whole
	release func() // nil: it is not large
	once    sync.Once
	json    document
	jsonErr error
}

func (a *API) send(ctx context.Context, r request) *answer {
	got := &answer{url: r.url}
	made, err := r.http()
	if err != nil {
		got.err = err
		return got
	}
	response, err := a.Client.Do(made.WithContext(ctx)) //nolint:bodyclose // ReadBody closes it
	if err != nil {
		got.err, got.damaged, got.at = transport.Reason(err), transport.Damaged(err), transport.FailedAt(err)
		return got
	}
	got.status, got.header, got.at = response.StatusCode, response.Header, transport.Retrieved(response)
	if err := got.enter(ctx, response.ContentLength); err != nil {
		_ = response.Body.Close()
		got.err = err
		return got
	}
	got.body, err = transport.ReadBody(response, maxBody)
	if err != nil {
		got.err, got.damaged = fmt.Errorf("reading the answer: %w", transport.Reason(err)), transport.Damaged(err)
		return got
	}
	sum := sha256.Sum256(got.body)
	got.digest = sum[:]
	return got
}

// Of large answers one is in memory at a time. Its body waits in the transport's
// temporary file.
const largeAnswer = 256 << 10

var largeAnswers = make(chan struct{}, 1)

// enter waits until an answer of that length may be read; close must follow.
func (a *answer) enter(ctx context.Context, length int64) error {
	if length >= 0 && length < largeAnswer {
		return nil
	}
	select {
	case largeAnswers <- struct{}{}:
		a.release = sync.OnceFunc(func() { <-largeAnswers })
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close lets the next large answer in, when this one has said all.
func (a *answer) close() {
	if a.release != nil {
		a.release()
	}
}

// document reads the body as JSON, once.
func (a *answer) document() (document, error) {
	a.once.Do(func() { a.json, a.jsonErr = newDocument(a.body) })
	return a.json, a.jsonErr
}
