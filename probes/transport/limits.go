// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"context"
	"strings"
)

// heldBody is the size of the largest body, in bytes, that is held in memory.
const heldBody = 16 << 20

// DefaultMaxBodies are the hosts that send more than pages and small JSON. A
// new map every time.
func DefaultMaxBodies() map[string]int64 {
	return map[string]int64{
		"codeload.github.com": 512 << 20, // archives of repositories
		"api.github.com":      32 << 20,  // trees; and files as they are
		"formulae.brew.sh":    64 << 20,  // all formulae in one file
	}
}

// bodyLimits are those that were asked for, over the defaults unless MaxBody
// was asked for as well.
func (o Options) bodyLimits() map[string]int64 {
	limits := make(map[string]int64)
	if o.MaxBody == 0 {
		limits = DefaultMaxBodies()
	}
	for name, limit := range o.MaxBodies {
		limits[strings.ToLower(name)] = limit
	}
	return limits
}

// bodyLimit of a host, by its name with or without the port; not above 0: none.
func (o Options) bodyLimit(key string) int64 {
	if limit, ok := o.MaxBodies[key]; ok {
		return limit
	}
	name, _, _ := strings.Cut(key, ":")
	if limit, ok := o.MaxBodies[name]; ok {
		return limit
	}
	return o.MaxBody
}

// largestBody is the limit of the host that may send most; not above 0: none.
func (o Options) largestBody() int64 {
	most := o.MaxBody
	for _, limit := range o.MaxBodies {
		if limit <= 0 || most <= 0 {
			return 0
		}
		most = max(most, limit)
	}
	return most
}

// onDisk says whether a host may send what does not fit into memory, and takes its
// time for it.
func onDisk(limit int64) bool { return limit <= 0 || limit > heldBody }

type bodyLimitKey struct{}

// LimitBody makes the bodies of a context's requests at most so many bytes, where
// their host may send more, and the context does not say less already.
func LimitBody(ctx context.Context, most int64) context.Context {
	if own, ok := ctx.Value(bodyLimitKey{}).(int64); ok && own < most {
		return ctx
	}
	return context.WithValue(ctx, bodyLimitKey{}, most)
}

// limitOf a request: its host's, or a lower one of its own.
func (o Options) limitOf(ctx context.Context, key string) int64 {
	limit := o.bodyLimit(key)
	if own, ok := ctx.Value(bodyLimitKey{}).(int64); ok && (limit <= 0 || own < limit) {
		return own
	}
	return limit
}
