// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/discover"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Discover reads the documentation of an ecosystem, from clones or else live, and
// proposes at most so many passages for each feature of the options. rules are
// those of other ecosystems, which tell how registries speak of it. A crawl that was
// stopped still gives what it found; pages is how many that are.
func Discover(ctx context.Context, n *Network, o discover.Options, rules []*ecosystems.Ecosystem, most int) (found *discover.Proposals, pages int, err error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(softMemory))
	read, err := readDocumentation(ctx, n, o)
	if read == nil || read.Len() == 0 || err != nil && ctx.Err() == nil {
		return nil, 0, NoSourceError{fmt.Errorf("no documentation of %s could be read: %w", o.Ecosystem.ID, err)}
	}
	return read.Propose(o.Features, rules, most), read.Len(), nil
}

func readDocumentation(ctx context.Context, n *Network, o discover.Options) (*discover.Corpus, error) {
	if o.Mirror != "" {
		return discover.Read(ctx, o)
	}
	way, err := n.Open(o.Log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = way.Close() }()
	o.Client = way.Client()
	found, err := discover.Read(ctx, o)
	if closed := way.Close(); err == nil {
		err = closed
	}
	return found, err
}

// FeaturesWithoutEvidence are the ids of features that no rule earns a
// verdict for: by the observations of the built-in release, or for want of a rule.
func FeaturesWithoutEvidence(features *catalog.Catalog, e *ecosystems.Ecosystem) (map[string]bool, error) {
	seen, err := dataset.Release(catalog.Wave)
	if err != nil {
		return nil, err
	}
	lacking := make(map[string]bool)
	for _, v := range dataset.Judge(catalog.Wave, time.Time{}, features, []*ecosystems.Ecosystem{e}, table.ByEcosystem(seen)[e.ID]).Verdicts {
		if v.Verdict == vocabulary.Unknown {
			lacking[v.Feature] = true
		}
	}
	return lacking, nil
}
