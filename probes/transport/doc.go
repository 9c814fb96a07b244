// SPDX-License-Identifier: Apache-2.0

// Package transport is the one polite HTTP RoundTripper under every way of looking
// that needs the network: it keeps each host's pace, obeys robots.txt, retries within
// bounds, remembers what it has read, refuses what is too large, too slow or not
// public, and records and replays a run.
//
// In comes an *http.Request, out comes a whole *http.Response or an *Error. It may
// import what lies in its own folder: robots (RFC 9309), httpcache (RFC 9111), warc
// (ISO 28500) and smaller leaves, which know no network.
package transport

// Every answer is read whole before RoundTrip returns, so a body that stalls, breaks
// off or grows without end is an error of RoundTrip and is retried there; reading the
// body of a response never fails.
//
// Waiting for a host's turn happens inside RoundTrip. A client on top must therefore
// have no time limit of its own (http.Client.Timeout, colly's SetRequestTimeout):
// Options.Timeout is per request once it is on its way.
