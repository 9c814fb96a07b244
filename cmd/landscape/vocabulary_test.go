// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// parseProgram parses the files of the program, without tests, by their path from the
// root of the checkout.
func parseProgram(t *testing.T, visit func(name string, fset *token.FileSet, file *ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	for _, top := range []string{"cmd", "probes", "ecosystems", "dataset", "site"} {
		err := filepath.WalkDir(filepath.Join("..", "..", top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err == nil {
				visit(filepath.ToSlash(strings.TrimPrefix(path, filepath.Join("..", "..")+string(filepath.Separator))), fset, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// homonyms are words of the vocabulary that mean something else in a place.
var homonyms = map[string][]string{
	"probes/catalog/catalog.go":                       {"supported", "partial"}, // keys of a record
	"dataset/table/export.go":                         {"optional"},             // an option of a column
	"site/model/dictionary.go":                        {"optional"},
	"dataset/metadata/metadata.go":                    {"survey"},                                                                 // a keyword of the dataset
	"dataset/release/write.go":                        {"survey"},                                                                 // a folder
	"dataset/survey2022/render.go":                    {"yes"},                                                                    // a cell of a report
	"cmd/landscape/doctor.go":                         {"yes", "no"},                                                              // an answer to a person
	"cmd/landscape/report.go":                         {"survey"},                                                                 // a command
	"dataset/report/edition.go":                       {"yes", "no", "planned", "exploring"},                                      // words of a summary
	"probes/workqueue/redisqueue/redistest/server.go": {"yes"},                                                                    // a value of Redis' settings
	"cmd/landscape/survey.go":                         {"survey"},                                                                 // a command
	"cmd/landscape/catalog.go":                        {"unknown"},                                                                // a version
	"cmd/landscape/coverage.go":                       {"supported", "partial", "planned", "exploring", "unsupported", "unknown"}, // heads of columns
	"site/model/verdict.go":                           {"yes", "no"},                                                              // names of styles
	"site/feed/badge.go":                              {"yes", "no"},
	"site/feed/card.go":                               {"yes", "no"},
	"probes/page/frontmatter/frontmatter.go":          {"yes", "no"}, // values of YAML
	"probes/repo/gitclone/clonesettings.go":           {"yes"},       // a value of git's settings
	"probes/discover/words.go":                        {"lost"},      // a word of a page
}

// A word of the vocabulary is spelled in its definition and nowhere else.
func TestWordsAreSpelledOnce(t *testing.T) {
	words := slices.Concat(vocabulary.Texts(vocabulary.Verdicts), vocabulary.Texts(vocabulary.Enforcements), vocabulary.Texts(vocabulary.Directions),
		vocabulary.Texts(vocabulary.Answers), vocabulary.Texts(vocabulary.ClosedClasses), vocabulary.Texts(probes.Outcomes),
		[]string{"probed", "reviewed", "responded", "survey", "high", "medium", "low", "yes", "no", "met", "unmet", "reached", "not reached"})
	parseProgram(t, func(name string, fset *token.FileSet, file *ast.File) {
		if strings.HasPrefix(name, "probes/vocabulary/") || name == "probes/observation.go" || strings.HasPrefix(name, "dataset/datasettest/") {
			return // of definitions, and of tests' made rows
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				return false // names of columns and keys
			}
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err == nil && slices.Contains(words, text) && !slices.Contains(homonyms[name], text) {
				t.Errorf("%s: %q is a word of probes/vocabulary: use its constant", fset.Position(literal.Pos()), text)
			}
			return true
		})
	})
}

// A cause has the same words in the differences that the program prints as on the site.
func TestCausesHaveTheSameWords(t *testing.T) {
	texts, err := messages.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	said, code := landscape("diff", "--from", "2022", "--to", "2026")
	if code != exitDone {
		t.Fatal(said)
	}
	for _, cause := range vocabulary.Causes {
		for _, want := range []string{"\n## " + messages.Word(texts, "cause", cause), "\n\n" + texts.Must("cause.means."+string(cause)) + "\n"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the differences do not say %q", cause, want)
			}
		}
	}
}
