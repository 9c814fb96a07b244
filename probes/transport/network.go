// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/addresses"
)

// origins are the base URLs that are asked instead of hosts.
type origins map[string]*url.URL

func parseOrigins(table map[string]string) (origins, error) {
	parsed := make(origins, len(table))
	for host, base := range table {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("the origin of %s is not an http or https URL: %q", host, base)
		}
		if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return nil, fmt.Errorf("the origin of %s has a query, fragment or user: a base URL has none", host)
		}
		parsed[strings.ToLower(host)] = u
	}
	return parsed, nil
}

// place says where a request goes: the URL to ask, and the Host header.
type place struct {
	url    *url.URL
	host   string
	stands bool // another host answers instead of the original one
	named  bool // and it was named for this host
}

func (o origins) originFor(u *url.URL, key string) place {
	base, named := o[key]
	if !named {
		base, named = o[strings.ToLower(u.Hostname())]
	}
	if !named {
		base = o["*"]
	}
	if base == nil {
		return place{url: u, host: u.Host}
	}
	at := *u
	at.Scheme, at.Host, at.User = base.Scheme, base.Host, nil
	if prefix := strings.TrimSuffix(base.Path, "/"); prefix != "" {
		at.Path = prefix + at.Path
		if at.RawPath != "" {
			at.RawPath = strings.TrimSuffix(base.EscapedPath(), "/") + at.RawPath
		}
	}
	p := place{url: &at, host: base.Host, stands: true, named: named}
	if !named {
		p.host = u.Host
	}
	return p
}

// hostKey is a URL's host in lower case, with its port unless it is the scheme's own.
func hostKey(u *url.URL) string {
	name, port := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if port == "" || port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		if strings.Contains(name, ":") {
			return "[" + name + "]"
		}
		return name
	}
	return net.JoinHostPort(name, port)
}

// throughProxy marks the context of a request that goes to a proxy, whose own
// address the operator chose and may be private.
type throughProxy struct{}

// newNetwork is net/http's transport, with the addresses checked as they are
// dialled. It also says which requests would go through a proxy.
func newNetwork(opts Options) (http.RoundTripper, func(*http.Request) bool) {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if !opts.AllowPrivate {
		dialer.ControlContext = func(ctx context.Context, _, address string, _ syscall.RawConn) error {
			if ctx.Value(throughProxy{}) != nil {
				return nil
			}
			return addresses.OnlyPublic(address)
		}
	}
	base := &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConnsPerHost:    256, // with Origins "*" all hosts are one
		MaxResponseHeaderBytes: 256 << 10,
		DisableCompression:     true, // we decompress, with a limit
	}
	if !opts.TrustProxy {
		return base, nil
	}
	base.Proxy = http.ProxyFromEnvironment
	return base, func(req *http.Request) bool {
		proxy, err := http.ProxyFromEnvironment(req)
		return err == nil && proxy != nil
	}
}
