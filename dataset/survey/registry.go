// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// RegistryRun is what a run that asks one registry about many packages adds to a
// Network.
type RegistryRun struct {
	Began   time.Time // zero: now
	Resumed bool      // its recording is taken up as well
	Lists   []string  // addresses of lists of names, which may be large
}

// OpenRegistry is the way to one registry. Its caller closes Way.
type OpenRegistry struct {
	Way     *transport.Transport
	Bases   map[string]string // the registry's base address, by ecosystem; none where none is known
	Mirrors map[string]bool   // the address is not the public registry's
	Root    *attestation.Root // that --trust-root names
	Renew   func(context.Context) *attestation.Root
}

// largestList is how large a list of names may be, as it is sent.
const largestList = 512 << 20

// OpenRegistry opens the way to the registry of one ecosystem. missing says why no
// base address is known.
func (n *Network) OpenRegistry(ctx context.Context, e *ecosystems.Ecosystem, r RegistryRun, log *slog.Logger) (opened *OpenRegistry, missing, err error) {
	bases, without, err := n.RegistryBases(ctx, []*ecosystems.Ecosystem{e})
	if err != nil {
		return nil, nil, err
	}
	mirrors, hidden := privateBases(bases, []*ecosystems.Ecosystem{e})
	bodies := largeBodies(bases)
	if len(r.Lists) > 0 {
		bodies = make(map[string]int64)
	}
	for _, list := range r.Lists {
		address := strings.ReplaceAll(list, "{registry}", bases[e.ID])
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			bodies[u.Host] = largestList
		}
	}
	root, err := n.trustRoot()
	if err != nil {
		return nil, nil, err
	}
	way, err := n.open(run{private: hidden, bodies: bodies, began: r.Began, resumed: r.Resumed}, log)
	if err != nil {
		return nil, nil, err
	}
	renew := func(ctx context.Context) *attestation.Root { return n.currentRoot(ctx, way.Client(), r.Began, log) }
	return &OpenRegistry{way, bases, mirrors, root, renew}, without[e.ID], nil
}
