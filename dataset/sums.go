// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

// sumsFile lists every other file with its digest, as sha256sum -c reads it.
const sumsFile = "SHA256SUMS"

// sums is the content of SHA256SUMS for these files.
func sums(parts []part) []byte {
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b part) int { return cmp.Compare(a.path, b.path) })
	var b strings.Builder
	for _, p := range sorted {
		fmt.Fprintf(&b, "%s  %s\n", hexSum(p.data), p.path)
	}
	return []byte(b.String())
}

var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  (\S.*)$`)

// checkSums compares files with their SHA256SUMS, itself among them, and gives
// one line a problem.
func checkSums(parts []part) []string {
	var listed []byte
	files := make(map[string]part)
	for _, p := range parts {
		if p.path == sumsFile {
			listed = p.data
			continue
		}
		files[p.path] = p
	}
	if listed == nil {
		return []string{sumsFile + ": there is none: give a folder that landscape release or survey wrote"}
	}
	var problems []string
	told := make(map[string]bool)
	for i, line := range strings.Split(strings.TrimSuffix(string(listed), "\n"), "\n") {
		m := sumLine.FindStringSubmatch(line)
		if m == nil {
			problems = append(problems, fmt.Sprintf("%s:%d: not a digest, two blanks and a path", sumsFile, i+1))
			continue
		}
		told[m[2]] = true
		p, ok := files[m[2]]
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf("%s:%d: lists %q, which is not there", sumsFile, i+1, m[2]))
		case hexSum(p.data) != m[1]:
			problems = append(problems, fmt.Sprintf("%s: was changed: its SHA-256 is %.12s…, and %s says %.12s…", p.path, hexSum(p.data), sumsFile, m[1]))
		}
	}
	for _, path := range table.SortedKeys(files) {
		if !told[path] {
			problems = append(problems, path+": not listed in "+sumsFile+": it is no part of the release")
		}
	}
	if len(problems) == 0 && string(sums(without(parts, sumsFile))) != string(listed) {
		problems = append(problems, sumsFile+": not one line a file, sorted by path: it was changed")
	}
	return problems
}

func without(parts []part, path string) []part {
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.path == path })
}
