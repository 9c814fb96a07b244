// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

type play = faulttest.Play

// harmless says whether the right answer can be had all the same.
func harmless(f faulttest.Fault) bool {
	return f == "cookies" || f == "informed" || f == "twice-named"
}

// oddPlays are faults that nobody lists: oddities of servers, proxies and sites, and pages
// with status 200 that are not the page. The latter say worldLies.
var oddPlays = map[faulttest.Fault]play{
	// a Content-Length, and then the end
	"header-only": raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n"),
	// two that differ
	"two-lengths": raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<html>x"),
	// chunks whose sizes are not numbers
	"bad-chunks": raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n-5\r\n"),
	// a header of 10 MB
	"huge-header": hugeHeader,
	// a thousand 1xx answers before
	"informed": informed,
	// HTTP/1.0: half a body, its end is the connection's
	"half-unframed": halfUnframed,
	// says UTF-16, is UTF-8
	"wrong-charset": typed(func(s string) string { return s + "; charset=utf-16le" }, nil),
	// with a byte order mark, whatever the header says
	"utf-16": typed(nil, inUTF16),
	// more bytes after the JSON
	"trailing": typed(nil, func(b []byte) []byte { return append(b, "\n{\"and\":\"more\"} and more"...) }),
	// JSON whose members are there twice, first with other values
	"twice-named": typed(nil, twiceNamed),
	// 200 and nothing
	"empty": typed(nil, func([]byte) []byte { return nil }),
	// two thousand of them, and the right body
	"cookies": cookies,
	// compressed twice, announced once
	"gzip-of-gzip": coded("gzip", func(b []byte) []byte { return zipped(zipped(b)) }),
	// announced, and not so
	"brotli": coded("br", func(b []byte) []byte { return b }),
	// Content-Encoding: rot13
	"unknown-coding": coded("rot13", func(b []byte) []byte { return b }),
	// half a body as a part
	"206": partial,
	// without being asked
	"304": func(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotModified)
	},
	// a redirect to file:
	"to-file": to("file:///etc/passwd"),
	// to javascript:
	"to-script": to("javascript:alert(1)"),
	// a redirect without Location
	"to-nowhere": to(""),
	// 429 with Retry-After a hundred years
	"century": limited(429, "Retry-After", "3155760000"),
	// the same as a date
	"century-date": limited(429, "Retry-After", "Sun, 01 Jan 2125 00:00:00 GMT"),
	// Retry-After: -1
	"negative": limited(429, "Retry-After", "-1"),
	// Retry-After of a day in the past
	"past": limited(429, "Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT"),
	// with Retry-After
	"403": limited(403, "Retry-After", "3600"),
	// GitHub's primary limit
	"exhausted": limited(403, "X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
		strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)),
	// GitHub's secondary limit, without a time
	"secondary": limited(403),
	// an error as JSON, with status 200
	"json-apology": says("application/json", `{"error":"not found","message":"%s"}`),
	// an error as text, with status 200
	"text-apology": says("text/plain; charset=utf-8", "404 Not Found\n\n%s\n"),
	// [] and {}
	"empty-list": func(_ *faulttest.Server, w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, map[bool]string{true: "[]", false: "{}"}[len(req.URL.Path)%2 == 0])
	},
	// a wall that lets the browser load again
	"refresh": says("text/html", `<html><head><meta http-equiv="refresh" content="3"><title>Made</title></head><body><p>%s</p></body></html>`),
	// a page that says that there is none, with status 200
	"soft-404": says("text/html", `<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>Did you mean: %s</p></body></html>`),
	// with the whole menu of the site
	"long-soft-404": says("text/html", `<html><head><title>404 - Page Not Found | Made</title></head><body><nav>`+menu+`</nav><main><h1>Page not found</h1><p>`+menu+` %s</p></main></body></html>`),
	// a redirect to a sign-in page
	"login": elsewhere("/login", `<html><head><title>Sign in</title></head><body><form><input name="password" type="password"></form><p>%s</p></body></html>`),
	// a redirect to the site's search
	"search": elsewhere("/search", `<html><head><title>Search</title></head><body><main><h1>Search results</h1><p>`+menu+`%s</p></main></body></html>`),
	// a redirect to the front page
	"front": elsewhere("/", `<html><head><title>Made</title></head><body><main><h1>Made</h1><p>`+menu+`%s</p></main></body></html>`),
	// another site's page at this address
	"other-hosts-page": elsewhere("http://parked.example/sale", `<html><head><title>This domain is for sale</title></head><body><main><p>`+menu+`%s</p></main></body></html>`),
}

var menu = strings.Repeat("Guides Reference Packages Account Support Blog Imprint ", 50)

// raw answers with bytes of its own, and closes.
func raw(text string) play {
	return func(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
		hijacked(w, func(out io.Writer) { _, _ = io.WriteString(out, text) })
	}
}

func hugeHeader(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
	hijacked(w, func(out io.Writer) {
		_, _ = io.WriteString(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Huge: ")
		for range 10 << 10 {
			if _, err := io.WriteString(out, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
		_, _ = io.WriteString(out, "\r\n\r\n")
	})
}

func hijacked(w http.ResponseWriter, write func(io.Writer)) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	write(conn)
	_ = conn.Close()
}

func informed(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
	for range 1000 {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
	}
	w.Header().Del("Link")
	s.Good.ServeHTTP(w, req)
}

func halfUnframed(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
	good := s.Answer(req)
	hijacked(w, func(out io.Writer) {
		fmt.Fprintf(out, "HTTP/1.0 %d OK\r\nContent-Type: %s\r\n\r\n", good.Code, good.Header().Get("Content-Type"))
		_, _ = out.Write(good.Body.Bytes()[:good.Body.Len()/2])
	})
}

// typed changes the good answer's type and body.
func typed(kind func(string) string, body func([]byte) []byte) play {
	return func(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
		good := s.Answer(req)
		maps.Copy(w.Header(), good.Header())
		data := good.Body.Bytes()
		if kind != nil {
			first, _, _ := strings.Cut(good.Header().Get("Content-Type"), ";")
			w.Header().Set("Content-Type", kind(first))
		}
		if body != nil {
			data = body(data)
		}
		w.WriteHeader(good.Code)
		_, _ = w.Write(data)
	}
}

func inUTF16(b []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(string(b))) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// twiceNamed puts members before those that are there.
func twiceNamed(b []byte) []byte {
	if len(b) < 2 || b[0] != '{' || b[1] == '}' {
		return b
	}
	return append([]byte(`{"versions":{"0":{}},"tree":[],"sha":"0","name":"other",`), b[1:]...)
}

func cookies(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
	for i := range 2000 {
		w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%d; Path=/", i, i))
	}
	s.Good.ServeHTTP(w, req)
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

func coded(coding string, code func([]byte) []byte) play {
	return func(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
		good := s.Answer(req)
		maps.Copy(w.Header(), good.Header())
		w.Header().Set("Content-Encoding", coding)
		w.WriteHeader(good.Code)
		_, _ = w.Write(code(good.Body.Bytes()))
	}
}

func partial(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
	good := s.Answer(req)
	maps.Copy(w.Header(), good.Header())
	body := good.Body.Bytes()
	w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(body)/2, len(body)))
	w.WriteHeader(http.StatusPartialContent)
	_, _ = w.Write(body[:len(body)/2])
}

func to(location string) play {
	return func(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
		if location != "" {
			w.Header().Set("Location", location)
		}
		w.WriteHeader(http.StatusFound)
	}
}

func limited(code int, header ...string) play {
	return func(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"message":"You have exceeded a secondary rate limit."}`)
	}
}

func says(kind, format string) play {
	return func(_ *faulttest.Server, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		lie := worldLies
		if kind == "application/json" {
			lie = strings.NewReplacer(`"`, `\"`, "\n", " ").Replace(lie)
		}
		fmt.Fprintf(w, format, lie)
	}
}

// elsewhere redirects once, to a page that says the lies.
func elsewhere(at, format string) play {
	page := says("text/html; charset=utf-8", format)
	return func(s *faulttest.Server, w http.ResponseWriter, req *http.Request) {
		there := req.Host + req.URL.Path
		if "http://"+there == at || req.URL.Path == at {
			page(s, w, req)
			return
		}
		http.Redirect(w, req, at, http.StatusFound)
	}
}
