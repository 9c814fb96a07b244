// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// RetrievedHeader is set by us on every response: when the answer was read from
// the network (in a replay: when it was recorded), RFC 3339 in UTC. What a
// server sends under this name is dropped.
const RetrievedHeader = "X-Landscape-Retrieved"

// FromCacheHeader is set on an answer that came from the cache without asking.
// An answer that the server confirmed (304) has none: its rate limits are news,
// and go-github reads no rate limits from a response that has this header.
const FromCacheHeader = "X-From-Cache"

// Retrieved is when the answer was read from the network, from RetrievedHeader.
func Retrieved(resp *http.Response) time.Time {
	at, err := time.Parse(time.RFC3339Nano, resp.Header.Get(RetrievedHeader))
	if err != nil {
		return time.Time{}
	}
	return at
}

// exchange is one request as it was made: to the original host, and with no secret
// but the caller's own.
type exchange struct {
	ctx    context.Context
	method string
	url    *url.URL
	header http.Header
	body   []byte
	host   *host
	place  place
	who    string // digest of the credential it goes with
	robots bool   // robots.txt itself: no rules, and the rest is cut off at limit
	limit  int64  // bytes of the body
	more   func() // gives the body more time
}

// isUnsafe says whether an exchange may change something, so that it is sent once
// unless the host says that it did not listen.
func (a *exchange) isUnsafe() bool {
	return a.method != http.MethodGet && a.method != http.MethodHead && a.method != http.MethodOptions
}

// response is one whole answer.
type response struct {
	status int
	header http.Header
	body   spool.Content
	at     time.Time
	cached bool // without asking
}

const maxRequestBody = 1 << 20

func (t *Transport) newExchange(req *http.Request) (*exchange, error) {
	body, err := readRequestBody(req)
	if err != nil {
		return nil, err
	}
	if req.URL == nil || req.URL.Host == "" || req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return nil, errors.New("not an http or https URL")
	}
	a := t.newGetExchange(req.Context(), req.URL, req)
	a.body = body
	if req.Method != "" {
		a.method = req.Method
	}
	return a, nil
}

// newGetExchange is one for a URL, with the headers of a caller's request if there is one.
func (t *Transport) newGetExchange(ctx context.Context, u *url.URL, req *http.Request) *exchange {
	if u.Fragment != "" || u.User != nil {
		bare := *u // a user has become a header by now
		bare.Fragment, bare.RawFragment, bare.User = "", "", nil
		u = &bare
	}
	key := hostKey(u)
	a := &exchange{
		ctx: ctx, method: http.MethodGet, url: u, header: t.requestHeaders(req),
		host: t.hosts.of(key), place: t.origins.originFor(u, key), limit: t.opts.limitOf(ctx, key),
	}
	a.who = t.credentialDigest(a)
	return a
}

func readRequestBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(req.Body, maxRequestBody+1))
	if err == nil && len(body) > maxRequestBody {
		err = fmt.Errorf("a request body of more than %d bytes", maxRequestBody)
	}
	return body, err
}

// credentials are the headers that stay with the host they were meant for.
var credentials = []string{"Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "X-Api-Key", "X-Auth-Token", "Private-Token"}

// requestHeaders are those to send. An answer must not depend on what was asked
// before, so there are no cookies and no Referer.
func (t *Transport) requestHeaders(req *http.Request) http.Header {
	h := make(http.Header, 6)
	if req != nil {
		for name, values := range req.Header {
			h[http.CanonicalHeaderKey(name)] = values
		}
		h.Del("Cookie")
		h.Del("Referer")
		h.Del("Proxy-Authorization")
		if crossedOrigin(req) {
			for _, name := range credentials {
				h.Del(name)
			}
		}
	}
	h.Set("User-Agent", t.opts.UserAgent)
	h.Set("Accept-Encoding", "gzip")
	return h
}

// crossedOrigin says whether a redirect came from another host, port or scheme.
// The chain is what http.Client keeps, so it holds for every client on top.
func crossedOrigin(req *http.Request) bool {
	return slices.ContainsFunc(redirectedFrom(req), func(from *http.Request) bool {
		return hostKey(from.URL) != hostKey(req.URL) || from.URL.Scheme != req.URL.Scheme
	})
}

// redirectedFrom lists the requests whose answers redirected to this one, the last first.
func redirectedFrom(req *http.Request) (list []*http.Request) {
	for from := req.Response; from != nil && from.Request != nil; from = from.Request.Response {
		list = append(list, from.Request)
	}
	return list
}

// httpResponse makes an answer a response to the caller's own request.
func (a *response) httpResponse(req *http.Request) *http.Response {
	header := a.header // nobody else's by now
	header.Set(RetrievedHeader, a.at.UTC().Format(time.RFC3339Nano))
	if a.cached {
		header.Set(FromCacheHeader, "1")
	}
	resp := &http.Response{
		Status:     strconv.Itoa(a.status) + " " + http.StatusText(a.status),
		StatusCode: a.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: http.NoBody, ContentLength: a.body.Len(), Request: req,
	}
	if req.Method == http.MethodHead {
		resp.ContentLength = -1
		if n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil && n >= 0 {
			resp.ContentLength = n
		}
	}
	if a.body.Len() > 0 {
		resp.Body = a.body.Body()
	}
	return resp
}
