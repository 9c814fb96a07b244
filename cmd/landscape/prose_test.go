// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// prose are fields and variables that hold words for people.
var prose = []string{"Note", "Locator", "Since", "Detail", "Because", "note", "locator", "since", "detail", "because"}

// proseWriters are the places that write such words, and may read them again.
var proseWriters = []string{
	"probes/",                // looks write locators and details
	"ecosystems/",            // records are checked as they are read
	"dataset/judge/",         // writes notes
	"dataset/survey2022/",    // writes answer_detail, and reads it
	"dataset/table/older.go", // files from before there was a column
	"dataset/table/dates.go", // the one place that compares dates
}

// readers are functions that learn something from a text.
var readers = map[string][]string{
	"strings": {"HasPrefix", "HasSuffix", "Contains", "ContainsAny", "ContainsFunc", "ContainsRune", "Cut", "CutPrefix", "CutSuffix", "TrimPrefix", "TrimSuffix", "Index", "IndexByte", "LastIndex", "Split", "SplitN", "SplitSeq", "EqualFold"},
	"":        {"MatchString", "FindString", "FindStringSubmatch", "FindStringIndex", "FindAllString", "FindAllStringSubmatch"},
}

// What a page or a command needs to know has a column: nothing learns it from a
// note, a locator or a date's form, outside the code that writes it.
func TestNobodyReadsProse(t *testing.T) {
	parseProgram(t, func(name string, fset *token.FileSet, file *ast.File) {
		if slices.ContainsFunc(proseWriters, func(place string) bool { return strings.HasPrefix(name, place) }) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if readsProse(n) {
				t.Errorf("%s: learns something from words for people: give it a column or a field", fset.Position(n.Pos()))
			}
			return true
		})
	})
}

func readsProse(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		called, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || !slices.ContainsFunc(n.Args, isProse) {
			return false
		}
		from, _ := called.X.(*ast.Ident)
		return from != nil && slices.Contains(readers[from.Name], called.Sel.Name) || slices.Contains(readers[""], called.Sel.Name)
	case *ast.BinaryExpr:
		return n.Op != token.ADD && (isProse(n.X) && isWords(n.Y) || isProse(n.Y) && isWords(n.X))
	case *ast.SliceExpr:
		return isProse(n.X)
	case *ast.SwitchStmt:
		return n.Tag != nil && isProse(n.Tag)
	}
	return false
}

// isProse says whether an expression is one of prose, or made of one.
func isProse(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return slices.Contains(prose, e.Sel.Name) && !isPackage(e.X)
	case *ast.Ident:
		return slices.Contains(prose, e.Name)
	case *ast.SliceExpr:
		return isProse(e.X)
	case *ast.ParenExpr:
		return isProse(e.X)
	}
	return false
}

func isPackage(e ast.Expr) bool {
	x, ok := e.(*ast.Ident)
	return ok && x.Name == "vocabulary"
}

// isWords says whether an expression is a text that is not empty.
func isWords(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Kind == token.STRING && literal.Value != `""`
}

// The test sees what it forbids.
func TestNobodyReadsProseSees(t *testing.T) {
	for _, line := range []string{
		`strings.HasPrefix(o.Locator, "files=")`, `o.Locator == "commit"`, `"commit" != o.Locator`, `form.FindStringSubmatch(note)`,
		`strings.Cut(v.Note, ":")`, `v.Since[:4]`, `strings.CutPrefix(since, "by ")`,
	} {
		found := false
		e, err := parser.ParseExpr(line)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(e, func(n ast.Node) bool {
			found = found || n != nil && readsProse(n)
			return true
		})
		if !found {
			t.Errorf("%s is not seen", line)
		}
	}
	for _, line := range []string{`v.Note == ""`, `was.Since != is.Since`, `table.Before(v.Since, month)`, `strings.ToUpper(note)`} {
		e, err := parser.ParseExpr(line)
		if err != nil || readsProse(e) {
			t.Errorf("%s: %v, or is taken for reading", line, err)
		}
	}
}
