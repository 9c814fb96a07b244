// SPDX-License-Identifier: Apache-2.0

package website

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/html"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// maxBody is the size of the largest page that is read, after decompression. A tree
// of elements takes some twenty times the memory of its text.
const maxBody = 3 << 20

// fetched is what came of fetching one address.
type fetched struct {
	asked     string
	final     *url.URL // after redirects; nil when nothing answered
	status    int
	at        time.Time // when it was read, as the transport tells; of a recording, then
	media     string    // media type, lower case
	charset   string    // the whole Content-Type
	framed    bool      // the transfer proves that the body is whole
	digest    []byte
	text      []byte              // UTF-8
	parts     map[string][]byte   // HTML of the elements at each selector
	links     []anchor            // as the page lists them
	err       error               // why there is no text
	damaged   bool                // something was read, but not what was expected
	documents map[string]*reduced // by selector
	release   func()              // lets the next large page in, when this one has said all
}

// Of large pages one is in memory at a time.
var largePages = make(transport.Room, 1)

type reduced struct {
	document *page.Document
	err      error
}

// anchor is a link's absolute address and its text.
type anchor struct{ address, text string }

// mostLinks are followed from one page: no index of a site has more.
const mostLinks = 5000

// longestLink is the length of the longest address that is followed.
const longestLink = 500

// want says what to take out of a page beside its text.
type want struct {
	selectors []string
	links     bool
}

// fetchPage gets one page. Colly finds elements; robots, pace, cache, retries and
// limits are the client's. Each page has a collector of its own: colly keeps
// no queue, no visited list, no cache and no cookies for us.
func fetchPage(ctx context.Context, client *http.Client, address string, w want) (p *fetched) {
	p = &fetched{asked: address, parts: make(map[string][]byte), documents: make(map[string]*reduced), release: func() {}}
	defer func() {
		if r := recover(); r != nil {
			p.markBroken(fmt.Errorf("the page's reader failed: %v", r))
		}
	}()
	c := &colly.Collector{}
	c.Init() // unlike NewCollector it takes no setting from the environment
	c.MaxBodySize, c.AllowURLRevisit, c.ParseHTTPErrorResponse = 0, true, true
	c.Context = transport.LimitBody(ctx, maxBody)
	mine := *client
	mine.Transport = &tap{next: cmp.Or(client.Transport, http.DefaultTransport), into: p}
	c.SetClient(&mine)
	p.addCallbacks(c, w)
	switch err := c.Visit(address); {
	case p.err != nil:
	case err != nil:
		p.err = err
		p.damaged = p.text != nil || transport.Damaged(err) // read, and could not be parsed
	case p.digest == nil:
		p.err = fmt.Errorf("HTTP status %d and no page", p.status)
	}
	return p
}

func (p *fetched) addCallbacks(c *colly.Collector, w want) {
	for _, selector := range w.selectors {
		if selector == "" {
			continue
		}
		c.OnHTML(selector, func(e *colly.HTMLElement) {
			var out bytes.Buffer
			for _, node := range e.DOM.Nodes {
				_ = html.Render(&out, node) // a buffer takes everything
			}
			p.parts[selector] = append(p.parts[selector], out.Bytes()...)
		})
	}
	if w.links {
		c.OnHTML("a[href]", func(e *colly.HTMLElement) {
			if link := e.Request.AbsoluteURL(e.Attr("href")); link != "" && len(link) <= longestLink && len(p.links) < mostLinks {
				p.links = append(p.links, anchor{link, probes.OneLine(e.Text, 100)})
			}
		})
	}
}

func (p *fetched) markBroken(err error) { p.err, p.damaged, p.text = err, true, nil }

// tap stands between colly and the client's transport. It keeps the bytes as
// they came, which colly would re-encode and cut, and hands colly UTF-8.
type tap struct {
	next http.RoundTripper
	into *fetched
}

// RoundTrip implements http.RoundTripper.
func (t *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Del("User-Agent") // colly's own; the transport knows ours
	r.Header.Set("Accept", "text/html,application/xhtml+xml,text/plain;q=0.9,text/*;q=0.8,*/*;q=0.1")
	response, err := t.next.RoundTrip(r)
	if err != nil {
		t.into.at = transport.FailedAt(err)
		return nil, err
	}
	t.into.status, t.into.at = response.StatusCode, transport.Retrieved(response)
	if response.StatusCode >= 300 && response.StatusCode < 400 {
		return response, nil // the client follows, or reports it
	}
	t.into.readResponse(r.URL, response)
	return t.into.forColly(response), nil
}

// forColly is the response with the page's text, or with nothing.
func (p *fetched) forColly(response *http.Response) *http.Response {
	copied := *response
	copied.Header = http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	if p.media != "text/html" && p.media != "application/xhtml+xml" {
		copied.Header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	copied.Uncompressed, copied.ContentLength = true, int64(len(p.text))
	copied.Body = io.NopCloser(bytes.NewReader(p.text))
	return &copied
}

// readResponse reads a final response whole.
func (p *fetched) readResponse(at *url.URL, response *http.Response) {
	p.final = at
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		p.err = fmt.Errorf("HTTP status %d", response.StatusCode)
		p.damaged = response.StatusCode < 300 // an answer, but no page
		return
	}
	var err error
	if p.release, err = largePages.Wait(response.Request.Context(), response.ContentLength); err != nil {
		_ = response.Body.Close()
		p.err = err
		return
	}
	body, err := transport.ReadBody(response, maxBody)
	if err != nil {
		p.err = fmt.Errorf("reading the page: %w", transport.Reason(err))
		p.damaged = transport.Damaged(err)
		return
	}
	sum := sha256.Sum256(body)
	p.digest = sum[:]
	p.charset = response.Header.Get("Content-Type")
	if p.charset == "" {
		p.charset = http.DetectContentType(body)
	}
	p.media, _, _ = mime.ParseMediaType(p.charset)
	p.framed = response.ContentLength >= 0 || response.Uncompressed || len(response.TransferEncoding) > 0 || response.ProtoMajor > 1
	if p.text, err = decodeBody(body, p.charset); err != nil {
		p.markBroken(err)
	}
}

// oneLine makes a foreign message fit an observation's detail.
func oneLine(s string) string { return probes.OneLine(s, 200) }
