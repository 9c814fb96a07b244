// SPDX-License-Identifier: Apache-2.0

package ratelimit

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Limited says whether an answer means "not so fast". GitHub says it with a 403.
func Limited(status int, header http.Header, body []byte) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return true
	case http.StatusForbidden:
		return header.Get("Retry-After") != "" || exhausted(header) || secondary(body)
	}
	return false
}

func exhausted(header http.Header) bool { return header.Get("X-Ratelimit-Remaining") == "0" }

// secondary looks for GitHub's words at the start of a body.
func secondary(body []byte) bool {
	return bytes.Contains(body[:min(len(body), 4<<10)], []byte("secondary rate limit"))
}

// Pause is the pause that an answer asks for.
func Pause(header http.Header, body []byte, now time.Time) (time.Duration, bool) {
	if d, ok := RetryAfter(header.Get("Retry-After"), now); ok {
		return d, true
	}
	if exhausted(header) {
		if at, err := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64); err == nil && at > 0 {
			return within(time.Unix(at, 0).Sub(now)), true
		}
	}
	if secondary(body) {
		return time.Minute, true // what GitHub's documentation asks for
	}
	return 0, false
}

// MaxPause is the longest that a header can keep us from a host.
const MaxPause = 24 * time.Hour

func within(d time.Duration) time.Duration { return min(max(d, 0), MaxPause) }

// RetryAfter reads a Retry-After header: seconds, or a date.
func RetryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if strings.Trim(value, "0123456789") == "" {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(MaxPause/time.Second) {
			return MaxPause, true
		}
		return time.Duration(seconds) * time.Second, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return within(at.Sub(now)), true
}
