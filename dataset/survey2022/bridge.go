// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"io/fs"
	"slices"
	"sync"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// Bridge leads from the survey's package managers to today's ecosystems: the
// key survey_2022 of an ecosystem.yml names the package manager.
type Bridge struct {
	Ecosystems    map[string]string // by package manager
	Apart         []string          // package managers without an ecosystem today
	NeverAnswered []string          // ecosystems that did not answer in 2022
}

// LoadBridge reads the bridge built into the program.
var LoadBridge = sync.OnceValues(func() (*Bridge, error) {
	return ReadBridge(ecosystems.Embedded(), "ecosystems")
})

// ReadBridge reads the bridge from a folder of ecosystems. Paths in errors
// begin with at. The error is a record.Problems.
func ReadBridge(files fs.FS, at string) (*Bridge, error) {
	table, err := Load()
	if err != nil {
		return nil, err
	}
	answered, err := ecosystems.Answered2022(files, at)
	if err != nil {
		return nil, err
	}
	return newBridge(answered, table.PackageManagers)
}

func newBridge(answered []ecosystems.Answered, managers []string) (*Bridge, error) {
	var problems record.Problems
	b := &Bridge{Ecosystems: make(map[string]string)}
	for _, a := range answered {
		other, taken := b.Ecosystems[a.PackageManager]
		switch {
		case a.PackageManager == "":
			b.NeverAnswered = append(b.NeverAnswered, a.Ecosystem)
		case !slices.Contains(managers, a.PackageManager):
			known := record.Closest(a.PackageManager, managers)
			if known == "" {
				known = "leave the key out when it did not answer"
			} else {
				known = "did you mean " + known + "?"
			}
			problems.Add(a.File, a.At, "survey_2022 %q answered no survey: %s", a.PackageManager, known)
		case taken:
			problems.Add(a.File, a.At, "survey_2022 %q is the ecosystem %s already", a.PackageManager, other)
		default:
			b.Ecosystems[a.PackageManager] = a.Ecosystem
		}
	}
	for _, name := range managers {
		if b.Ecosystems[name] == "" {
			b.Apart = append(b.Apart, name)
		}
	}
	return b, problems.Err()
}
