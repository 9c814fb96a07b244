// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What CONTRIBUTING.md says of the way of one passage names functions that are there.
func TestPassage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Follow one passage\n")
	section, _, _ = strings.Cut(section, "\n## ")
	row := regexp.MustCompile("(?m)^\\| `([a-z0-9/]+)`: (`.*`) \\|")
	steps := row.FindAllStringSubmatch(section, -1)
	if len(steps) < 10 {
		t.Fatalf("only %d steps", len(steps))
	}
	for _, step := range steps {
		known := functionsOf(t, filepath.Join(root, filepath.FromSlash(step[1])))
		for name := range strings.SplitSeq(step[2], ", ") {
			if name = strings.Trim(name, "`"); !known[name] {
				t.Errorf("%s has no function %s", step[1], name)
			}
		}
	}
}

// functionsOf names the functions that a folder declares, methods as Type.Method.
func functionsOf(t *testing.T, dir string) map[string]bool {
	t.Helper()
	known := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok {
				known[receiverOf(f)+f.Name.Name] = true
			}
		}
	}
	return known
}

func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}
