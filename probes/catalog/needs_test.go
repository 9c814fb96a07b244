// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// What a feature presupposes stands in its record: where a registry has no
// accounts, no uploads or no central registry, the features that need one are
// not-applicable and not unsupported. The words in a criterion tell which.
func TestNeedsFollowCriteria(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Features {
		for _, presupposed := range []struct {
			trait string
			ids   *regexp.Regexp
		}{
			{"accounts", regexp.MustCompile(`^authentication\.([^s]|s[^t])|^compromise\.leaked-password|^policy\.deletion-(window|downloads|dependents)`)},
			{"uploads", regexp.MustCompile(`^authentication\.(trusted-publishing|staged-publishing)|^integrity\.provenance-verified-on-upload`)},
			{"registry", regexp.MustCompile(`^integrity\.(registry-|publish-|transparency-|provenance(-api|-ui|-drift)?$)|^naming\.(typo|name|dns)|^compromise\.(malware|quarantine|maintainer)|^ecosystem\.(event-log|security-txt|vulnerability-ui)|^policy\.(deletion-policy|version-|yank|admin)|^sbom\.published`)},
		} {
			if presupposed.ids.MatchString(f.ID) && !slices.Contains(f.Needs, presupposed.trait) {
				t.Errorf("%s presupposes %s: name the trait in its needs", f.ID, presupposed.trait)
			}
		}
	}
}
