// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

// words are the texts of the pages in one language: text/en.txt. A translation
// is one more such file.
type words map[string]string

func loadWords(language string) (words, error) { //nolint:unparam // English now; texts of other languages come as files
	name := "text/" + language + ".txt"
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	w := make(words)
	for i, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if _, twice := w[key]; !ok || twice {
			return nil, fmt.Errorf("site/%s:%d: not KEY = TEXT, or the key is there twice", name, i+1)
		}
		w[key] = strings.ReplaceAll(text, `\n`, "\n")
	}
	return w, nil
}

// t gives a text; with arguments, it is a format.
func (w words) t(key string, args ...any) (string, error) {
	text, ok := w[key]
	if !ok {
		return "", fmt.Errorf("no text %q in site/text", key)
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// or gives a text, or the fallback for words of the dataset that have none.
func (w words) or(key, fallback string) string {
	if text, ok := w[key]; ok {
		return text
	}
	return fallback
}

// must is for keys that a test checks.
func (w words) must(key string, args ...any) string {
	text, err := w.t(key, args...)
	if err != nil {
		panic(err)
	}
	return text
}

// verdict gives the word for a verdict. One that the program does not know is
// shown as it is, as far as a cell has room.
func (w words) verdict(v string) string { return w.or("verdict."+v, cut(visible(v), 16)) }

// classes are the names of the verdicts' styles.
var classes = map[string]string{
	"supported": "yes", "partial": "part", "planned": "plan", "exploring": "expl",
	"unsupported": "no", dataset.NotApplicable: "na", dataset.Unknown: "unk",
}

func class(verdict string) string {
	if c, ok := classes[verdict]; ok {
		return c
	}
	return "unk"
}
