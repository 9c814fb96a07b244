// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// robotsServer answers robots.txt with a status and text, and everything else well.
func robotsServer(t *testing.T, status int, text string, asked *atomic.Int64) string {
	return serve(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/robots.txt" {
			return
		}
		asked.Add(1)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	})
}

func TestRobotsStatus(t *testing.T) {
	for status, want := range map[int]string{200: "", 204: "", 401: "", 403: "", 404: "", 410: "", 429: KindRobots, 500: KindRobots, 503: KindRobots} {
		var asked atomic.Int64
		tr := loopback(t, Options{MaxRetries: -1})
		if _, err := get(tr, robotsServer(t, status, "", &asked)+"/x"); kind(err) != want {
			t.Errorf("robots.txt with %d: %v", status, err)
		}
	}
}

func TestRobotsOnce(t *testing.T) {
	var asked atomic.Int64
	url := robotsServer(t, 200, "User-agent: *\nDisallow: /private", &asked)
	tr := loopback(t, Options{})
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			path, want := fmt.Sprint("/", i), ""
			if i%2 == 0 {
				path, want = "/private/"+path, KindRobots
			}
			if _, err := get(tr, url+path); kind(err) != want {
				t.Errorf("%s: %v", path, err)
			}
		})
	}
	wg.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("robots.txt was asked for %d times", n)
	}
}

func TestRobotsOverRedirects(t *testing.T) {
	var asked atomic.Int64
	other := robotsServer(t, 200, "User-agent: *\nDisallow: /hidden", &asked)
	url := serve(t, func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/robots.txt":
			http.Redirect(w, req, "/moved.txt", http.StatusMovedPermanently)
		case "/moved.txt":
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /here")
		case "/a":
			http.Redirect(w, req, "/here", http.StatusFound)
		case "/b":
			http.Redirect(w, req, other+"/hidden", http.StatusFound)
		}
	})
	tr := loopback(t, Options{})
	for path, want := range map[string]string{"/here": KindRobots, "/a": KindRobots, "/b": KindRobots, "/c": ""} {
		if _, err := get(tr, url+path); kind(err) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestRobotsExempt(t *testing.T) {
	var asked atomic.Int64
	url := robotsServer(t, 200, "User-agent: *\nDisallow: /", &asked)
	all := map[string]string{"*": url}
	tr := loopback(t, Options{Origins: all, RobotsExempt: map[string]string{"a.example/api": "https://a.example/docs", "crates.io/api/": ""}})
	for at, want := range map[string]string{
		"https://api.github.com/repos": "", "https://pypi.org/simple/x/": "", "https://pypi.org/simple": "", "https://pypi.org/simple/../help": KindRobots,
		"https://pypi.org/project/x/": KindRobots, "https://a.example/api/v1": "", "https://a.example/": KindRobots, "https://crates.io/api/v1": KindRobots,
	} {
		if _, err := get(tr, at); kind(err) != want {
			t.Errorf("%s: %v", at, err)
		}
	}
	if _, err := New(Options{RobotsExempt: map[string]string{"a.example": "because"}}); err == nil {
		t.Error("an exemption without a document")
	}
}
