// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
)

//go:embed releases
var releases embed.FS

// Release reads the observations of a wave's release, built into the program.
func Release(wave string) ([]Observation, error) {
	name := path.Join("releases", wave, "observations.parquet")
	data, err := fs.ReadFile(releases, name)
	if err != nil {
		return nil, fmt.Errorf("no release of wave %s is built in", wave)
	}
	return decodeObservations(name, data)
}
