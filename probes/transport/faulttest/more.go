// SPDX-License-Identifier: Apache-2.0

package faulttest

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
)

// Faults that nobody lists: oddities of servers, proxies and sites, and pages
// with status 200 that are not the page. The latter say Server.Lie.
const (
	HeaderOnly     Fault = "header-only"      // a Content-Length, and then the end
	TwoLengths     Fault = "two-lengths"      // two that differ
	WrongCharset   Fault = "wrong-charset"    // says UTF-16, is UTF-8
	UTF16          Fault = "utf-16"           // with a byte order mark, whatever the header says
	BadChunks      Fault = "bad-chunks"       // chunks whose sizes are not numbers
	Trailing       Fault = "trailing"         // more bytes after the JSON
	TwiceNamed     Fault = "twice-named"      // JSON whose members are there twice, first with other values
	HalfUnframed   Fault = "half-unframed"    // HTTP/1.0: half a body, its end is the connection's
	Empty          Fault = "empty"            // 200 and nothing
	Partial        Fault = "206"              // half a body as a part
	NotModified    Fault = "304"              // without being asked
	ToFile         Fault = "to-file"          // a redirect to file:
	ToScript       Fault = "to-script"        // to javascript:
	ToNowhere      Fault = "to-nowhere"       // a redirect without Location
	Century        Fault = "century"          // 429 with Retry-After a hundred years
	CenturyDate    Fault = "century-date"     // the same as a date
	Negative       Fault = "negative"         // Retry-After: -1
	Past           Fault = "past"             // Retry-After of a day in the past
	Forbidden      Fault = "403"              // with Retry-After
	Exhausted      Fault = "exhausted"        // GitHub's primary limit
	Secondary      Fault = "secondary"        // GitHub's secondary limit, without a time
	Cookies        Fault = "cookies"          // two thousand of them, and the right body
	Informed       Fault = "informed"         // a thousand 1xx answers before
	HugeHeader     Fault = "huge-header"      // a header of 10 MB
	GzipOfGzip     Fault = "gzip-of-gzip"     // compressed twice, announced once
	Brotli         Fault = "brotli"           // announced, and not so
	UnknownCoding  Fault = "unknown-coding"   // Content-Encoding: rot13
	Refresh        Fault = "refresh"          // a wall that lets the browser load again
	Soft404        Fault = "soft-404"         // a page that says that there is none, with status 200
	LongSoft404    Fault = "long-soft-404"    // with the whole menu of the site
	Login          Fault = "login"            // a redirect to a sign-in page
	Search         Fault = "search"           // a redirect to the site's search
	Front          Fault = "front"            // a redirect to the front page
	JSONApology    Fault = "json-apology"     // an error as JSON, with status 200
	TextApology    Fault = "text-apology"     // an error as text, with status 200
	EmptyList      Fault = "empty-list"       // [] and {}
	OtherHostsPage Fault = "other-hosts-page" // another site's page at this address
)

// More are the faults of this file.
func More() []Fault {
	return []Fault{HeaderOnly, TwoLengths, WrongCharset, UTF16, BadChunks, Trailing, TwiceNamed, HalfUnframed, Empty, Partial, NotModified,
		ToFile, ToScript, ToNowhere, Century, CenturyDate, Negative, Past, Forbidden, Exhausted, Secondary, Cookies, Informed, HugeHeader, GzipOfGzip,
		Brotli, UnknownCoding, Refresh, Soft404, LongSoft404, Login, Search, Front, JSONApology, TextApology, EmptyList, OtherHostsPage}
}

// Harmless says whether the right answer can be had all the same.
func Harmless(f Fault) bool { return f == Cookies || f == Informed || f == TwiceNamed }

var more = map[Fault]play{
	HeaderOnly:    raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n"),
	TwoLengths:    raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<html>x"),
	BadChunks:     raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n-5\r\n"),
	HugeHeader:    hugeHeader,
	Informed:      informed,
	HalfUnframed:  halfUnframed,
	WrongCharset:  typed(func(s string) string { return s + "; charset=utf-16le" }, nil),
	UTF16:         typed(nil, inUTF16),
	Trailing:      typed(nil, func(b []byte) []byte { return append(b, "\n{\"and\":\"more\"} and more"...) }),
	TwiceNamed:    typed(nil, twiceNamed),
	Empty:         typed(nil, func([]byte) []byte { return nil }),
	Cookies:       cookies,
	GzipOfGzip:    coded("gzip", func(b []byte) []byte { return zipped(zipped(b)) }),
	Brotli:        coded("br", func(b []byte) []byte { return b }),
	UnknownCoding: coded("rot13", func(b []byte) []byte { return b }),
	Partial:       partial,
	NotModified:   status(http.StatusNotModified),
	ToFile:        to("file:///etc/passwd"),
	ToScript:      to("javascript:alert(1)"),
	ToNowhere:     to(""),
	Century:       limited(429, "Retry-After", "3155760000"),
	CenturyDate:   limited(429, "Retry-After", "Sun, 01 Jan 2125 00:00:00 GMT"),
	Negative:      limited(429, "Retry-After", "-1"),
	Past:          limited(429, "Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT"),
	Forbidden:     limited(403, "Retry-After", "3600"),
	Exhausted: limited(403, "X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
		strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)),
	Secondary:   limited(403),
	JSONApology: says("application/json", `{"error":"not found","message":"%s"}`),
	TextApology: says("text/plain; charset=utf-8", "404 Not Found\n\n%s\n"),
	EmptyList: func(_ *Server, w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, map[bool]string{true: "[]", false: "{}"}[len(req.URL.Path)%2 == 0])
	},
	Refresh:        says("text/html", `<html><head><meta http-equiv="refresh" content="3"><title>Made</title></head><body><p>%s</p></body></html>`),
	Soft404:        says("text/html", `<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>Did you mean: %s</p></body></html>`),
	LongSoft404:    says("text/html", `<html><head><title>404 - Page Not Found | Made</title></head><body><nav>`+menu+`</nav><main><h1>Page not found</h1><p>`+menu+` %s</p></main></body></html>`),
	Login:          elsewhere("/login", `<html><head><title>Sign in</title></head><body><form><input name="password" type="password"></form><p>%s</p></body></html>`),
	Search:         elsewhere("/search", `<html><head><title>Search</title></head><body><main><h1>Search results</h1><p>`+menu+`%s</p></main></body></html>`),
	Front:          elsewhere("/", `<html><head><title>Made</title></head><body><main><h1>Made</h1><p>`+menu+`%s</p></main></body></html>`),
	OtherHostsPage: elsewhere("http://parked.example/sale", `<html><head><title>This domain is for sale</title></head><body><main><p>`+menu+`%s</p></main></body></html>`),
}

var menu = strings.Repeat("Guides Reference Packages Account Support Blog Imprint ", 50)

// raw answers with bytes of its own, and closes.
func raw(text string) play {
	return func(_ *Server, w http.ResponseWriter, _ *http.Request) {
		hijacked(w, func(out io.Writer) { _, _ = io.WriteString(out, text) })
	}
}

func hugeHeader(_ *Server, w http.ResponseWriter, _ *http.Request) {
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

func informed(s *Server, w http.ResponseWriter, req *http.Request) {
	for range 1000 {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
	}
	w.Header().Del("Link")
	s.good.ServeHTTP(w, req)
}

func halfUnframed(s *Server, w http.ResponseWriter, req *http.Request) {
	good := s.answer(req)
	hijacked(w, func(out io.Writer) {
		fmt.Fprintf(out, "HTTP/1.0 %d OK\r\nContent-Type: %s\r\n\r\n", good.Code, good.Header().Get("Content-Type"))
		_, _ = out.Write(good.Body.Bytes()[:good.Body.Len()/2])
	})
}

// typed changes the good answer's type and body.
func typed(kind func(string) string, body func([]byte) []byte) play {
	return func(s *Server, w http.ResponseWriter, req *http.Request) {
		good := s.answer(req)
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

func cookies(s *Server, w http.ResponseWriter, req *http.Request) {
	for i := range 2000 {
		w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%d; Path=/", i, i))
	}
	s.good.ServeHTTP(w, req)
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

func coded(coding string, code func([]byte) []byte) play {
	return func(s *Server, w http.ResponseWriter, req *http.Request) {
		good := s.answer(req)
		maps.Copy(w.Header(), good.Header())
		w.Header().Set("Content-Encoding", coding)
		w.WriteHeader(good.Code)
		_, _ = w.Write(code(good.Body.Bytes()))
	}
}

func partial(s *Server, w http.ResponseWriter, req *http.Request) {
	good := s.answer(req)
	maps.Copy(w.Header(), good.Header())
	body := good.Body.Bytes()
	w.Header().Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(body)/2, len(body)))
	w.WriteHeader(http.StatusPartialContent)
	_, _ = w.Write(body[:len(body)/2])
}

func to(location string) play {
	return func(_ *Server, w http.ResponseWriter, _ *http.Request) {
		if location != "" {
			w.Header().Set("Location", location)
		}
		w.WriteHeader(http.StatusFound)
	}
}

func limited(code int, header ...string) play {
	return func(_ *Server, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"message":"You have exceeded a secondary rate limit."}`)
	}
}

func says(kind, format string) play {
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		lie := s.Lie
		if kind == "application/json" {
			lie = strings.NewReplacer(`"`, `\"`, "\n", " ").Replace(lie)
		}
		fmt.Fprintf(w, format, lie)
	}
}

// elsewhere redirects once, to a page that says the lies.
func elsewhere(at, format string) play {
	page := says("text/html; charset=utf-8", format)
	return func(s *Server, w http.ResponseWriter, req *http.Request) {
		there := req.Host + req.URL.Path
		if "http://"+there == at || req.URL.Path == at {
			page(s, w, req)
			return
		}
		http.Redirect(w, req, at, http.StatusFound)
	}
}
