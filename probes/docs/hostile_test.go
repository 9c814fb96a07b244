// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"strings"
	"testing"
	"time"
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
	}
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

var readerPaths = []string{"a.md", "a.mdx", "a.rst", "a.html", "a.xml", "a.svelte", "a.cshtml", "a.vm", "a.adoc", "a.apt", "a.txt"}

// TestHostile holds each reader to a time that quadratic work on these inputs
// exceeds many times over, even under the race detector on a busy machine.
func TestHostile(t *testing.T) {
	for name, text := range hostile(25_000) {
		for _, path := range readerPaths {
			reduceInTime(t, name, path, text)
		}
	}
}

// TestDeepNesting is about stacks rather than time: a hundred thousand levels.
func TestDeepNesting(t *testing.T) {
	all := hostile(100_000)
	for _, name := range []string{"quotes", "quotes lazy", "lists", "brackets", "bracket pairs", "divs", "closing", "braces", "brace pairs", "li", "rows"} {
		for _, path := range []string{"a.md", "a.mdx", "a.rst", "a.html", "a.svelte"} {
			reduceInTime(t, name, path, all[name])
		}
	}
}

func reduceInTime(t *testing.T, name, path, text string) {
	t.Helper()
	const limit = 3 * time.Second
	start := time.Now()
	d, err := Reduce(path, []byte(text))
	if err != nil {
		t.Fatalf("%s as %s: %v", name, path, err)
	}
	if took := time.Since(start); took > limit {
		t.Errorf("%s as %s: %v for %d bytes", name, path, took, len(text))
	}
	checkDocument(t, d, []byte(text))
}
