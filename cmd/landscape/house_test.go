// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// roomLimits are those of the two rooms whose files are of one kind (formats,
// subcommands): twenty files of different kinds are a warehouse.
var roomLimits = map[string]struct{ files, lines int }{
	"probes/page":   {26, 4400},
	"cmd/landscape": {26, 4400},
}

const (
	mostFiles       = 20   // of a package, without tests
	mostLines       = 2800 // of a package, without tests
	mostLinesOfFile = 350
)

func TestSizeOfEachRoom(t *testing.T) {
	files, lines := make(map[string]int), make(map[string]int)
	parseProgram(t, func(name string, _ *token.FileSet, _ *ast.File) {
		data, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(data, []byte("\n"))
		if n > mostLinesOfFile {
			t.Errorf("%s has %d lines, more than %d: cut it by purpose", name, n, mostLinesOfFile)
		}
		files[path.Dir(name)]++
		lines[path.Dir(name)] += n
	})
	for room := range files {
		limit, ok := roomLimits[room]
		if !ok {
			limit.files, limit.lines = mostFiles, mostLines
		}
		if files[room] > limit.files || lines[room] > limit.lines {
			t.Errorf("%s holds %d files and %d lines, and may hold %d and %d: cut it by purpose", room, files[room], lines[room], limit.files, limit.lines)
		}
	}
}

// Each package says in three to ten lines of its doc.go (a command in main.go) what it
// is for and what it may import.
func TestDocOfEachRoom(t *testing.T) {
	docs, rooms := make(map[string]*ast.CommentGroup), make(map[string]bool)
	parseProgram(t, func(name string, _ *token.FileSet, file *ast.File) {
		rooms[path.Dir(name)] = true
		switch {
		case path.Base(name) == "doc.go" || file.Name.Name == "main" && path.Base(name) == "main.go":
			docs[path.Dir(name)] = file.Doc
		case file.Doc != nil:
			t.Errorf("%s: the comment of the package belongs in doc.go", name)
		}
	})
	for room := range rooms {
		if problem := docProblem(docs[room]); problem != "" {
			t.Errorf("%s/doc.go %s", room, problem)
		}
	}
}

// README's map names each room, but for those that help tests; formats of evidence are
// many of a kind.
func TestMapOfRooms(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "## Where a thing belongs")
	plan, _, _ := strings.Cut(after, "Data flows")
	rooms := make(map[string]bool)
	parseProgram(t, func(name string, _ *token.FileSet, _ *ast.File) {
		if !slices.Contains(formats, path.Dir(name)) {
			rooms[path.Base(path.Dir(name))] = true
		}
	})
	for room := range rooms {
		if !strings.HasSuffix(room, "test") && !strings.Contains(plan, room+"/") {
			t.Errorf("README's map does not name %s/", room)
		}
	}
}

// docProblem says what a package's comment lacks, "" for nothing.
func docProblem(doc *ast.CommentGroup) string {
	switch {
	case doc == nil:
		return "is not there, or has no comment of the package"
	case len(doc.List) < 3 || len(doc.List) > 10:
		return fmt.Sprintf("has %d lines, and should have three to ten", len(doc.List))
	case !strings.Contains(doc.Text(), "import"):
		return "does not say what the package may import"
	}
	return ""
}

// A call such as f(x, true, false) tells a reader nothing: two choices have names, in
// a struct or in two functions.
func TestNoPairOfBooleans(t *testing.T) {
	parseProgram(t, func(_ string, fset *token.FileSet, file *ast.File) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			booleans := 0
			for _, field := range f.Type.Params.List {
				if kind, ok := field.Type.(*ast.Ident); ok && kind.Name == "bool" {
					booleans += max(1, len(field.Names))
				}
			}
			if booleans > 1 {
				t.Errorf("%s: %s takes %d booleans by their place", fset.Position(f.Pos()), f.Name.Name, booleans)
			}
		}
	})
}

// Function names are the field's terms, of two or three words where one is not
// enough: fewer than four in ten are of one word.
func TestNamesOfOneWord(t *testing.T) {
	one, all := 0, 0
	parseProgram(t, func(_ string, _ *token.FileSet, file *ast.File) {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name != "main" {
				all++
				if isOneWord(f.Name.Name) {
					one++
				}
			}
		}
	})
	if 10*one >= 4*all {
		t.Errorf("%d of %d functions have a name of one word", one, all)
	}
}

func isOneWord(name string) bool {
	for _, r := range name[1:] {
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
