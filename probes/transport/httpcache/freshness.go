// SPDX-License-Identifier: Apache-2.0

package httpcache

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// MayStore says whether an answer may be kept by a private cache, and is worth it:
// it can be asked about, or says how long it is fresh. Never one that was cut off:
// callers have it whole.
func MayStore(status int, header http.Header) bool {
	if directivesOf(header).has("no-store") || slices.Contains(VaryNames(header), "*") {
		return false
	}
	switch status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect:
		return header.Get("Etag") != "" || header.Get("Last-Modified") != "" || Lifetime(header) > 0
	case http.StatusNotFound, http.StatusGone:
		return Lifetime(header) > 0
	}
	return false
}

// Conditional says whether a request has conditions or ranges of its own, or wants
// nothing kept: its caller wants to see what the server says.
func Conditional(header http.Header) bool {
	for _, name := range []string{"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range"} {
		if _, ok := header[name]; ok {
			return true
		}
	}
	return directivesOf(header).has("no-store")
}

// WantsNews says whether a request refuses an answer of that age unasked, which is
// fresh for so long yet.
func WantsNews(header http.Header, age, left time.Duration) bool {
	asked := directivesOf(header)
	if asked.malformed || asked.has("no-cache") || len(header["Cache-Control"]) == 0 && header.Get("Pragma") == "no-cache" {
		return true
	}
	most, limited := asked.seconds("max-age")
	least, _ := asked.seconds("min-fresh")
	return limited && age >= most || left < least
}

// Entry is a stored answer, without its body.
type Entry struct {
	Status int
	Header http.Header
	Asked  time.Time // when the request was sent
	Got    time.Time // when the answer came
}

// longestLifetime is how long an answer is believed to be fresh at most.
const longestLifetime = 365 * 24 * time.Hour

// Lifetime is how long an answer says that it is fresh. There is no guessing:
// what is invalid, or contradicts itself, is stale.
func Lifetime(header http.Header) time.Duration {
	said := directivesOf(header)
	if said.has("no-cache") {
		return 0
	}
	if seconds, stated := said.seconds("max-age"); stated {
		return min(seconds, longestLifetime)
	}
	until, ok := oneDate(header, "Expires")
	from, dated := oneDate(header, "Date")
	if !ok || !dated {
		return 0
	}
	return min(max(0, until.Sub(from)), longestLifetime)
}

// oneDate reads a date that a header states once.
func oneDate(header http.Header, name string) (time.Time, bool) {
	values := header[name]
	if len(values) == 0 || slices.ContainsFunc(values, func(value string) bool { return value != values[0] }) {
		return time.Time{}, false
	}
	at, err := http.ParseTime(values[0])
	return at, err == nil
}

// Age of a stored answer (RFC 9111 4.2.3).
func (s *Entry) Age(now time.Time) time.Duration {
	var apparent time.Duration
	if date, ok := oneDate(s.Header, "Date"); ok {
		apparent = max(0, s.Got.Sub(date))
	}
	return max(apparent, saidAge(s.Header)+max(0, s.Got.Sub(s.Asked))) + max(0, now.Sub(s.Got))
}

// saidAge is the Age that an answer came with. A list or several headers name the
// age at several caches: the oldest counts, and an age that is not a number counts
// as old, since asking once more does no harm.
func saidAge(header http.Header) time.Duration {
	var oldest time.Duration
	for _, member := range ListMembers(strings.Join(header["Age"], ",")) {
		age, ok := deltaSeconds(member)
		if !ok {
			age = mostSeconds * time.Second
		}
		oldest = max(oldest, age)
	}
	return oldest
}

// Fresh says whether it may be served without asking.
func (s *Entry) Fresh(now time.Time) bool {
	_, dated := oneDate(s.Header, "Date")
	if !dated && len(s.Header["Date"]) > 0 {
		return false // nobody can tell how old it is
	}
	return !now.Before(s.Got) && s.Age(now) < Lifetime(s.Header)
}

// Renew takes the headers of a 304 over the stored ones (RFC 9111 3.2). How old
// the answer is, and until when it holds, is the 304's to say alone.
func (s *Entry) Renew(news http.Header, asked, got time.Time) {
	delete(s.Header, "Age")
	delete(s.Header, "Date")
	for name, values := range news {
		if name != "Content-Length" && name != "Content-Type" && name != "Content-Encoding" && name != "Content-Range" {
			s.Header[name] = values
		}
	}
	s.Asked, s.Got = asked, got
}

// Validators are the conditions to ask with.
func (s *Entry) Validators() http.Header {
	extra := make(http.Header, 2)
	if tag := s.Header.Get("Etag"); tag != "" {
		extra.Set("If-None-Match", tag)
	}
	if date := s.Header.Get("Last-Modified"); date != "" {
		extra.Set("If-Modified-Since", date)
	}
	return extra
}

// ConfirmedBy says whether a 304 with such headers speaks of this answer.
func (s *Entry) ConfirmedBy(news http.Header) bool {
	tag := news.Get("Etag")
	weak := func(tag string) string { return strings.TrimPrefix(tag, "W/") }
	return tag == "" || s.Header.Get("Etag") == "" || weak(tag) == weak(s.Header.Get("Etag"))
}

// VaryNames are the request headers that an answer depends on, without those that are
// the same in each of our requests; "*" for what nobody can compare.
func VaryNames(header http.Header) []string {
	var names []string
	for _, part := range ListMembers(strings.Join(header["Vary"], ",")) {
		name := http.CanonicalHeaderKey(part)
		if !isToken(part) {
			name = "*" // whatever it means
		}
		if name != "" && name != "Accept-Encoding" && name != "User-Agent" {
			names = append(names, name)
		}
	}
	return names
}

// Storable leaves out what was news when the answer came.
func Storable(header http.Header) http.Header {
	kept := maps.Clone(header)
	for name := range kept {
		if name == "Retry-After" || name == "Set-Cookie" || strings.HasPrefix(name, "X-Ratelimit-") || strings.HasPrefix(name, "Proxy-") {
			delete(kept, name)
		}
	}
	return kept
}
