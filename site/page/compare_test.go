// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"testing"

	"github.com/ossf/package-manager-landscape/site/model"
)

func TestCombineRegistries(t *testing.T) {
	for _, c := range []struct{ registries, pairs, triples int }{
		{0, 0, 0}, {1, 0, 0}, {2, 1, 0}, {3, 3, 1}, {9, 36, 84}, {10, 45, 120}, {11, 55, 0}, {14, 91, 0}, {20, 190, 0}, {21, 0, 0},
	} {
		var all []*model.Ecosystem
		for i := range c.registries {
			all = append(all, &model.Ecosystem{Slug: fmt.Sprint("r", i)})
		}
		pairs, triples := combineRegistries(all)
		if len(pairs) != c.pairs || len(triples) != c.triples {
			t.Errorf("of %d registries, %d pairs and %d triples, want %d and %d", c.registries, len(pairs), len(triples), c.pairs, c.triples)
		}
	}
}
