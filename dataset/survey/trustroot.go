// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ossf/package-manager-landscape/probes/attestation"
)

// trustRoot reads the root to verify against; nil means that none is named.
func (n *Network) trustRoot() (*attestation.Root, error) {
	if n.TrustRootFile == "" {
		return nil, nil
	}
	root, err := attestation.ReadRoot(n.TrustRootFile)
	if err != nil {
		return nil, fmt.Errorf("--trust-root: %w", err)
	}
	return root, nil
}

// rootTime is how long a run waits for the current trust root.
const rootTime = 30 * time.Second

// currentRoot gives the current root of the public Sigstore instance, or nil when
// it cannot be had: the pinned one then serves. A recording is read as of its
// own day.
func (o *Options) currentRoot(ctx context.Context, client *http.Client, began time.Time) *attestation.Root {
	ctx, cancel := context.WithTimeout(ctx, rootTime)
	defer cancel()
	var at time.Time
	if o.Network.Replay != "" {
		at = began
	}
	data, err := attestation.FetchRoot(ctx, client, "", nil, at)
	if err == nil {
		var root *attestation.Root
		if root, err = attestation.ParseRoot(data); err == nil {
			return root
		}
	}
	o.Log.Warn("Sigstore's current trust root cannot be had, and attestations are verified against the one built in: a newer log is not known to it", "why", err)
	return nil
}
