// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"slices"
	"testing"
)

func TestMatch(t *testing.T) {
	var files Tree
	for _, path := range []string{"README.md", "docs/a.md", "docs/deep/b.md", "docs/deep/c.rst", "docsx/d.md", "src/x.go"} {
		files.Add("100644", Entry{path, "1111"})
	}
	files.Add("120000", Entry{"docs/link.md", "2222"})
	files.Add("160000", Entry{"vendor/sub", "3333"})
	files.Sort()
	for _, test := range []struct {
		globs, except, want []string
	}{
		{nil, nil, []string{"README.md", "docs/a.md", "docs/deep/b.md", "docs/deep/c.rst", "docsx/d.md", "src/x.go"}},
		{[]string{"docs/**"}, nil, []string{"docs/a.md", "docs/deep/b.md", "docs/deep/c.rst"}},
		{[]string{"docs/*"}, nil, []string{"docs/a.md"}},
		{[]string{"**/*.md"}, []string{"docs/**"}, []string{"README.md", "docsx/d.md"}},
		{[]string{"docs/{deep,other}/*.md"}, nil, []string{"docs/deep/b.md"}},
		{[]string{"src/x.go", "docs/a.md", "docs/a.*"}, nil, []string{"docs/a.md", "src/x.go"}},
		{[]string{"docs"}, nil, nil},
		{[]string{"doc/**"}, nil, nil},
	} {
		var got []string
		for _, f := range files.matchGlobs(test.globs, test.except) {
			got = append(got, f.Path)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("match(%q, %q) = %q, want %q", test.globs, test.except, got, test.want)
		}
	}
}
