// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	_ "embed" // for the records
	"slices"
	"sync"

	"github.com/ossf/package-manager-landscape/probes/record"
)

//go:embed bridge.yml
var bridgeFile []byte

// Bridge leads from the survey's package managers to today's ecosystems.
type Bridge struct {
	Ecosystems    map[string]string // by package manager
	Apart         []string          // package managers without an ecosystem today
	NeverAnswered []string          // ecosystems that did not answer in 2022
}

// LoadBridge reads the bridge built into the program.
var LoadBridge = sync.OnceValues(func() (*Bridge, error) {
	table, err := Load()
	if err != nil {
		return nil, err
	}
	return readBridge("dataset/survey2022/bridge.yml", bridgeFile, table.PackageManagers)
})

func readBridge(file string, data []byte, managers []string) (*Bridge, error) {
	var r struct {
		Ecosystems    record.Map[record.String] `yaml:"ecosystems"`
		Apart         record.Strings            `yaml:"apart"`
		NeverAnswered record.Strings            `yaml:"never_answered"`
	}
	if err := record.Decode(file, data, &r); err != nil {
		return nil, err
	}
	var problems record.Problems
	b := &Bridge{Ecosystems: make(map[string]string), Apart: r.Apart.Values(), NeverAnswered: r.NeverAnswered.Values()}
	place := make(map[string]bool)
	put := func(name string, at record.Position) {
		if place[name] || !slices.Contains(managers, name) {
			problems.Add(file, at, "%s is no package manager of questions.yml, or is there twice", name)
		}
		place[name] = true
	}
	for _, field := range r.Ecosystems {
		put(field.Key, field.At)
		b.Ecosystems[field.Key] = field.Value.Value
	}
	for _, name := range r.Apart {
		put(name.Value, name.At)
	}
	for _, name := range managers {
		if !place[name] {
			problems.Add(file, record.Position{Line: 1, Column: 1}, "%s has no place: list it below ecosystems or apart", name)
		}
	}
	return b, problems.Err()
}
