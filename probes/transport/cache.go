// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
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
	if most > 0 {
		most += maxMeta + int64(fileFrame)
	}
	return &cache{dir: dir, most: most}, nil
}

// cacheable says whether an ask may be answered from the cache. A caller with
// conditions or ranges of its own wants to see what the server says.
func cacheable(a *ask) bool {
	if a.method != http.MethodGet || len(a.body) > 0 {
		return false
	}
	for _, name := range []string{"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range"} {
		if _, ok := a.header[name]; ok {
			return false
		}
	}
	return !directivesOf(a.header).has("no-store")
}

// path of an ask's file: the URL, then what content was asked for and on whose
// behalf. Other headers that an answer varies on are compared when it is read.
func (c *cache) path(a *ask) string {
	variant := strings.Join(a.header["Accept"], ",") + "\n" + strings.Join(a.header["Accept-Language"], ",") + "\n" + a.who
	return c.prefix(a) + shortDigest(variant)
}

func (c *cache) prefix(a *ask) string {
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

// load returns the stored answer for an ask; damaged files are a miss.
func (c *cache) load(a *ask) *stored {
	s, err := openStored(c.path(a), c.most)
	if err != nil {
		return nil
	}
	if s.URL != a.url.String() || !s.varies(a) {
		s.close()
		return nil
	}
	return s
}

func (c *cache) save(a *ask, s *stored) error {
	return writeAtomic(c.path(a), s.writeTo)
}

func (c *cache) drop(a *ask) {
	err := os.Remove(c.path(a))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return // a file that cannot be removed is asked about every time
	}
}

// forget drops every variant of a URL, after a request that may have changed it.
func (c *cache) forget(a *ask) {
	paths, err := filepath.Glob(c.prefix(a) + "*")
	if err != nil {
		return
	}
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

// throughCache answers from the cache where it is fresh, otherwise asks with
// its validators, and keeps what comes back.
func (t *Transport) throughCache(a *ask) (*answer, error) {
	now := time.Now()
	have := t.cache.load(a)
	if have != nil && have.fresh(now) && !wantsNews(a, have.age(now), lifetime(have.Header)-have.age(now)) {
		a.host.count(func(s *HostStats) { s.CacheHits++ })
		return have.answer(now, true), nil
	}
	ans, err := t.try(a, have.validators())
	if err == nil && have != nil && ans.status == http.StatusNotModified {
		if have.confirmedBy(ans) {
			a.host.count(func(s *HostStats) { s.CacheHits++; s.Revalidated++ })
			return t.renew(a, have, ans, now), nil
		}
		t.cache.drop(a)
		ans, err = t.try(a, nil)
	}
	have.close()
	if err != nil {
		return nil, err
	}
	t.keep(a, now, ans)
	return ans, nil
}

// wantsNews says whether the caller will not have a stored answer of that age unasked.
func wantsNews(a *ask, age, left time.Duration) bool {
	asked := directivesOf(a.header)
	if asked.malformed || asked.has("no-cache") || len(a.header["Cache-Control"]) == 0 && a.header.Get("Pragma") == "no-cache" {
		return true
	}
	most, limited := asked.seconds("max-age")
	least, _ := asked.seconds("min-fresh")
	return limited && age >= most || left < least
}

// renew takes the headers of a 304 over the stored ones (RFC 9111 3.2). How old
// the answer is, and until when it holds, is the 304's to say alone.
func (t *Transport) renew(a *ask, have *stored, news *answer, asked time.Time) *answer {
	delete(have.Header, "Age")
	delete(have.Header, "Date")
	for name, values := range news.header {
		if name != "Content-Length" && name != "Content-Type" && name != "Content-Encoding" && name != "Content-Range" {
			have.Header[name] = values
		}
	}
	have.Asked, have.Got = asked, news.at
	ans := have.answer(news.at, false)
	if !mayStore(ans) {
		t.cache.drop(a)
		return ans
	}
	have.Header, have.Vary = storable(have.Header), variance(a, have.Header)
	t.store(a, have)
	return ans
}

// keep stores an answer, or drops what an unstorable one has replaced.
func (t *Transport) keep(a *ask, asked time.Time, ans *answer) {
	switch {
	case mayStore(ans):
		t.store(a, newStored(a, asked, ans))
	case ans.status < 500 && ans.status != http.StatusTooManyRequests:
		t.cache.drop(a)
	}
}

func (t *Transport) store(a *ask, s *stored) {
	if err := t.cache.save(a, s); err != nil {
		t.opts.Log.Warn("cache", "error", t.redact(err.Error()))
	}
}
