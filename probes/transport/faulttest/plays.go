// SPDX-License-Identifier: Apache-2.0

package faulttest

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

var quiet = log.New(io.Discard, "", 0)

// Play answers a request with a fault.
type Play func(*Server, http.ResponseWriter, *http.Request)

var plays = map[Fault]Play{
	Reset:         func(_ *Server, w http.ResponseWriter, _ *http.Request) { reset(w) },
	ResetBody:     resetBody,
	Stall:         stall,
	Slow:          slow,
	Truncated:     truncated,
	TruncatedGzip: truncatedGzip,
	GzipBomb:      gzipBomb,
	Endless:       endless,
	WrongType:     wrongType,
	BotWall:       answerWith("text/html; charset=utf-8", botWall),
	RedirectLoop:  redirectLoop,
	TooMany:       tooMany,
	ServerError:   status(http.StatusInternalServerError),
	Unavailable:   status(http.StatusServiceUnavailable),
	InvalidJSON:   answerWith("application/json", `{"name": "x", "versions": {"1.0.0": {"dist": [`),
	DeepJSON:      answerWith("application/json", strings.Repeat("[", 1_000_000)+strings.Repeat("]", 1_000_000)),
	TLS: func(s *Server, w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, s.BadTLS+req.URL.RequestURI(), http.StatusFound)
	},
	DNS: func(_ *Server, w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, "http://"+NoHost+req.URL.RequestURI(), http.StatusFound)
	},
}

// reset closes a connection so that the other side gets a reset, not an end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: a reset of the stream
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// half sends the headers and half of a body.
func (s *Server) half(w http.ResponseWriter, req *http.Request) {
	good := s.Answer(req)
	body := good.Body.Bytes()
	maps.Copy(w.Header(), good.Header())
	w.Header().Set("Content-Length", strconv.Itoa(len(body)+100))
	w.WriteHeader(good.Code)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
}

func resetBody(s *Server, w http.ResponseWriter, req *http.Request) {
	s.half(w, req)
	reset(w)
}

func truncated(s *Server, w http.ResponseWriter, req *http.Request) {
	s.half(w, req)
	panic(http.ErrAbortHandler)
}

func stall(s *Server, w http.ResponseWriter, req *http.Request) {
	s.half(w, req)
	s.waitWhileAsked(req, nil)
}

func slow(s *Server, w http.ResponseWriter, req *http.Request) {
	for s.waitWhileAsked(req, time.After(s.pause)) {
		if _, err := io.WriteString(w, "."); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
	}
}

// waitWhileAsked waits, and says whether anybody still waits for more by then.
func (s *Server) waitWhileAsked(req *http.Request, wait <-chan time.Time) bool {
	select {
	case <-wait:
		return true
	case <-req.Context().Done():
	case <-s.done:
	}
	return false
}

func truncatedGzip(s *Server, w http.ResponseWriter, req *http.Request) {
	good := s.Answer(req)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(good.Body.Bytes())
	_ = z.Close()
	maps.Copy(w.Header(), good.Header())
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Del("Content-Length")
	w.WriteHeader(good.Code)
	_, _ = w.Write(b.Bytes()[:b.Len()/2+5])
}

// zeros is one gzip member with 16 MiB of nothing.
var zeros = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	chunk := make([]byte, 1<<20)
	for range 16 {
		_, _ = z.Write(chunk)
	}
	_ = z.Close()
	return b.Bytes()
})

func gzipBomb(_ *Server, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	for range 640 {
		if _, err := w.Write(zeros()); err != nil {
			return
		}
	}
}

func endless(s *Server, w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	chunk := bytes.Repeat([]byte(`["more",`), 8<<10)
	for req.Context().Err() == nil {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func wrongType(s *Server, w http.ResponseWriter, req *http.Request) {
	good := s.Answer(req)
	maps.Copy(w.Header(), good.Header())
	w.Header().Set("Content-Type", "image/png")
	w.WriteHeader(good.Code)
	_, _ = w.Write(good.Body.Bytes())
}

const botWall = `<!DOCTYPE html><html><head><title>Just a moment...</title></head>` +
	`<body><noscript>Enable JavaScript and cookies to continue</noscript><script src="/challenge.js"></script></body></html>`

func answerWith(media, body string) Play {
	return func(_ *Server, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		_, _ = io.WriteString(w, body)
	}
}

func redirectLoop(_ *Server, w http.ResponseWriter, req *http.Request) {
	http.Redirect(w, req, req.URL.RequestURI(), http.StatusFound)
}

func tooMany(_ *Server, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "0")
	http.Error(w, "Rate limit is exceeded.", http.StatusTooManyRequests)
}

func status(code int) Play {
	return func(_ *Server, w http.ResponseWriter, _ *http.Request) { http.Error(w, http.StatusText(code), code) }
}
