// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// control are the directives of a Cache-Control header.
type control map[string]string

func (c control) has(name string) bool { _, ok := c[name]; return ok }

func directives(header http.Header) control { return directivesOf(header) }

func directivesOf(header http.Header) control {
	values := header["Cache-Control"]
	if len(values) == 0 {
		return nil
	}
	c := make(control)
	for _, part := range strings.Split(strings.Join(values, ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name == "" {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		value = strings.Trim(strings.TrimSpace(value), `"`)
		if old, ok := c[name]; ok && old != value {
			value = "0" // contradiction: the strictest reading
		}
		c[name] = value
	}
	return c
}

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

// lifetime is how long an answer says that it is fresh. There is no guessing.
func lifetime(header http.Header) time.Duration {
	said := directivesOf(header)
	if said.has("no-cache") {
		return 0
	}
	if value, ok := said["max-age"]; ok {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds < 0 {
			return 0
		}
		return time.Duration(min(seconds, 365*24*3600)) * time.Second
	}
	expires := header.Get("Expires")
	if expires == "" {
		return 0
	}
	until, err := http.ParseTime(expires)
	if err != nil {
		return 0
	}
	from, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(from))
}

// age of a stored answer (RFC 9111 4.2.3).
func (s *stored) age(now time.Time) time.Duration {
	var apparent time.Duration
	if date, err := http.ParseTime(s.Header.Get("Date")); err == nil {
		apparent = max(0, s.Got.Sub(date))
	}
	var told time.Duration
	if seconds, err := strconv.ParseInt(s.Header.Get("Age"), 10, 64); err == nil && seconds > 0 {
		told = time.Duration(min(seconds, 1<<31)) * time.Second
	}
	return max(apparent, told+max(0, s.Got.Sub(s.Asked))) + max(0, now.Sub(s.Got))
}

func (s *stored) fresh(now time.Time) bool {
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
	for _, part := range strings.Split(strings.Join(header["Vary"], ","), ",") {
		name := http.CanonicalHeaderKey(strings.TrimSpace(part))
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
