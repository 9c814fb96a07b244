// SPDX-License-Identifier: Apache-2.0

package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"github.com/ossf/package-manager-landscape/probes/page/scan"
)

// commonMarkEqual is how many of the 652 examples of CommonMark 0.31 have the text of their
// expected HTML: all but number 629, whose "<![CDATA[>&<]]>" browsers show in part.
const commonMarkEqual = 651

// TestCommonMark reduces the examples of the specification, which goldmark's
// module carries, and compares their words with those of the expected HTML.
func TestCommonMark(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Markdown, HTML, Section string
		Example                 int
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	equal := 0
	for _, example := range examples {
		d, err := Reduce("a.md", []byte(example.Markdown))
		if err != nil {
			t.Fatal(err)
		}
		got, want := scan.Collapse(strings.ReplaceAll(wordsOnly(d), " | ", " ")), shownWords(example.HTML)
		if got == want {
			equal++
		} else {
			t.Logf("example %d (%s): %q gives %q, want %q", example.Example, example.Section, example.Markdown, got, want)
		}
	}
	if equal != commonMarkEqual {
		t.Errorf("%d of %d examples are equal, want %d", equal, len(examples), commonMarkEqual)
	}
}

var unshown = regexp.MustCompile(`(?s)<(del|script|style)\b.*?(</(del|script|style)>|$)`)

func wordsOnly(d *Document) string {
	text := NewText(d.Blocks)
	return text.String()
}

// shownWords is the text of a page by another way than the package's reader: a
// space for each block and line break, alternative texts for images, nothing
// for scripts, styles and what is struck.
func shownWords(page string) string {
	var out strings.Builder
	page = unshown.ReplaceAllString(page, "")
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return scan.Collapse(out.String())
		case nethtml.TextToken:
			out.Write(z.Text())
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			token := z.Token()
			switch token.Data {
			case "p", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "br", "hr", "div", "td", "tr", "table", "th":
				out.WriteByte(' ')
			}
			for _, a := range token.Attr {
				if token.Data == "img" && a.Key == "alt" {
					out.WriteString(a.Val)
				}
			}
		}
	}
}
