// SPDX-License-Identifier: Apache-2.0

// Package ratelimit reads from an answer whether, and for how long, a host wants to
// be left alone: 429, 503 and GitHub's 403, Retry-After and X-RateLimit-Reset. In come
// status, headers, the start of a body and the time, out comes a pause of at most
// MaxPause. It imports nothing of ours.
package ratelimit
