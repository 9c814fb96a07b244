// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/robots"
)

const (
	robotsSize     = 500 << 10 // RFC 9309 2.5: the least that must be read
	robotsHops     = 5         // 2.3.1.2
	robotsLifetime = 24 * time.Hour
	robotsRetry    = 5 * time.Minute // when it could not be had
)

// robotsTable holds one entry per scheme and host; each is fetched once however
// many ask at the same time.
type robotsTable struct {
	mu  sync.Mutex
	all map[robotsKey]*robotsEntry
}

type robotsKey struct{ scheme, host string }

type robotsEntry struct {
	ready chan struct{} // closed when the rest is set
	rules robots.Rules
	err   error // why nothing may be asked for
	until time.Time
}

func (e *robotsEntry) expired() bool {
	select {
	case <-e.ready:
		return time.Now().After(e.until)
	default:
		return false
	}
}

// obeyRobots fails when a host's robots.txt does not allow an exchange, or could not be had.
func (t *Transport) obeyRobots(a *exchange) error {
	entry := t.robotsOf(a)
	select {
	case <-entry.ready:
	case <-a.ctx.Done():
		return context.Cause(a.ctx)
	case <-t.run.Done():
		return context.Cause(t.run)
	}
	if entry.err != nil {
		return entry.err
	}
	if t.opts.MaxWait > 0 && entry.rules.Delay > t.opts.MaxWait {
		return &Error{Kind: KindRobots, Err: fmt.Errorf("robots.txt asks for %s between two requests", entry.rules.Delay)}
	}
	at := cmp.Or(a.url.EscapedPath(), "/")
	if a.url.RawQuery != "" {
		at += "?" + a.url.RawQuery
	}
	if !entry.rules.Allows(at) {
		return &Error{Kind: KindRobots, Err: ErrDisallowed}
	}
	return nil
}

func (t *Transport) robotsOf(a *exchange) *robotsEntry {
	key := robotsKey{a.url.Scheme, a.host.name}
	t.rules.mu.Lock()
	defer t.rules.mu.Unlock()
	entry := t.rules.all[key]
	if entry != nil && !entry.expired() {
		return entry
	}
	entry = &robotsEntry{ready: make(chan struct{})}
	t.rules.all[key] = entry
	at := &url.URL{Scheme: a.url.Scheme, Host: a.url.Host, Path: "/robots.txt"}
	// Not under the context of whoever asked first: the others need it too.
	t.tasks.Go(func() {
		defer close(entry.ready)
		t.fetchRobots(entry, at)
		a.host.obeyCrawlDelay(entry.rules.Delay)
	})
	return entry
}

// fetchRobots reads robots.txt over redirects. A 4xx allows everything; a 5xx, a
// limit or no answer disallows everything.
func (t *Transport) fetchRobots(entry *robotsEntry, at *url.URL) {
	entry.until = time.Now().Add(robotsLifetime)
	ans, err := t.followRobots(at)
	switch {
	case err != nil:
		entry.err = robotsFailure(err)
	case ans.status >= 200 && ans.status < 300:
		entry.rules = robots.Parse(ans.body.Bytes(), robots.ProductToken(t.opts.UserAgent))
	case ans.status >= 500 || ans.status == http.StatusTooManyRequests:
		entry.err = &Error{Kind: KindRobots, Err: fmt.Errorf("robots.txt answered with status %d", ans.status)}
	}
	if entry.err != nil {
		entry.until = time.Now().Add(robotsRetry)
	}
}

// followRobots ends with an answer that is not a redirect; more than five in a row
// count as no robots.txt at all, as RFC 9309 has it.
func (t *Transport) followRobots(at *url.URL) (*response, error) {
	for range robotsHops + 1 {
		a := t.newGetExchange(t.run, at, nil)
		a.robots, a.limit = true, robotsSize
		ans, err := t.performExchange(a)
		if err != nil || ans.status < 300 || ans.status > 399 || ans.status == http.StatusNotModified {
			return ans, err
		}
		next, err := at.Parse(ans.header.Get("Location"))
		if err != nil || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
			break
		}
		next.Fragment = ""
		at = next
	}
	return &response{status: http.StatusNotFound}, nil
}

// robotsFailure keeps the kind where the whole host is out of reach.
func robotsFailure(err error) *Error {
	e := &Error{Kind: kindOf(err), Err: fmt.Errorf("robots.txt: %w", err)}
	if e.Kind == KindTooLarge || e.Kind == KindTruncated || e.Kind == KindEncoding || e.Kind == KindStatus {
		e.Kind = KindRobots
	}
	return e
}

// exemptions are hosts, or hosts with a path prefix, that are a documented API.
type exemptions []string

func parseExemptions(own map[string]string) (exemptions, error) {
	table := DefaultRobotsExempt()
	for where, doc := range own {
		if doc == "" {
			delete(table, where)
			continue
		}
		if !strings.HasPrefix(doc, "https://") && !strings.HasPrefix(doc, "http://") {
			return nil, fmt.Errorf("the robots exemption of %s needs the address of the documentation that invites programs, not %q", where, doc)
		}
		table[where] = doc
	}
	return slices.Collect(maps.Keys(table)), nil
}

func (list exemptions) holds(host string, u *url.URL) bool {
	for _, where := range list {
		name, prefix, _ := strings.Cut(where, "/")
		if name == host && strings.HasPrefix(path.Clean("/"+u.Path)+"/", "/"+prefix) {
			return true
		}
	}
	return false
}
