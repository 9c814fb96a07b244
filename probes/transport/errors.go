// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/addresses"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// The kinds of Error.
const (
	KindRobots    = "robots"    // robots.txt says no, or answered with a 5xx
	KindPrivate   = "private"   // a private or loopback address
	KindTooLarge  = "too-large" // more than MaxBody: invalid
	KindRedirects = "redirects" // more than one request may follow
	KindTimeout   = "timeout"   // Timeout or Stall, or the caller's deadline
	KindDNS       = "dns"
	KindTLS       = "tls"
	KindStatus    = "status"    // the host asked to be left alone
	KindTruncated = "truncated" // the body broke off, or its compression is damaged: invalid
	KindBudget    = "budget"    // Total is over, the transport is closed, the caller gave up, or there is no room for a body
	KindNetwork   = "network"   // anything else: reset, refused, not in the recording
	KindEncoding  = "encoding"  // a Content-Encoding that nobody asked for: invalid
)

// Error is what RoundTrip fails with; errors.As finds it under http.Client's own.
type Error struct {
	Kind string
	URL  string
	At   time.Time // when, UTC; in a replay, when it was recorded
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s: %v", e.URL, e.Kind, e.Err) }

// Unwrap returns what lies under it.
func (e *Error) Unwrap() error { return e.Err }

// Timeout makes it a net.Error's.
func (e *Error) Timeout() bool { return e.Kind == KindTimeout }

// Invalid says that something was read, but not what was expected; otherwise
// there was nothing to read.
func (e *Error) Invalid() bool {
	return e.Kind == KindTooLarge || e.Kind == KindTruncated || e.Kind == KindEncoding
}

// ErrDisallowed is under the Error of an address that robots.txt keeps robots from.
var ErrDisallowed = errors.New("robots.txt disallows it")

var (
	errTimeout   = errors.New("took too long")
	errStalled   = errors.New("the body stalled")
	errBudget    = errors.New("the time of the whole run is over")
	errClosed    = errors.New("the transport is closed")
	errLeftAlone = errors.New("the host is left alone for now")
	errTooLarge  = errors.New("the body is too large")
)

// kindOf sorts an error of the network into the kinds.
func kindOf(err error) string {
	if own, ok := errors.AsType[*Error](err); ok {
		return own.Kind
	}
	var ne net.Error
	switch {
	case errors.Is(err, addresses.ErrPrivate):
		return KindPrivate
	case errors.Is(err, errTooLarge):
		return KindTooLarge
	case isA[*spool.NoRoomError](err), errors.Is(err, errBudget), errors.Is(err, errClosed), errors.Is(err, context.Canceled):
		return KindBudget
	case errors.Is(err, errTimeout), errors.Is(err, errStalled), errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	case isA[*net.DNSError](err):
		return KindDNS
	case isTLS(err):
		return KindTLS
	case errors.Is(err, errBroken):
		return KindTruncated
	case errors.As(err, &ne) && ne.Timeout():
		return KindTimeout
	case strings.Contains(err.Error(), "response headers exceeded"):
		return KindTooLarge
	}
	return KindNetwork
}

// errBroken marks a body that broke off or does not decompress.
var errBroken = errors.New("the body broke off")

// isA says whether an error of a type is below.
func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func isTLS(err error) bool {
	return isA[tls.AlertError](err) || isA[tls.RecordHeaderError](err) || isA[*tls.CertificateVerificationError](err) ||
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// brokenBody says what went wrong while a body was read.
func brokenBody(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %w", errBroken, io.ErrUnexpectedEOF)
	}
	return err
}
