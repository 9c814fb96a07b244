// SPDX-License-Identifier: Apache-2.0

package faulttest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// NoHost is a host name that cannot exist: its first label is too long, which a
// resolver sees without asking anybody.
const NoHost = "no-such-host-0123456789-0123456789-0123456789-0123456789-0123456.invalid"

// Server answers on loopback, with a fault where one is chosen.
type Server struct {
	URL    string // http, of the server
	BadTLS string // https, of one whose certificate nobody knows
	Good   http.Handler
	Plays  map[Fault]Play // of faults beside those of All; set before Choose

	choose atomic.Pointer[func(*http.Request) Fault]
	asked  atomic.Int64
	done   chan struct{}
	pause  time.Duration
}

// New starts a server over a handler that answers well; it stops with the test.
func New(tb testing.TB, good http.Handler) *Server {
	tb.Helper()
	s := &Server{Good: good, done: make(chan struct{}), pause: 20 * time.Millisecond}
	s.Choose(Always(None))
	plain := httptest.NewServer(s)
	bad := httptest.NewUnstartedServer(good)
	bad.Config.ErrorLog = quiet
	bad.StartTLS()
	s.URL, s.BadTLS = plain.URL, bad.URL
	tb.Cleanup(func() {
		close(s.done)
		for _, server := range []*httptest.Server{plain, bad} {
			server.CloseClientConnections()
			server.Close()
		}
	})
	return s
}

// Choose says from now on which request gets which fault.
func (s *Server) Choose(choose func(*http.Request) Fault) { s.choose.Store(&choose) }

// Asked counts the requests so far.
func (s *Server) Asked() int { return int(s.asked.Load()) }

// ServeHTTP answers, well or not.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.asked.Add(1)
	f := (*s.choose.Load())(req)
	if s.elsewhere(req) {
		f = Reset // a redirect of ours came back: every host is this server
	}
	for _, table := range []map[Fault]Play{plays, s.Plays} {
		if play, ok := table[f]; ok {
			play(s, w, req)
			return
		}
	}
	s.Good.ServeHTTP(w, req)
}

func (s *Server) elsewhere(req *http.Request) bool {
	u, err := url.Parse(s.BadTLS)
	return err == nil && (req.Host == NoHost || req.Host == u.Host)
}

// Answer is what the good handler says.
func (s *Server) Answer(req *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	s.Good.ServeHTTP(rec, req)
	return rec
}
