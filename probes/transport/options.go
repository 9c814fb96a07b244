// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"cmp"
	"log/slog"
	"time"
)

// DefaultUserAgent says who asks and where to complain.
const DefaultUserAgent = "package-manager-landscape/1 (+https://github.com/ossf/package-manager-landscape)"

// Options says how to behave. The zero value is polite and takes only public
// addresses. Where a limit has a default, a negative value means none.
type Options struct {
	// UserAgent goes with every request, whatever the caller set; its first
	// word up to the slash is the product token looked up in robots.txt.
	// Default: DefaultUserAgent.
	UserAgent string
	// Paces by host name, over those of DefaultPaces; "" is the pace of every
	// host that neither names, "*" the pace of every host that Paces does not name.
	Paces map[string]Pace
	// Budget makes paces those of several processes together. Default: the paces are
	// this process's own.
	Budget Budget
	// CacheDir keeps answers and their validators; empty: no cache.
	CacheDir string
	// AllowPrivate allows private and loopback addresses, which are otherwise
	// refused as IP literals, after DNS and on every redirect.
	AllowPrivate bool
	// TrustProxy honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Off by default:
	// behind a proxy nobody here can check which address a name leads to, so a
	// page's redirect could reach what only the proxy's network reaches.
	TrustProxy bool
	// Origins sends a host's requests to another base URL, such as a company's
	// mirror. "*" sends those of every other host to one base URL, with the
	// original host kept in the Host header. Paces, robots.txt, cache and
	// recording go by the original host.
	Origins map[string]string
	// Record names a WARC/1.1 file to write, gzip per record when the name
	// ends in .gz. It is written beside as NAME.part and takes its place on Close.
	Record string
	// Place moves the recording that is whole from FILE.part to its name; nil: os.Rename.
	Place func(part, name string) error
	// Resume goes on with the recording that a killed run left as NAME.part: its
	// whole exchanges stay, and what it holds answers first, each once, instead
	// of the network. So the recording gives what the two runs saw together.
	Resume bool
	// Began is when the run began, for the recording's first record. Default: now.
	Began time.Time
	// Replay names a WARC file to answer from, with no network at all. The part
	// that a killed run left (NAME.part) counts up to its last whole exchange.
	Replay string
	// Token is asked for the token of api.github.com, often and by many at a
	// time. The transport puts it on requests; a client on top need not. It is sent over HTTPS to
	// that host alone: not to an origin that answers instead of it (but see
	// TokenToOrigin), and into no log, file or error.
	Token func(host string) string
	// TokenToOrigin sends the token also to the origin that Origins names for
	// api.github.com, such as a trusted mirror of it, when that is asked over
	// HTTPS or on loopback. Never with "*".
	TokenToOrigin bool
	// RobotsExempt says which hosts, or parts of a host ("host/prefix"), are an
	// API whose documentation invites programs whatever robots.txt says to
	// crawlers. The value is the address of that documentation; an empty value
	// takes an entry of DefaultRobotsExempt away.
	RobotsExempt map[string]string
	// MaxBody is the most bytes of a body after decompression. Default 16 MiB;
	// when it is set, it holds for the hosts of DefaultMaxBodies as well.
	MaxBody int64
	// MaxBodies by host name, over MaxBody and DefaultMaxBodies. A body of a
	// host that may send more than 16 MiB goes into a temporary file beyond its
	// first 256 KiB; its reader must close it.
	MaxBodies map[string]int64
	// Timeout is for one request, from the connection to the last byte of the
	// body, without the waits for the host's turn; a host that may send more
	// than 16 MiB has as long for each of these. Default 30 s.
	Timeout time.Duration
	// Stall is the longest time in which a body may send nothing. Default 10 s.
	Stall time.Duration
	// HostTime is the share of the time that each host has, beside what its whole
	// answers earn: half a second each, and the host's pace. It runs while a
	// request is under way to the host or waits for it; beyond it requests to the
	// host fail with KindBudget. Default 2 min; GitHub's API has twice as long.
	HostTime time.Duration
	// Total is for the whole run, from New. Default: none.
	Total time.Duration
	// MaxRetries after the first attempt; only one where it took too long.
	// Default 3; negative: no retry.
	MaxRetries int
	// Backoff is the first pause before a retry; it doubles up to 30 s, with a
	// jitter of half of it either way. Default 500 ms.
	Backoff time.Duration
	// MaxWait is the longest pause that a host may ask for (Retry-After, rate
	// limits, Crawl-delay) and get. A host that asks for more is left alone:
	// requests to it fail at once until then. Default 60 s.
	MaxWait time.Duration
	// Seed makes the jitter repeatable; 0 = random.
	Seed uint64
	// Log gets one line per retry and pause. Default: discarded.
	Log *slog.Logger
}

// Pace is how fast a host may be asked. Where a field is 0 the default pace
// applies; a negative one means no limit.
type Pace struct {
	PerSecond   float64 // requests a second
	Concurrency int     // requests under way at a time
}

func (o Options) withDefaults() Options {
	o.UserAgent = cmp.Or(o.UserAgent, DefaultUserAgent)
	o.MaxBodies = o.bodyLimits()
	o.MaxBody = cmp.Or(o.MaxBody, heldBody)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.Stall = cmp.Or(o.Stall, 10*time.Second)
	o.HostTime = cmp.Or(o.HostTime, 2*time.Minute)
	o.MaxRetries = max(0, cmp.Or(o.MaxRetries, 3))
	o.Backoff = cmp.Or(o.Backoff, 500*time.Millisecond)
	o.MaxWait = cmp.Or(o.MaxWait, time.Minute)
	if o.Began.IsZero() {
		o.Began = time.Now()
	}
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	return o
}
