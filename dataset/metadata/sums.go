// SPDX-License-Identifier: Apache-2.0

package metadata

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// SumsName lists every other file with its digest, as sha256sum -c reads it.
const SumsName = "SHA256SUMS"

// Sums is the content of SHA256SUMS for these files.
func Sums(parts []File) []byte {
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	var b strings.Builder
	for _, p := range sorted {
		fmt.Fprintf(&b, "%s  %s\n", HexSum(p.Data), p.Path)
	}
	return []byte(b.String())
}

var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  (\S.*)$`)

// CheckSums compares files with their SHA256SUMS, itself among them, and gives
// one line per problem.
func CheckSums(parts []File) []string {
	var listed []byte
	files := make(map[string]File)
	for _, p := range parts {
		if p.Path == SumsName {
			listed = p.Data
			continue
		}
		files[p.Path] = p
	}
	if listed == nil {
		return []string{SumsName + ": there is none: give a folder that landscape release or survey wrote"}
	}
	var problems []string
	told := make(map[string]bool)
	for i, line := range strings.Split(strings.TrimSuffix(string(listed), "\n"), "\n") {
		m := sumLine.FindStringSubmatch(line)
		if m == nil {
			problems = append(problems, fmt.Sprintf("%s:%d: not a digest, two blanks and a path", SumsName, i+1))
			continue
		}
		told[m[2]] = true
		p, ok := files[m[2]]
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%s:%d: lists %q, which is not there", SumsName, i+1, m[2]))
		case HexSum(p.Data) != m[1]:
			problems = append(problems, fmt.Sprintf("%s: was changed: its SHA-256 is %.12s…, and %s says %.12s…", p.Path, HexSum(p.Data), SumsName, m[1]))
		}
	}
	for _, path := range table.SortedKeys(files) {
		if !told[path] {
			problems = append(problems, path+": not listed in "+SumsName+": it is not part of the release")
		}
	}
	if len(problems) == 0 && string(Sums(WithoutFile(parts, SumsName))) != string(listed) {
		problems = append(problems, SumsName+": not one line per file, sorted by path: it was changed")
	}
	return problems
}

// WithoutFile leaves out the file with a path. The list that it is given stays whole.
func WithoutFile(parts []File, path string) []File {
	return slices.DeleteFunc(slices.Clone(parts), func(p File) bool { return p.Path == path })
}
