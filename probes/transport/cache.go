// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/cachefile"
	"github.com/ossf/package-manager-landscape/probes/transport/httpcache"
)

// The cache is ours because no well-kept library for RFC 9111 can be had:
// bartventer/httpcache and sandrolain/httpcache do not resolve, and
// gregjones/httpcache, which does, is archived, keeps one variant per URL,
// stores what was cut off or answered with a 5xx, and marks every answer with
// X-From-Cache, at which go-github stops reading rate limits.
//
// It is private, keeps whole answers to GET only, prefers asking (304) over
// guessing (no heuristic freshness), and never serves a stale answer when a host
// is down: that would hide an outage from the survey.

// cache is a folder of answers, one file per variant.
type cache struct {
	dir  string
	most int64 // bytes of a file; not above 0: any
}

func openCache(dir string, most int64) (*cache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &cache{dir: dir, most: cachefile.Most(most)}, nil
}

// mayBeCached says whether an exchange may be answered from the cache. A caller with
// conditions or ranges of its own wants to see what the server says.
func mayBeCached(a *exchange) bool {
	if a.method != http.MethodGet || len(a.body) > 0 {
		return false
	}
	return !httpcache.Conditional(a.header)
}

// path of an exchange's file: the URL, then what content was asked for and on whose
// behalf. Other headers that an answer varies on are compared when it is read.
func (c *cache) path(a *exchange) string {
	variant := strings.Join(a.header["Accept"], ",") + "\n" + strings.Join(a.header["Accept-Language"], ",") + "\n" + a.who
	return c.prefix(a) + shortDigest(variant)
}

func (c *cache) prefix(a *exchange) string {
	at := a.url.String()
	if a.place.stands {
		at += " at " + a.place.url.String() // a mirror may differ
	}
	name := shortDigest(at)
	return filepath.Join(c.dir, name[:2], name+"-")
}

func shortDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// secretDigest tells two secrets apart without keeping them.
func secretDigest(secret string) string {
	if secret == "" {
		return ""
	}
	return shortDigest("landscape cache\n" + secret)[:16]
}

// loadAnswer returns the stored answer for an exchange; damaged files are a miss.
func (c *cache) loadAnswer(a *exchange) *cachefile.Answer {
	s, err := cachefile.Open(c.path(a), c.most)
	if err != nil {
		return nil
	}
	if s.URL != a.url.String() || !answersFor(s, a) {
		s.Close()
		return nil
	}
	return s
}

func (c *cache) dropAnswer(a *exchange) {
	_ = os.Remove(c.path(a)) // a file that cannot be removed is asked about every time
}

// forgetVariants drops every variant of a URL, after a request that may have changed it.
func (c *cache) forgetVariants(a *exchange) {
	paths, _ := filepath.Glob(c.prefix(a) + "*") // none where the folder's name is a bad pattern
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

// throughCache answers from the cache where it is fresh, otherwise asks with
// its validators, and keeps what comes back.
func (t *Transport) throughCache(a *exchange) (*response, error) {
	now := time.Now()
	have := t.cache.loadAnswer(a)
	if have != nil && have.Fresh(now) && !httpcache.WantsNews(a.header, have.Age(now), httpcache.Lifetime(have.Header)-have.Age(now)) {
		a.host.count(func(s *HostStats) { s.CacheHits++ })
		return responseOf(have, now, true), nil
	}
	var conditions http.Header
	if have != nil {
		conditions = have.Validators()
	}
	ans, err := t.doWithRetry(a, conditions)
	if err == nil && have != nil && ans.status == http.StatusNotModified {
		if have.ConfirmedBy(ans.header) {
			a.host.count(func(s *HostStats) { s.CacheHits++; s.Revalidated++ })
			return t.renewStored(a, have, ans, now), nil
		}
		t.cache.dropAnswer(a)
		ans, err = t.doWithRetry(a, nil)
	}
	have.Close()
	if err != nil {
		return nil, err
	}
	t.storeOrDrop(a, now, ans)
	return ans, nil
}

// renewStored keeps what a 304 has renewed, if it may still be kept.
func (t *Transport) renewStored(a *exchange, have *cachefile.Answer, news *response, asked time.Time) *response {
	have.Renew(news.header, asked, news.at)
	ans := responseOf(have, news.at, false)
	if !httpcache.MayStore(ans.status, ans.header) {
		t.cache.dropAnswer(a)
		return ans
	}
	have.Header, have.Vary = httpcache.Storable(have.Header), varianceOf(a, have.Header)
	t.store(a, have)
	return ans
}

// storeOrDrop stores an answer, or drops what an unstorable one has replaced.
func (t *Transport) storeOrDrop(a *exchange, asked time.Time, ans *response) {
	switch {
	case httpcache.MayStore(ans.status, ans.header):
		entry := httpcache.Entry{Status: ans.status, Header: httpcache.Storable(ans.header), Asked: asked, Got: ans.at}
		t.store(a, &cachefile.Answer{URL: a.url.String(), Entry: entry, Vary: varianceOf(a, ans.header), Body: ans.body})
	case ans.status < 500 && ans.status != http.StatusTooManyRequests:
		t.cache.dropAnswer(a)
	}
}

func (t *Transport) store(a *exchange, s *cachefile.Answer) {
	if err := s.Save(t.cache.path(a)); err != nil {
		t.opts.Log.Warn("cache", "error", t.redactToken(err.Error()))
	}
}

// varianceOf is what an answer depends on, of what it was asked with.
func varianceOf(a *exchange, header http.Header) map[string]string {
	var with map[string]string
	for _, name := range httpcache.VaryNames(header) {
		if with == nil {
			with = make(map[string]string)
		}
		with[name] = a.digestOf(name)
	}
	return with
}

func (a *exchange) digestOf(name string) string {
	if name == "Authorization" {
		return a.who
	}
	return secretDigest(strings.Join(a.header[name], ","))
}

// answersFor says whether an exchange is like the one that an answer was given to.
func answersFor(s *cachefile.Answer, a *exchange) bool {
	for name, digest := range s.Vary {
		if a.digestOf(name) != digest {
			return false
		}
	}
	return true
}

func responseOf(s *cachefile.Answer, now time.Time, unasked bool) *response {
	ans := &response{status: s.Status, header: s.Header.Clone(), body: s.Body, at: s.Got, cached: unasked}
	if unasked {
		ans.header.Set("Age", strconv.FormatInt(int64(s.Age(now)/time.Second), 10))
	}
	return ans
}
