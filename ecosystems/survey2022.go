// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"io/fs"
	"path"

	"github.com/ossf/package-manager-landscape/probes/record"
)

// Answered says under which name an ecosystem answered the survey of 2022.
type Answered struct {
	Ecosystem      string
	PackageManager string          // as its maintainers were asked; empty when they were not
	File           string          // its ecosystem.yml, beginning with the place given
	At             record.Position // of the name
}

// Answered2022 reads who answered in 2022 from the ecosystem.yml of each
// folder, without its rules, sorted by ecosystem. The error is a
// record.Problems.
func Answered2022(files fs.FS, at string) ([]Answered, error) {
	ids, err := IDs(files, at)
	if err != nil {
		return nil, err
	}
	var (
		list     []Answered
		problems record.Problems
	)
	for _, id := range ids {
		l := &loader{files: files, at: at, folder: id}
		var r ecosystemRecord
		if data, ok := l.open("ecosystem.yml"); ok && l.check(record.Decode(l.file, data, &r)) {
			list = append(list, Answered{id, r.Survey2022.Value, path.Join(at, id, "ecosystem.yml"), r.Survey2022.At})
		}
		problems = append(problems, l.problems...)
	}
	return list, problems.Err()
}
