// SPDX-License-Identifier: Apache-2.0

package pullrequest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits say how the API is asked. GitHub asks programs to write at most once a
// second, and to wait when it says so or, where it names no time, for a minute.
type Limits struct {
	Pause    time.Duration // between two requests that change something
	Timeout  time.Duration // of one request
	Patience time.Duration // the longest that a run waits for rate limits, in all
	Sleep    func(context.Context, time.Duration) error
	Now      func() time.Time
}

// DefaultLimits are those of GitHub's documentation.
func DefaultLimits() Limits {
	return Limits{Pause: time.Second, Timeout: time.Minute, Patience: 10 * time.Minute, Sleep: sleep, Now: time.Now}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

const (
	mostAnswer = 16 << 20 // bytes of an answer
	mostTries  = 4        // of a request that meets a rate limit
)

var errElsewhere = errors.New("the API redirects to another place, where the token must not go")

// wire carries every request to the API: to that scheme, host and port alone,
// with the token, at the pace that the API asks for.
type wire struct {
	Limits
	base  *url.URL
	token string

	mu     sync.Mutex
	wrote  time.Time     // when the last request was sent that changes something
	waited time.Duration // for rate limits
}

// isOwnAddress says whether an address is the API's own.
func (w *wire) isOwnAddress(u *url.URL) bool {
	return strings.EqualFold(u.Scheme, w.base.Scheme) && strings.EqualFold(u.Host, w.base.Host)
}

// RoundTrip implements http.RoundTripper. The body of its answer is whole.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	if !w.isOwnAddress(req.URL) {
		return nil, errElsewhere
	}
	for try := 1; ; try++ {
		if err := w.paceWrites(req); err != nil {
			return nil, err
		}
		resp, err := w.sendOnce(req)
		if err != nil {
			return nil, err
		}
		wait, limited := w.rateLimited(resp)
		if !limited || try == mostTries || req.Body != nil && req.GetBody == nil || !w.mayWait(wait) {
			return resp, nil
		}
		if err := w.Sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// paceWrites keeps apart what changes something.
func (w *wire) paceWrites(req *http.Request) error {
	if req.Method == http.MethodGet || req.Method == http.MethodHead {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if wait := w.wrote.Add(w.Pause).Sub(w.Now()); !w.wrote.IsZero() && wait > 0 {
		if err := w.Sleep(req.Context(), wait); err != nil {
			return err
		}
	}
	w.wrote = w.Now()
	return nil
}

// sendOnce asks once and reads the answer.
func (w *wire) sendOnce(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), w.Timeout)
	defer cancel()
	req = req.Clone(ctx)
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	}
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	if err == nil && len(body) > mostAnswer {
		err = fmt.Errorf("the API answers with more than %d MiB", mostAnswer>>20)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, err
}

// rateLimited says whether an answer is a rate limit, and how long to wait then: by
// Retry-After, else until the reset of a limit with nothing left, else a minute.
func (w *wire) rateLimited(resp *http.Response) (time.Duration, bool) {
	body, _ := io.ReadAll(resp.Body) // from memory
	resp.Body = io.NopCloser(bytes.NewReader(body))
	after, spent := resp.Header.Get("Retry-After"), resp.Header.Get("X-Ratelimit-Remaining") == "0"
	switch text := bytes.ToLower(body[:min(len(body), 4<<10)]); {
	case resp.StatusCode == http.StatusTooManyRequests:
	case resp.StatusCode == http.StatusForbidden && (after != "" || spent || bytes.Contains(text, []byte("rate limit"))):
	default:
		return 0, false
	}
	if after != "" && strings.Trim(after, "0123456789") == "" {
		seconds, err := strconv.ParseUint(after, 10, 31)
		if err != nil {
			seconds = 1<<31 - 1
		}
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(after); err == nil {
		return max(at.Sub(w.Now()), 0), true
	}
	if reset, err := strconv.ParseInt(resp.Header.Get("X-Ratelimit-Reset"), 10, 64); err == nil && spent {
		return max(time.Unix(reset, 0).Sub(w.Now()), 0) + time.Second, true
	}
	return time.Minute, true
}

// mayWait takes a wait from what the run may wait in all.
func (w *wire) mayWait(d time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d < 0 || d > w.Patience-w.waited {
		return false
	}
	w.waited += d
	return true
}

// redactToken takes a token out of a text, and the ways in which it is often written.
func redactToken(text, token string) string {
	if token == "" {
		return text
	}
	plain := []byte(token)
	for _, secret := range []string{
		token, url.QueryEscape(token), url.PathEscape(token), base64.StdEncoding.EncodeToString(plain),
		base64.RawURLEncoding.EncodeToString(plain), base64.StdEncoding.EncodeToString([]byte("x-access-token:" + token)),
	} {
		text = strings.ReplaceAll(text, secret, "REDACTED")
	}
	return text
}
