// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"net/http"
)

// Client is an http.Client over the transport. Redirects are held to the same
// rules by RoundTrip itself (their number, credentials, robots.txt and
// addresses of every hop), so a client made by somebody else, such as colly's,
// keeps them as well. It has no time limit and no cookies.
func (t *Transport) Client() *http.Client {
	return &http.Client{Transport: t, CheckRedirect: t.checkRedirect}
}

// checkRedirect stops before a hop that RoundTrip would refuse.
func (t *Transport) checkRedirect(req *http.Request, via []*http.Request) error {
	if t.opts.MaxRedirects >= 0 && len(via) > t.opts.MaxRedirects {
		return t.failure(&exchange{url: via[0].URL}, &Error{Kind: KindRedirects, At: redirectedAt(req), Err: fmt.Errorf("more than %d redirects", t.opts.MaxRedirects)})
	}
	if crossed(req) {
		for _, name := range credentials {
			req.Header.Del(name)
		}
	}
	return nil
}
