// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/httpcache"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// doOnce sends an exchange once, when its host's turn has come.
func (t *Transport) doOnce(a *exchange, extra http.Header) (*response, error) {
	ctx, cancel, stop := t.boundContext(a.ctx)
	defer stop()
	unbind, err := t.withinShare(a.host, cancel)
	if err != nil {
		return nil, err
	}
	defer unbind()
	leave, err := a.host.waitForTurn(ctx, t.opts.MaxWait)
	if err != nil {
		return nil, err
	}
	defer leave()
	if t.opts.Timeout > 0 {
		timer := time.AfterFunc(t.opts.Timeout, func() { cancel(errTimeout) })
		defer timer.Stop()
		a.more = func() { timer.Reset(t.opts.Timeout) }
	}
	ans, err := t.sendRequest(ctx, cancel, a, extra)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause // says more than "context canceled"
	}
	return ans, err
}

// boundContext ends a context with the run as well.
func (t *Transport) boundContext(ctx context.Context) (context.Context, context.CancelCauseFunc, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	unlink := context.AfterFunc(t.run, func() { cancel(context.Cause(t.run)) })
	return ctx, cancel, func() {
		unlink()
		cancel(nil)
	}
}

func (t *Transport) sendRequest(ctx context.Context, cancel context.CancelCauseFunc, a *exchange, extra http.Header) (*response, error) {
	req := t.networkRequest(ctx, a, extra)
	resp, err := t.base.RoundTrip(req)
	a.host.count(func(s *HostStats) { s.Requests++ })
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body := t.newBody(cancel, a, resp)
	data, err := body.readDecoded()
	a.host.count(func(s *HostStats) { s.Bytes += body.wire.n + headerBytes(resp.Header) })
	if err != nil {
		return nil, err
	}
	if t.tokenMayGo(a) {
		data = t.redactResponse(resp.Header, data)
	}
	return &response{status: resp.StatusCode, header: messageHeaders(a, resp.Header, data), body: data, at: time.Now().UTC()}, nil
}

// networkRequest is what goes over the network.
func (t *Transport) networkRequest(ctx context.Context, a *exchange, extra http.Header) *http.Request {
	header := a.header
	if t.opts.Token != nil || len(extra) > 0 {
		header = a.header.Clone()
		maps.Copy(header, extra)
		t.authorizeRequest(a, header)
	}
	req := (&http.Request{
		Method: a.method, URL: a.place.url, Host: a.place.host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if len(a.body) > 0 {
		req.Body = io.NopCloser(bytes.NewReader(a.body))
		req.ContentLength = int64(len(a.body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(a.body)), nil }
	}
	if t.proxied != nil && t.proxied(req) {
		req = req.WithContext(context.WithValue(ctx, throughProxy{}, true))
	}
	return req
}

// messageHeaders leaves the headers of the message itself: the body is decoded and
// whole, cookies are nobody's business, and ours are ours.
func messageHeaders(a *exchange, header http.Header, body spool.Content) http.Header {
	for _, name := range httpcache.ListMembers(strings.Join(header["Connection"], ",")) {
		header.Del(name) // of this connection alone (RFC 9110 7.6.1)
	}
	for _, name := range []string{"Set-Cookie", "Set-Cookie2", "Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", RetrievedHeader, FromCacheHeader} {
		header.Del(name)
	}
	if a.method != http.MethodHead {
		header.Del("Content-Encoding")
		header.Set("Content-Length", strconv.FormatInt(body.Len(), 10))
	}
	return header
}

func headerBytes(header http.Header) int64 {
	n := len("HTTP/1.1 200 OK\r\n\r\n")
	for name, values := range header {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return int64(n)
}
