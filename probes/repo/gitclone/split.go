// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"path/filepath"
	"strings"
	"time"
)

// Split takes the path of one clone, DIR/OWNER/NAME or DIR/OWNER/NAME.git, for a mirror
// and the name of the repository in it.
func Split(path string) (*Mirror, string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, "", err
	}
	owner := filepath.Dir(full)
	name := filepath.Base(owner) + "/" + strings.TrimSuffix(filepath.Base(full), ".git")
	return &Mirror{Dir: filepath.Dir(owner), Now: time.Now()}, name, nil
}
