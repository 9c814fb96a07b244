// SPDX-License-Identifier: Apache-2.0

package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Verify checks a release, or a dataset that landscape survey wrote: digests,
// schema, that twins say the same, that what is referred to exists, that
// verdicts and all that follows from them follow from the observations by these
// rules, and that texts and metadata follow from the tables. The notes are compared
// with the release before, if it is given. It gives one line per problem. An error is
// a folder that cannot be read.
func Verify(dir string, previous *report.Previous, features *catalog.Catalog, all []*ecosystems.Ecosystem) ([]string, error) {
	parts, err := readParts(dir)
	if err != nil {
		return nil, err
	}
	// Damaged files are not read further.
	if problems := metadata.CheckSums(parts); len(problems) > 0 {
		return problems, nil
	}
	v := &verification{files: make(map[string][]byte), data: &table.Dataset{}}
	for _, p := range parts {
		v.files[p.Path] = p.Data
	}
	if _, ok := v.files[path.Join(tablesDir, "verdicts.parquet")]; ok {
		v.tables = tablesDir
	}
	if !v.open() {
		return v.problems, nil
	}
	v.references()
	v.observed()
	v.judge(features, all)
	v.texts(features)
	if v.tables != "" && !v.foreign {
		v.notes(features, previous)
	}
	return v.problems, nil
}

type verification struct {
	files    map[string][]byte
	tables   string // folder of the tables: dataset in a release
	data     *table.Dataset
	recorded metadata.Package
	foreign  bool // judged with other rules than these
	problems []string
}

func (v *verification) bad(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// readParts reads every file below a folder.
func readParts(dir string) ([]metadata.File, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: not a folder: give one that landscape release wrote", dir)
	}
	var parts []metadata.File
	err := filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, place)
		if err != nil {
			return err
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s: %s is not a plain file: a release has no links", dir, filepath.ToSlash(name))
		}
		data, err := os.ReadFile(place)
		parts = append(parts, metadata.File{Path: filepath.ToSlash(name), Data: data})
		return err
	})
	return parts, err
}

// open reads the data package and the tables. It says whether there is enough
// to go on.
func (v *verification) open() bool {
	if err := json.Unmarshal(v.files[metadata.PackageName], &v.recorded); err != nil {
		v.bad("%s: not readable as JSON: %v", metadata.PackageName, err)
		return false
	}
	for _, t := range table.All() {
		name := path.Join(v.tables, t.Name()+".parquet")
		data, ok := v.files[name]
		if !ok && table.IsExtra(t) {
			continue
		}
		if !ok {
			v.bad("%s: is not there: every table has a file, even one without rows", name)
			continue
		}
		if problem := table.SchemaProblem(t, data); problem != "" {
			v.bad("%s: %s", name, problem)
			continue
		}
		if err := t.Decode(v.data, data); err != nil {
			v.bad("%s: %v", name, err)
		}
	}
	v.data.Rules = v.recorded.Rules
	return len(v.problems) == 0
}

// judge makes every table again from the observations.
func (v *verification) judge(features *catalog.Catalog, all []*ecosystems.Ecosystem) {
	var chosen []*ecosystems.Ecosystem
	for _, e := range all {
		if slices.ContainsFunc(v.data.Ecosystems, func(row table.EcosystemRow) bool { return row.Ecosystem == e.ID }) {
			chosen = append(chosen, e)
		}
	}
	if here := derive.RulesDigest(features, chosen); here != v.recorded.Rules {
		v.foreign = true
		v.bad("%s: judged with rules %.12s…, and this program has %.12s…: verify it with the program of that release", metadata.PackageName, v.recorded.Rules, here)
		return
	}
	wave := v.data.Wave()
	again := dataset.Build(wave, table.AsOf(v.data.Observations), features, chosen, v.data.Observations)
	again.Timeline, again.TimelineMonthly = v.data.Timeline, v.data.TimelineMonthly // of the history of clones, which is not here
	derive.CompareWithHistory(again, v.data.Survey2022)
	for _, t := range table.All() {
		v.same(t, again)
	}
}

// texts makes every other file again: from the same tables come the same bytes.
func (v *verification) texts(features *catalog.Catalog) {
	if v.foreign {
		return
	}
	var made []metadata.File
	var err error
	if v.tables == "" {
		if made, err = metadata.TableFiles(v.data, "", "parquet"); err == nil {
			made, err = metadata.WithMetadata(metadata.EditionOf(v.data, ""), v.parquet(made))
		}
	} else {
		made, err = releaseParts(v.data, v.recorded.Version, features, string(v.files[notesFile]), v.parquet)
	}
	if err != nil {
		v.bad("%v", err)
		return
	}
	known := make(map[string]bool)
	for _, p := range made {
		known[p.Path] = true
		data, ok := v.files[p.Path]
		switch {
		case !ok:
			v.bad("%s: is not there", p.Path)
		case bytes.Equal(data, p.Data) || p.Path == metadata.SumsName:
			// What is wrong with another file shows in the sums as well.
		case p.Table != nil:
			v.bad("%s: line %d is not what %s.parquet gives", p.Path, differs(data, p.Data), p.Table.Name())
		default:
			v.bad("%s: line %d is not what the tables give", p.Path, differs(data, p.Data))
		}
	}
	for _, name := range table.SortedKeys(v.files) {
		if !known[name] {
			v.bad("%s: is not part of a release", name)
		}
	}
}

// parquet puts the files as they are in the place of those made again: their
// rows were compared, and the bytes may come from another version of the library.
func (v *verification) parquet(parts []metadata.File) []metadata.File {
	for i, p := range parts {
		if data, ok := v.files[p.Path]; ok && p.Format == "parquet" {
			parts[i].Data = data
		}
	}
	return parts
}

// differs is the first line, from 1, at which two texts differ.
func differs(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return 1 + bytes.Count(a[:n], []byte("\n"))
}

// OpenPrevious opens the release before, after a look at its digests.
func OpenPrevious(dir string) (*report.Previous, error) {
	parts, err := readParts(dir)
	if err != nil {
		return nil, err
	}
	if problems := metadata.CheckSums(parts); len(problems) > 0 {
		return nil, fmt.Errorf("%s: %s: landscape verify lists what is wrong", dir, problems[0])
	}
	var recorded metadata.Package
	for _, p := range parts {
		if p.Path == metadata.PackageName {
			err = json.Unmarshal(p.Data, &recorded)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", dir, metadata.PackageName, err)
	}
	d, err := dataset.Open(dir)
	if err != nil {
		return nil, err
	}
	if len(d.Verdicts) == 0 {
		return nil, errors.New(dir + ": no verdict is in it: give a folder that landscape release wrote")
	}
	return &report.Previous{Version: recorded.Version, Data: d}, nil
}
