// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// mayStore says whether an answer may be kept, and is worth it.
func mayStore(ans *answer) bool {
	said := directivesOf(ans.header)
	if said.has("no-store") || slices.Contains(varyNames(ans.header), "*") {
		return false
	}
	switch ans.status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect:
		return ans.header.Get("Etag") != "" || ans.header.Get("Last-Modified") != "" || lifetime(ans.header) > 0
	case http.StatusNotFound, http.StatusGone:
		return lifetime(ans.header) > 0
	}
	return false
}

// longestLifetime is how long an answer is believed to be fresh at most.
const longestLifetime = 365 * 24 * time.Hour

// lifetime is how long an answer says that it is fresh. There is no guessing:
// what is invalid, or contradicts itself, is stale.
func lifetime(header http.Header) time.Duration {
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
	if len(values) == 0 {
		return time.Time{}, false
	}
	for _, value := range values[1:] {
		if value != values[0] {
			return time.Time{}, false
		}
	}
	at, err := http.ParseTime(values[0])
	return at, err == nil
}

// age of a stored answer (RFC 9111 4.2.3).
func (s *stored) age(now time.Time) time.Duration {
	var apparent time.Duration
	if date, ok := oneDate(s.Header, "Date"); ok {
		apparent = max(0, s.Got.Sub(date))
	}
	return max(apparent, saidAge(s.Header)+max(0, s.Got.Sub(s.Asked))) + max(0, now.Sub(s.Got))
}

// saidAge is the Age that an answer came with. A list or several headers name the
// age at several caches: the oldest counts, and an age that is no number counts
// as old, since asking once more does no harm.
func saidAge(header http.Header) time.Duration {
	var oldest time.Duration
	for _, member := range listMembers(strings.Join(header["Age"], ",")) {
		age, ok := deltaSeconds(member)
		if !ok {
			age = mostSeconds * time.Second
		}
		oldest = max(oldest, age)
	}
	return oldest
}

func (s *stored) fresh(now time.Time) bool {
	_, dated := oneDate(s.Header, "Date")
	if !dated && len(s.Header["Date"]) > 0 {
		return false // nobody can tell how old it is
	}
	return !now.Before(s.Got) && s.age(now) < lifetime(s.Header)
}

// validators are the conditions to ask with; nil without a stored answer.
func (s *stored) validators() http.Header {
	if s == nil {
		return nil
	}
	extra := make(http.Header, 2)
	if tag := s.Header.Get("Etag"); tag != "" {
		extra.Set("If-None-Match", tag)
	}
	if date := s.Header.Get("Last-Modified"); date != "" {
		extra.Set("If-Modified-Since", date)
	}
	return extra
}

// confirmedBy says whether a 304 speaks of this answer.
func (s *stored) confirmedBy(news *answer) bool {
	tag := news.header.Get("Etag")
	weak := func(tag string) string { return strings.TrimPrefix(tag, "W/") }
	return tag == "" || s.Header.Get("Etag") == "" || weak(tag) == weak(s.Header.Get("Etag"))
}

// varyNames are the headers that an answer depends on; ours are the same every time.
func varyNames(header http.Header) []string {
	var names []string
	for _, part := range listMembers(strings.Join(header["Vary"], ",")) {
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

// storable leaves out what was news when the answer came.
func storable(header http.Header) http.Header {
	kept := maps.Clone(header)
	for name := range kept {
		if name == "Retry-After" || name == "Set-Cookie" || strings.HasPrefix(name, "X-Ratelimit-") || strings.HasPrefix(name, "Proxy-") {
			delete(kept, name)
		}
	}
	return kept
}
