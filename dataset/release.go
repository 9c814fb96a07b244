// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// ReleaseDir is the folder, in this repository, of the files of observations of
// a wave's release: one per ecosystem, so that two proposals never meet in a file.
func ReleaseDir(wave string) string { return path.Join("dataset", "releases", releaseDir(wave)) }

func releaseDir(wave string) string { return path.Join(wave, "observations") }

// Release reads the observations of a wave's release, built into the program.
func Release(wave string) ([]table.Observation, error) {
	dir := releaseDir(wave)
	if info, err := fs.Stat(releases.Files, dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("no release of wave %s is built in", wave)
	}
	return table.ReadFolder(releases.Files, dir, path.Join("releases", dir))
}
