// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// phrases are turns that are not present-day English, or that a reader has to read
// twice, with what to write.
var phrases = []struct {
	form    *regexp.Regexp
	instead string
	sound   func(match []string) bool // the same words, meant otherwise
}{
	{regexp.MustCompile(`(\S+)\s+(?:is|are|was|were) no\s+(\w+)`), "is not a …", func(m []string) bool {
		return strings.HasSuffix(strings.ToLower(m[1]), "there") || m[2] == "longer" || m[2] == "more" || m[2] == "other"
	}},
	{regexp.MustCompile(`\b(?:stands?|stood) in\b`), "is in, was found in, takes the place of", nil},
	{regexp.MustCompile(`\bone (?:(?:file|line|row|column|page|issue) )?an? (?:ecosystem|registry|feature|file|line|page|package|repository|wave|table|event|problem|language|observation|row|question|host|day|month)\b`), "one per …", nil},
	{regexp.MustCompile(`(?:releases?|baseline|records|rules|keys|root|those|one) (?:of 2022 )?(?:that (?:is|are) )?built in\b`), "the built-in …", nil},
	{regexp.MustCompile(`\b[Tt]his is no\b`), "… does not mean …", nil},
	{regexp.MustCompile(`\b(?:[Ii]t is |not |is )so that\b`), "has, does not have", nil},
	{regexp.MustCompile(`\bends before its end\b`), "truncated: …", nil},
}

func findPhrases(text string) (found []string) {
	for _, p := range phrases {
		for _, m := range p.form.FindAllStringSubmatch(text, -1) {
			if p.sound == nil || !p.sound(m) {
				found = append(found, strings.Join(strings.Fields(m[0]), " ")+": write "+p.instead)
			}
		}
	}
	return found
}

// What people read is plain present-day English: texts of the program, its comments,
// the texts of the site, and the guides.
func TestPlainEnglish(t *testing.T) {
	parseProgram(t, func(name string, fset *token.FileSet, file *ast.File) {
		check := func(at token.Pos, text string) {
			for _, problem := range findPhrases(text) {
				t.Errorf("%s: %s", fset.Position(at), problem)
			}
		}
		for _, group := range file.Comments {
			check(group.Pos(), group.Text())
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				check(literal.Pos(), literal.Value)
			}
			return true
		})
	})
	top := filepath.Join("..", "..")
	files := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "action.yml", "site/messages/text/*.txt", "site/page/templates/*.html", ".github/ISSUE_TEMPLATE/*.yml"}
	for _, pattern := range files {
		names, err := filepath.Glob(filepath.Join(top, filepath.FromSlash(pattern)))
		if err != nil || len(names) == 0 {
			t.Errorf("%s: no such file: %v", pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range findPhrases(string(text)) {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
}

// The lint sees what it is for, and leaves English alone.
func TestFindPhrases(t *testing.T) {
	for _, text := range []string{
		"an address that is no URL", "rows are no answers", "a trace stands in FILE", "one file an ecosystem, as a release holds them", "one line a problem",
		"the release built in", "the baseline of 2022 built in", "this is no No", "It is so that owners can delete", "not so that it has accounts", "the page ends before its end",
	} {
		if len(findPhrases(text)) == 0 {
			t.Errorf("%q is not seen", text)
		}
	}
	for _, text := range []string{"there is no attestation", "There are no pages", "it is no longer there", "so that nobody waits", "the built-in release", "one of a kind", "it stands instead"} {
		if found := findPhrases(text); len(found) > 0 {
			t.Errorf("%q: %q", text, found)
		}
	}
}
