// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// matching is a line of the output, its columns separated by two spaces or more.
func matching(t *testing.T, said string, columns ...string) {
	t.Helper()
	for line := range strings.Lines(said) {
		if fields := strings.Fields(line); len(fields) > 0 && strings.Join(fields, " ") == strings.Join(columns, " ") {
			return
		}
	}
	t.Errorf("no line %q in\n%s", strings.Join(columns, " "), said)
}

func TestDoctor(t *testing.T) {
	const secret = "ghp_madeTokenForTheTest0000000000000000"
	t.Setenv("GITHUB_TOKEN", secret)
	t.Setenv("HTTPS_PROXY", "http://user:password@proxy.example:3128")
	manual := &madeManual{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.Host, "api.github.com") && r.URL.Path == "/rate_limit":
			_, _ = w.Write([]byte(`{"resources":{}}`))
		case strings.HasPrefix(r.Host, "registry.made.example") && r.URL.Path == "/robots.txt":
			_, _ = w.Write([]byte("User-agent: *\nDisallow: /\n"))
		default:
			manual.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	rules := manualRules(t)
	eager(t)
	said, code := landscape("doctor", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private")
	if code != 0 {
		t.Errorf("status %d", code)
	}
	matching(t, said, "GitHub token", "GITHUB_TOKEN is set; it goes to api.github.com only")
	matching(t, said, "proxy", "HTTPS_PROXY is set and not used: --proxy uses it")
	matching(t, said, "registry made", "https://registry.made.example")
	matching(t, said, "host", "answers", "pace", "said")
	matching(t, said, "api.github.com", "yes", "5 a second", "200 OK, 16 bytes")
	matching(t, said, "registry.made.example", "yes", "1 a second", "robots: robots.txt disallows it")
	matching(t, said, "3 of 3 hosts answer.")
	for _, hidden := range []string{secret, "password", "proxy.example"} {
		if strings.Contains(said, hidden) {
			t.Errorf("%q is told:\n%s", hidden, said)
		}
	}

	server.Close()
	said, code = landscape("doctor", "--ecosystems", rules, "--origins", "*="+server.URL, "--allow-private", "--no-pace")
	if code != exitNoSource || !strings.Contains(said, "landscape: no host answers from here") {
		t.Errorf("status %d: %s", code, said)
	}
	matching(t, said, "0 of 3 hosts answer.")
	if !strings.Contains(said, "no limit") {
		t.Errorf("--no-pace is not told:\n%s", said)
	}

	// Without --allow-private the loopback server is not asked, and the reason is told.
	said, code = landscape("doctor", "--ecosystems", rules, "--origins", "*=http://127.0.0.1:1")
	if code != exitNoSource {
		t.Errorf("status %d", code)
	}
	matching(t, said, "docs.made.example", "no", "1 a second", "its address is private or loopback: --allow-private allows it")
}

func TestDoctorSlowHost(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	defer server.Close()
	// The pace of a registry that asks for less than one request a second.
	said, code := landscape("doctor", "--ecosystem", "maven", "--origins", "*="+server.URL, "--allow-private", "--registry", "maven=https://central.sonatype.com")
	if code != 0 {
		t.Errorf("status %d: %s", code, said)
	}
	matching(t, said, "central.sonatype.com", "yes", "30 a minute", "404 Not Found, 0 bytes from https://central.sonatype.com/")
}
