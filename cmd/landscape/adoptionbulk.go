// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
)

// measureBulk reads the whole registry from a dump or a clone.
func (a *app) measureBulk(_ context.Context, f *adoptionFlags) error {
	return fmt.Errorf("--bulk %s: not built yet", f.bulk)
}
