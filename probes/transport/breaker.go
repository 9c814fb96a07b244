// SPDX-License-Identifier: Apache-2.0

package transport

import "time"

const (
	mostFailures = 5                // in a row: no retries any more
	cooldown     = 30 * time.Second // in which a host is left alone that let us wait each time
	slowPause    = 10 * time.Second // a pause asked for that counts as waiting
)

// breaker counts the failures of a host in a row, or a survey of many pages of one
// dead host would take hours; its host's mutex guards it.
type breaker struct {
	failures int
	slow     bool // the last of them cost time
}

// recordSuccess closes it.
func (h *host) recordSuccess() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.breaker = breaker{}
}

// recordFailure counts one. After many, a host that lets us wait each time is left
// alone for a while.
func (h *host) recordFailure(slow bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failures++
	h.slow = slow
	if until := time.Now().Add(cooldown); h.failures >= mostFailures && slow && until.After(h.until) {
		h.until = until
	}
}

// breakerOpen says whether waiting for the host has not helped so far.
func (h *host) breakerOpen() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.slow && h.failures >= mostFailures
}

// failsOften says whether a retry is not worth its time.
func (h *host) failsOften() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failures >= mostFailures
}
