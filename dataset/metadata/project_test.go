// SPDX-License-Identifier: Apache-2.0

package metadata_test

import (
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// The host of the repository reads the file at its top, which says what the
// dataset's own says.
func TestProjectCitation(t *testing.T) {
	datasettest.Golden(t, "../../CITATION.cff", metadata.ProjectCitation(catalog.Wave))
}
