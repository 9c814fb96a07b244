// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/addresses"
)

// throughProxy marks the context of a request that goes to a proxy, whose own
// address the operator chose and may be private.
type throughProxy struct{}

// network is net/http's transport, with the addresses checked as they are
// dialled. It also says which requests would go through a proxy.
func network(opts Options) (http.RoundTripper, func(*http.Request) bool) {
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
