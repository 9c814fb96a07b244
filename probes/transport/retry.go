// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/ossf/package-manager-landscape/probes/transport/ratelimit"
)

// The lengths of the pauses come from cenkalti/backoff: only an interval that
// grows is needed here, and that is a type of its own there. hashicorp's
// go-retryablehttp is a whole client: it follows redirects and sleeps under
// itself, out of reach of the host's turnstile, and would retry with no regard
// to the other requests waiting for the same host.

// newJitter gives what moves a pause by up to half of it either way, for many goroutines.
func newJitter(seed uint64) func(time.Duration) time.Duration {
	var mu sync.Mutex
	rnd := rand.New(rand.NewPCG(cmp.Or(seed, rand.Uint64()), 0x6c616e6473636170))
	return func(d time.Duration) time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return d/2 + time.Duration(rnd.Float64()*float64(d))
	}
}

// doWithRetry asks a host until there is an answer worth keeping, or no hope.
func (t *Transport) doWithRetry(a *exchange, extra http.Header) (*response, error) {
	pauses := backoff.ExponentialBackOff{InitialInterval: t.opts.Backoff, Multiplier: 2, MaxInterval: 30 * time.Second}
	defer a.host.startClock()()
	for n := 0; ; n++ {
		ans, err := t.doOnce(a, extra)
		if errors.Is(err, errLeftAlone) || errors.Is(err, errHostTime) {
			return nil, err // nothing was asked, or nothing learnt
		}
		if err == nil && ans.status < 400 {
			a.host.recordSuccess()
			a.host.earnShare(ans.status)
			return ans, nil
		}
		pause := t.jitter(pauses.NextBackOff())
		again := t.shouldRetry(a, ans, err, &pause)
		if err != nil && kindOf(err) == KindTimeout && n > 0 {
			again = false // once is enough to wait so long
		}
		if !again || n >= t.opts.MaxRetries || a.host.failsOften() {
			t.recordOutcome(a.host, ans, err, pause)
			if err == nil && !meansSlowDown(ans) {
				a.host.earnShare(ans.status)
			}
			return ans, err
		}
		t.logRetry(a, ans, err, n+1, pause)
		a.host.count(func(s *HostStats) { s.Retries++ })
		if meansSlowDown(ans) {
			continue // the host's turnstile waits for all of its requests
		}
		if err := t.sleep(a, pause); err != nil {
			return nil, err
		}
	}
}

// recordOutcome tells the host's breaker how a request ended at last.
func (t *Transport) recordOutcome(h *host, ans *response, err error, pause time.Duration) {
	switch {
	case err != nil && countsAsFailure(kindOf(err)):
		h.recordFailure(kindOf(err) == KindTimeout)
	case meansSlowDown(ans):
		h.recordFailure(pause >= slowPause)
	case ans != nil && ans.status >= 500:
		h.recordFailure(false)
	default:
		h.recordSuccess()
	}
}

func (t *Transport) sleep(a *exchange, d time.Duration) error {
	ctx, cancel, stop := t.boundContext(a.ctx)
	defer stop()
	unbind, err := t.withinShare(a.host, cancel)
	if err != nil {
		return err
	}
	defer unbind()
	return sleep(ctx, d)
}

func countsAsFailure(kind string) bool {
	return kind == KindDNS || kind == KindTLS || kind == KindTimeout || kind == KindNetwork || kind == KindTruncated
}

// shouldRetry says whether the same ask may get a better answer, and after which
// pause. A host that limits us is paused for everybody, retry or not.
func (t *Transport) shouldRetry(a *exchange, ans *response, err error, pause *time.Duration) bool {
	safe := !a.isUnsafe()
	switch {
	case err != nil:
		return safe && mayPass(err)
	case meansSlowDown(ans):
		asked, _ := ratelimit.Pause(ans.header, ans.body.Bytes(), time.Now())
		*pause = max(*pause, asked)
		a.host.pauseFor(*pause)
		return *pause <= t.opts.MaxWait || t.opts.MaxWait < 0
	}
	switch ans.status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return safe
	}
	return false
}

// mayPass says whether an error may pass. A name that does not exist, a bad
// certificate and a body too large will not.
func mayPass(err error) bool {
	switch kindOf(err) {
	case KindNetwork, KindTimeout, KindTruncated:
		return true
	case KindDNS:
		return !strings.Contains(err.Error(), "no such host")
	}
	return false
}

// meansSlowDown says whether an answer means "not so fast".
func meansSlowDown(ans *response) bool {
	return ans != nil && ratelimit.Limited(ans.status, ans.header, ans.body.Bytes())
}

// logRetry logs a retry.
func (t *Transport) logRetry(a *exchange, ans *response, err error, n int, pause time.Duration) {
	why := ""
	if err != nil {
		why = t.redactToken(err.Error())
	} else {
		why = "status " + strconv.Itoa(ans.status)
	}
	t.opts.Log.Info("retry", "url", t.redactToken(a.url.Redacted()), "why", why, "attempt", n, "pause", pause.Round(time.Millisecond))
}
