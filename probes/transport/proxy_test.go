// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"net/http"
	"testing"
)

// The environment's proxy is used when it is asked for, whatever else is
// allowed: http.ProxyFromEnvironment itself reads the environment once a
// process, so what is asked here is whether it is.
func TestProxyIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		opts Options
		want bool
	}{{Options{}, false}, {Options{AllowPrivate: true}, false}, {Options{TrustProxy: true}, true}, {Options{TrustProxy: true, AllowPrivate: true}, true}} {
		base, proxied := newNetwork(test.opts)
		if got := base.(*http.Transport).Proxy != nil; got != test.want || (proxied != nil) != test.want {
			t.Errorf("%+v: a proxy is used: %v", test.opts, got)
		}
	}
}
