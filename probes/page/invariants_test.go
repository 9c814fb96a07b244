// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkDocument fails unless the blocks are what the package promises: in
// order, within the file, non-empty single lines without stray white space.
func checkDocument(t *testing.T, d *Document, src []byte) {
	t.Helper()
	lines := bytes.Count(src, []byte{'\n'}) + 1
	last := 1
	for i, b := range d.Blocks {
		if b.Start < last || b.End < b.Start || b.End > lines {
			t.Fatalf("block %d is at %d-%d after %d of %d lines: %.80q", i, b.Start, b.End, last, lines, b.Text)
		}
		last = b.Start
		if b.Text == "" || strings.ContainsAny(b.Text, "\n\r\t\x00\x01\x02") || strings.Contains(b.Text, "  ") ||
			b.Text[0] == ' ' || strings.HasSuffix(b.Text, " ") {
			t.Fatalf("block %d is not one collapsed line: %.80q", i, b.Text)
		}
		if !utf8.ValidString(b.Text) {
			t.Fatalf("block %d is not valid UTF-8: %.80q", i, b.Text)
		}
		if heading := b.Kind == Heading; heading != (b.Level >= 1 && b.Level <= 6) {
			t.Fatalf("block %d of kind %v has level %d", i, b.Kind, b.Level)
		}
	}
	if strings.ContainsAny(d.Title, "\n\r") {
		t.Fatalf("title of several lines: %q", d.Title)
	}
}

// fuzzReader checks one reader on mutations of the golden pages and of small
// hostile inputs.
func fuzzReader(f *testing.F, path string, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Reduce(path, data)
		if err != nil {
			if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
				t.Fatalf("text refused: %v", err)
			}
			return
		}
		checkDocument(t, d, data)
		checkSize(t, d, len(data))
		text := NewText(d.Blocks)
		if len(d.Blocks) > 0 && text.BlockAt(len(text.String())) != d.Blocks[len(d.Blocks)-1] {
			t.Fatal("the end of the text is not the last block's")
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	fuzzReader(f, "a.md", "---\ntitle: A\n---\n# B\n\n> [!NOTE]\n> c [d](e) `f` **g**\n\n!!! note \"T\"\n    x\n\n| a | b |\n|--|--|\n| c \\| d | `e` |\n",
		"```{note}\nx\n```\n{% highlight rb %}\ny\n{% endhighlight %}\n::: tip\n:::\n", "<div>\n<p>a &amp; b</p>\n</div>\n\n- [ ] a\n\n  b\n", "[a]: b\n\n[a] ![c][a] <http://x> &#10; [^1]\n", "Term\n: def\n",
		"{\n\"draft\": true\n}\n% a\n{% comment %}\nb\n{% endcomment %}c {# d #} ~~e~~ ~f~\n[^1]: g\n", "<div hidden>\n\na\n\n</div>\n\nb <s>c</s> <span hidden>d\n\n# [e](#tab/f)\n")
}

func FuzzMDX(f *testing.F) {
	fuzzReader(f, "a.mdx", "import A from 'a'\n\n<A b={c} alt=\"d\">\n\ntext {/* x */} {\"lit\"}\n\n</A>\n", "`<A>` \\{ <a href={x}>y</a>\n```\n{\n```\n")
}

func FuzzRST(f *testing.F) {
	fuzzReader(f, "a.rst", "====\nA\n====\n\nB\n--\n\n.. note:: x\n   y\n\n   z::\n\n     code\n\n* a\n\n  - b\n\nterm\n   def\n", "PEP: 1\nTitle: A\n\n+--+--+\n|a |b |\n+--+--+\n\n== ==\na  b\n== ==\n", ".. list-table::\n\n   * - a\n     - b\n", ".. csv-table::\n   :header: a,\"b\"\n\n   c,d\n", ".. |a| replace:: |b|\n   c\n.. |b| replace:: |a|\n\n|a| |b|\n\n.. only:: not html\n\n   d\n", ":ref:`a <b>` ``c`` *d* |e| `f <g>`_ h_\n\n>>> x\n",
		".. |a|replace::0\n 00\n 000000000000000000\n|a|000\n 00")
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<pre><h1>0"))
	f.Add([]byte("<main><h1>a<a>#</a></h1><pre>b\nc</pre><table><tr><td>d<td>e</table></main>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := ReduceHTML(data); err == nil {
			checkDocument(t, d, data)
			checkSize(t, d, len(data))
		}
	})
}

func FuzzTemplate(f *testing.F) {
	fuzzReader(f, "a.html", "{% macro a() %}b{% endmacro %}<h1>{{ a() }}</h1>{% trans %}c{% endtrans %}{# d #}<%= link_to \"e\", f %>{% raw %}{{ g }}{% endraw %}")
}

func FuzzVue(f *testing.F) {
	fuzzReader(f, "a.vue", "<template><p v-if=\"false\">a</p><template #b>{{ c }}</template><s>d</s></template>", "<ul><li hidden>a<ul><li>b</ul><li>c</ul><p hidden>d<p>e<dialog>f")
}

func FuzzHandlebars(f *testing.F) {
	fuzzReader(f, "a.hbs", "{{!-- a }} --}}b{{! c }}{{{d}}}{{#if e}}f{{/if}}", "{% comment %}a{% endcomment %}<%-- b --%><%doc>c</%doc>{{/* d */}}")
}

func FuzzXML(f *testing.F) {
	fuzzReader(f, "a.xml", "<document><properties><title>a</title></properties><section name=\"b\"><source><![CDATA[c\nd]]></source></section></document>")
}

func FuzzSvelte(f *testing.F) {
	fuzzReader(f, "a.svelte", "<script>let a = '{';</script>{#if a}<p on:click={() => b}>c {' '} d</p>{/if}")
}

func FuzzRazor(f *testing.F) { fuzzReader(f, "a.cshtml", "@model A\n@if (b)\n{\n<p>c @d</p>\n}\n") }

func FuzzVelocity(f *testing.F) {
	fuzzReader(f, "a.md.vm", "#set($a = 1)\n# b\n## c\n#if(d)\n${e}\n#end\n")
}

func FuzzAdoc(f *testing.F) {
	fuzzReader(f, "a.adoc", "= A\n:b: c\n:d: {b}{b}\n\nifdef::b[]\n{d}\nendif::[]\nifndef::e,f[g]\n[comment]\nh\n\n[.line-through]#i#\n\n[source]\n----\nd\n----\n\n|===\n|e |f\n|===\n\n* link:g[h] <<i,j>>\n")
}

func FuzzAPT(f *testing.F) {
	fuzzReader(f, "a.apt", " ---\n A\n ---\n b\n ---\n\nC\n\n  text {{{d}e}} <<<f>>>\n\n+---+\ncode\n+---+\n\n  * item\n\n*-+-+\n| a | b |\n")
}

func FuzzCSV(f *testing.F) { fuzzReader(f, "a.csv", "a,b\nc,\"d\n\"\"e\"\n") }

func FuzzPlain(f *testing.F) { fuzzReader(f, "a.txt", "a\nb\n\n* c\n  d\n* e\n") }
