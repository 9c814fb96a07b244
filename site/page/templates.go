// SPDX-License-Identifier: Apache-2.0

package page

import (
	"embed"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

//go:embed templates/*.html assets
var files embed.FS

// Assets lists what the pages need beside them, by path within the site: style
// sheets, scripts, icons and licences.
func Assets() ([]string, error) {
	var list []string
	err := fs.WalkDir(files, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, name)
		}
		return err
	})
	return list, err
}

// ReadAsset gives the bytes of one of them.
func ReadAsset(name string) ([]byte, error) { return files.ReadFile(name) }

// parseTemplates reads the templates. Texts come from messages, so that a template
// holds structure only.
func parseTemplates(texts messages.Texts) (*template.Template, error) {
	t := template.New("").Funcs(template.FuncMap{
		"t": texts.Format, "word": func(key string, fallback any) string { return texts.Or(key, fmt.Sprint(fallback)) }, "lines": splitLines, "slug": func(id any) string { return model.Slug(fmt.Sprint(id)) }, "address": model.Address, "date": model.NewDate,
		"verdictLabel": func(verdict string) model.Label { return model.VerdictLabel(texts, vocabulary.Verdict(verdict)) },
		"stateClass":   func(state string) string { return model.StateClass(vocabulary.ItemState(state)) }, "countsInWords": model.CountsInWords,
	})
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if _, err := t.New(path.Base(name)).Parse(insertTexts(string(text), texts)); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func splitLines(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }

var plainText = regexp.MustCompile(`{{t "([a-z0-9.-]+)"}}`)

// insertTexts puts plain texts into a template once, which saves most of its work
// on every page. What it does not know stays, for the template to complain.
func insertTexts(template string, texts messages.Texts) string {
	return plainText.ReplaceAllStringFunc(template, func(call string) string {
		text, ok := texts[plainText.FindStringSubmatch(call)[1]]
		if !ok || strings.Contains(text, "{{") {
			return call
		}
		return html.EscapeString(text)
	})
}
