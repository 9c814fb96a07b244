// SPDX-License-Identifier: Apache-2.0

package messages

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed text/*.txt
var files embed.FS

// Texts are the texts of the site in one language, by key.
type Texts map[string]string

// Load reads the texts of a language, such as "en". An error names the line of
// the file that is not as it should be.
func Load(language string) (Texts, error) {
	name := "text/" + language + ".txt"
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	texts := make(Texts)
	for i, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if _, twice := texts[key]; !ok || twice {
			return nil, fmt.Errorf("site/messages/%s:%d: not KEY = TEXT, or the key is there twice", name, i+1)
		}
		texts[key] = strings.ReplaceAll(text, `\n`, "\n")
	}
	return texts, nil
}

// Format gives a text; with arguments, the text is a format. A key without a
// text is an error.
func (t Texts) Format(key string, args ...any) (string, error) {
	text, ok := t[key]
	if !ok {
		return "", fmt.Errorf("no text %q in site/messages/text", key)
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// Or gives a text, or the fallback for words of the dataset that have none.
func (t Texts) Or(key, fallback string) string {
	if text, ok := t[key]; ok {
		return text
	}
	return fallback
}

// Word gives the text for a word of the dataset, such as a verdict, under a prefix:
// the word itself when it has none, and nothing for nothing.
func Word[T ~string](t Texts, prefix string, word T) string {
	return t.Or(prefix+"."+string(word), string(word))
}

// Must gives a text as Format does, for keys that a test checks: it panics for
// any other.
func (t Texts) Must(key string, args ...any) string {
	text, err := t.Format(key, args...)
	if err != nil {
		panic(err)
	}
	return text
}
