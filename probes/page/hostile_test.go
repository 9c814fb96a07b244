// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// hostile are inputs that make naive readers quadratic or overflow their stack.
func hostile(n int) map[string]string {
	rep := strings.Repeat
	return map[string]string{
		"quotes":          rep(">", n),
		"quotes lazy":     rep("> ", n) + "a\n" + rep("b\n", n),
		"quotes lines":    rep(rep("> ", 1000)+"a\n", 200),
		"lists":           rep("- ", n) + "a\n" + rep("\n", n),
		"ordered":         rep("1. ", n) + "a\n" + rep("\n", n),
		"deep list":       staircase("- ", 600) + rep("\n", n),
		"brackets":        rep("[", n),
		"bracket pairs":   rep("[", n) + "a" + rep("]", n),
		"open links":      rep("[a](", n),
		"open links 2":    rep("[a](b", n),
		"links":           rep("[a](b) ", n),
		"images":          rep("![", n),
		"references":      rep("[a][", n) + "\n\n[x]: y\n",
		"reference nest":  rep("[", n) + rep("]", n) + "\n\n[x]: y\n",
		"definitions":     rep("[a]: b\n", n),
		"half definition": rep("[a]:\n", n),
		"stars":           rep("*a **a ", n),
		"stars 2":         rep("**a *b ", n) + rep("** ", n),
		"underscores":     rep("_a __a ", n),
		"ticks":           ticks(600),
		"ticks 2":         rep("``a`b", n),
		"comments":        rep("<!-- ", n),
		"tags":            rep("<a ", n),
		"tags quoted":     rep(`<a b="`, n),
		"divs":            rep("<div>", n),
		"divs lines":      rep("<div>\n\n", n),
		"closing":         rep("<div>", n) + rep("</div>", n),
		"headings":        rep("<h1>", n),
		"entities":        rep("&", n) + rep("&amp", n),
		"table wide":      rep("|a", 5000) + "|\n" + rep("|-", 5000) + "|\n" + rep("|b\n", n),
		"table lines":     rep("|-|-|\n", n),
		"braces":          rep("{", n),
		"brace pairs":     rep("{", n) + rep("}", n),
		"brace strings":   rep("{'", n),
		"brace comments":  rep("{/*", n),
		"jinja":           rep("{% ", n) + rep("{{ ", n) + rep("{# ", n),
		"jinja raw":       rep("{% raw %}", n),
		"jinja macros":    rep("{% macro a() %}", n),
		"erb":             rep("<% ", n),
		"jsx":             rep("<A b={", n),
		"jsx open":        rep("<A b=", n),
		"fences":          rep("```\n", n) + rep("````\n", n),
		"open fences":     rep("- ```{note}\n", n),
		"admonitions":     staircase("!!! a\n    ", 300) + rep("!!! note\n", n),
		"colons":          rep(":::", n) + "\n" + rep("::: a\n", n),
		"rst roles":       rep(":a:`b ", n),
		"rst literals":    rep("``a ", n),
		"rst bars":        rep("|a ", n),
		"rst stars":       rep("**a *", n),
		"rst titles":      rstTitles(n / 10),
		"rst directives":  rep(".. note::\n", n),
		"rst nested":      staircase(".. note::\n", 300),
		"rst text":        rep("a::\n\n", n),
		"rst items":       rep("* a\n", n),
		"grid":            rep("+---+\n| a |\n", n),
		"simple table":    rep("== ==\na  b\n", n),
		"adoc links":      rep("https://a[", n) + rep("<<a,", n),
		"newlines":        rep("\n", 5*n),
		"spaces":          rep(" ", 5*n),
		"one word":        rep("a", 5*n),
		"front matter":    "---\n" + rep("title: a\n", n),
		"folded title":    "---\ntitle: >\n" + rep(" a\n", n),
		"script":          rep("<script>", n),
		"svg":             rep("<svg>", n),
		"plaintext":       rep("<plaintext>", n),
		"rows":            rep("<table><tr><td>", n),
		"li":              rep("<ul><li>", n),
		"anchors":         "<h1>" + rep("<a>#</a>", n),
		"cdata":           rep("<![CDATA[", n),
		"docfx":           rep(":::image ", n) + "\n" + rep("[!", n),
		"full paragraphs": rep(rep("*a_ ", 4000)+"\n\n", n/4000),
		"full links":      rep(rep("[a](b", 3200)+"\n\n", n/3200),
		"full headings":   rep("# "+rep("[a](b", 3200)+"\n", n/3200),
		"table sparse":    rep("a|", n/8) + "\n" + rep("-|", n/8) + "\n" + rep("b\n", n),
		"table cells":     rep("|*a_ ", n/40) + "\n" + rep("|-", n/40) + "\n" + rep("|*a_ *b_ [c](d", n) + "\n",
		"titles open":     rep("[a]: b \"\n", n),
		"struck":          rep("~~a ~b", n) + rep("<s>", n),
		"hidden":          rep("<p hidden>a", n) + rep("<li hidden><ul>", n),
		"hidden lines":    rep("<div hidden>\n\n", n) + "a\n",
		"styles":          `<p style="` + rep("display:none;", n) + `">`,
		"landmarks":       rep("<div role=main><div role=navigation>", n),
		"tags of tags":    rep("{%\n", n) + rep("{{/*\n", n) + rep("{% comment %}\n", n),
		"comments 2":      rep("{# a #} {{!-- b --}} <%# c %> ", n) + rep("{::comment}", n) + rep("<%--", n),
		"jsx hidden":      rep("<div hidden>", n),
		"macro calls":     "{% macro a() %}" + rep("word ", 180) + "{% endmacro %}" + rep("{{a()}}", n),
		"rst laughs":      rstLaughs(40),
		"rst circle":      ".. |a| replace:: |b| |b|\n.. |b| replace:: |a| |a|\n\n" + rep("|a| ", n),
		"rst columns":     rep("= ", n) + "\n" + rep("a\n", n),
		"adoc laughs":     adocLaughs(40),
		"adoc attributes": ":a: " + rep("x", 4000) + "\n\n" + rep("{a}", n),
		"adoc conditions": rep("ifdef::a[]\n", n) + rep("endif::[]\n", n),
		"json matter":     "{\n" + rep(`"a": {`, n),
		"front keys":      "---\n" + rep("draft: true\n", n) + "---\n",
	}
}

// rstLaughs is of one kilobyte for ten times 2^n bytes of text.
func rstLaughs(n int) string {
	var sb strings.Builder
	sb.WriteString(".. |a0| replace:: xxxxxxxxxx\n")
	for i := range n {
		fmt.Fprintf(&sb, ".. |a%d| replace:: |a%d| |a%d|\n", i+1, i, i)
	}
	fmt.Fprintf(&sb, "\n|a%d|\n|a5| |a9|\n", n)
	return sb.String()
}

func adocLaughs(n int) string {
	var sb strings.Builder
	sb.WriteString(":a0: xxxxxxxxxx\n")
	for i := range n {
		fmt.Fprintf(&sb, ":a%d: {a%d} {a%d}\n", i+1, i, i)
	}
	fmt.Fprintf(&sb, "\n{a%d} {a5}\n", n)
	return sb.String()
}

func staircase(step string, n int) string {
	var sb strings.Builder
	for i := range n {
		sb.WriteString(strings.Repeat("  ", i))
		sb.WriteString(step)
		sb.WriteString("a\n")
	}
	return sb.String()
}

func ticks(n int) string {
	var sb strings.Builder
	for i := range n {
		sb.WriteString(strings.Repeat("`", i+1))
		sb.WriteByte('a')
	}
	return sb.String()
}

// rstTitles has as many heading styles as reStructuredText can tell apart.
func rstTitles(n int) string {
	var sb strings.Builder
	for i := range n {
		rule := strings.Repeat(string("=-~^'+*#<>!\"$%&"[i%15]), 4)
		sb.WriteString(rule + "\ntext\n" + rule + "\n\ntext\n" + rule + "\n\n")
	}
	return sb.String()
}

var readerPaths = []string{"a.md", "a.mdx", "a.rst", "a.html", "a.xml", "a.svelte", "a.cshtml", "a.vm", "a.adoc", "a.apt", "a.csv", "a.txt"}

// TestContract holds each reader to its promises on hostile input: no panic,
// lines of the source, valid UTF-8 (see checkDocument), and no more text and
// memory than the input's size allows.
func TestContract(t *testing.T) {
	for name, text := range hostile(8_000) {
		for _, path := range readerPaths {
			reduceBounded(t, name, path, text)
		}
	}
}

// TestDeepNesting is about stacks: a hundred thousand levels.
func TestDeepNesting(t *testing.T) {
	all := hostile(100_000)
	for _, name := range []string{"quotes", "quotes lazy", "lists", "brackets", "bracket pairs", "divs", "closing", "braces", "brace pairs", "li", "rows"} {
		for _, path := range []string{"a.md", "a.mdx", "a.rst", "a.html", "a.svelte"} {
			reduceBounded(t, name, path, all[name])
		}
	}
}

// Bytes of text, and of memory over the whole time, for each byte of a page.
const (
	mostText   = 4
	mostMemory = 1000
	leastText  = 1 << 18 // substitutions may fill this, whatever the size
)

func reduceBounded(t *testing.T, name, path, text string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := Reduce(path, []byte(text))
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatalf("%s as %s: %v", name, path, err)
	}
	checkDocument(t, d, []byte(text))
	checkSize(t, d, len(text))
	if n := int(after.TotalAlloc - before.TotalAlloc); n > mostMemory*len(text)+64*leastText {
		t.Errorf("%s as %s: %d bytes of memory for %d", name, path, n, len(text))
	}
}

func checkSize(t *testing.T, d *Document, size int) {
	t.Helper()
	if n := textSize(d); n > mostText*size+leastText {
		t.Errorf("%d bytes of text from %d", n, size)
	}
}

func textSize(d *Document) int {
	n := len(d.Title)
	for _, b := range d.Blocks {
		n += len(b.Text)
	}
	return n
}

// TestParseCost counts what goldmark is given to parse: no paragraph beyond the
// limit, and no more marks in all than the budget.
func TestParseCost(t *testing.T) {
	for name, page := range hostile(25_000) {
		for _, markdown := range []parser.Parser{markdownParser, mdxParser} {
			src, _ := squeezeBlanks(prepareMarkdown([]byte(page), false).text)
			pc := parser.NewContext()
			root := markdown.Parse(text.NewReader(src), parser.WithContext(pc))
			if cost := costOf(pc); cost.marks > maxInlineMarks || cost.cells > maxTableCells {
				t.Errorf("%s: %d marks, %d cells", name, cost.marks, cost.cells)
			}
			marks := 0
			var walk func(n ast.Node)
			walk = func(n ast.Node) {
				if n.Type() == ast.TypeBlock && !n.IsRaw() && n.Kind() != ast.KindDocument {
					size, count := 0, 0
					for i := range n.Lines().Len() {
						seg := n.Lines().At(i)
						size += seg.Len()
						count += countMarks(seg.Value(src))
					}
					if size > maxParagraph {
						t.Errorf("%s: a %s of %d bytes was parsed", name, n.Kind(), size)
					}
					marks += count * count
				}
				for c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock; c = c.NextSibling() {
					walk(c)
				}
			}
			walk(root)
			if marks > 2*maxInlineMarks {
				t.Errorf("%s: %d squared marks were parsed", name, marks)
			}
		}
	}
}

// BenchmarkHostile reduces a megabyte of each hostile input by each reader. None
// may take two seconds.
func BenchmarkHostile(b *testing.B) {
	for name, page := range hostile(25_000) {
		for len(page) < 1<<20 {
			page += page
		}
		for _, path := range readerPaths {
			b.Run(strings.ReplaceAll(name, " ", "-")+"/"+path[2:], func(b *testing.B) {
				src := []byte(page[:1<<20])
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					if _, err := Reduce(path, src); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
