// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

const githubAPI = "api.github.com"

// tokenOf is the one of api.github.com, or "".
func (t *Transport) tokenOf() string {
	if t.opts.Token == nil {
		return ""
	}
	return t.opts.Token(githubAPI)
}

// authorizeRequest puts the token on requests to its host, and takes it off any other:
// a client on top may have set it too early.
func (t *Transport) authorizeRequest(a *exchange, header http.Header) {
	token := t.tokenOf()
	if token == "" {
		return
	}
	if t.tokenMayGo(a) {
		header.Set("Authorization", "Bearer "+token)
		return
	}
	for name, values := range header {
		if strings.Contains(strings.Join(values, "\n"), token) {
			delete(header, name)
		}
	}
}

func (t *Transport) tokenMayGo(a *exchange) bool {
	if hostKey(a.url) != githubAPI || a.url.Scheme != "https" {
		return false
	}
	if a.place.stands {
		return a.place.named && t.opts.TokenToOrigin && isConfidential(a.place.url)
	}
	return true
}

// credentialDigest tells apart on whose behalf an exchange goes, without keeping the secret.
func (t *Transport) credentialDigest(a *exchange) string {
	if t.tokenMayGo(a) {
		if token := t.tokenOf(); token != "" {
			return secretDigest(token)
		}
	}
	return secretDigest(a.header.Get("Authorization"))
}

// redactResponse takes the token out of an answer that repeats what it was sent, as some
// error pages do: what a server says goes into recordings and observations. A
// body that went into a file is an archive or a large tree, and no error.
func (t *Transport) redactResponse(header http.Header, body spool.Content) spool.Content {
	token := t.tokenOf()
	if token == "" {
		return body
	}
	for name, values := range header {
		for i, value := range values {
			header[name][i] = t.redactToken(value)
		}
	}
	if !body.InFile() && bytes.Contains(body.Bytes(), []byte(token)) {
		return spool.InMemory(bytes.ReplaceAll(body.Bytes(), []byte(token), []byte("REDACTED")))
	}
	return body
}

// redactToken takes the token out of a text.
func (t *Transport) redactToken(text string) string {
	token := t.tokenOf()
	if token == "" {
		return text
	}
	return strings.ReplaceAll(text, token, "REDACTED")
}

// isConfidential says whether nobody on the way can read what goes to a URL.
func isConfidential(u *url.URL) bool {
	addr, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Hostname() == "localhost" || err == nil && addr.IsLoopback()
}
