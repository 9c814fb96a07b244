// SPDX-License-Identifier: Apache-2.0

package page

import (
	"strings"
	"testing"
)

// texts are a document's blocks, "h2 Text" for headings, "- Text" for items,
// "= Text" for rows, "$ Text" for code.
func texts(d *Document) string {
	var lines []string
	for _, b := range d.Blocks {
		mark := map[Kind]string{Item: "- ", Row: "= ", Code: "$ "}[b.Kind]
		if b.Kind == Heading {
			mark = "h" + string(rune('0'+b.Level)) + " "
		}
		lines = append(lines, mark+b.Text)
	}
	return strings.Join(lines, "\n")
}

type reduction struct{ name, path, src, want string }

func run(t *testing.T, cases []reduction) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := Reduce(c.path, []byte(c.src))
			if err != nil {
				t.Fatal(err)
			}
			checkDocument(t, d, []byte(c.src))
			if got := texts(d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMarkdown(t *testing.T) {
	run(t, []reduction{
		{"front matter", "a.md", "---\ntitle: \"A: b\"\nx: y\n---\n\ntext\n", "h1 A: b\ntext"},
		{"front matter repeated", "a.md", "---\ntitle: A\n---\n# A\n\ntext\n", "h1 A\ntext"},
		{"toml", "a.md", "+++\ntitle = 'A'\n+++\ntext\n", "h1 A\ntext"},
		{"folded title", "a.md", "---\ntitle: >-\n  A\n  b\n---\n", "h1 A b"},
		{"setext", "a.md", "A\n===\n\nB\n---\n", "h1 A\nh2 B"},
		{"emphasis", "a.md", "*a* **b** ***c*** _d_ e_f_g 2*3 ~~h~~ \\*i\\*", "a b c d e_f_g 2*3 *i*"},
		{"links", "a.md", "[a](b \"c)\") [d][e] [f] [g] ![h](i) <http://j> [k](l(m)n)\n\n[e]: /x\n[F]: <y> 'z'\n", "a d f [g] h http://j k"},
		{"code spans", "a.md", "`` a`b `` `*c*` `open", "a`b *c* `open"},
		{"inline html", "a.md", "a<br>b <span class=\"x>y\">c</span> <!-- d --> e &amp; &lt;f&gt;", "a b c e & <f>"},
		{"html block", "a.md", "<div>\n<h2>A</h2>\n<p>b</p>\n</div>\n\nc\n", "h2 A\nb\nc"},
		{"comment", "a.md", "<!--\na\n-->\n\nb\n", "b"},
		{"lists", "a.md", "1. a\n   more\n\n   b\n2. [x] c\n   - d\n", "- a more\nb\n- c\n- d"},
		{"table", "a.md", "a\n| b | `c\\|d` |\n|:--|--:|\n| [e](f) | |\n", "a\n= b | c|d\n= e |"},
		{"admonition", "a.md", "!!! warning \"Mind\"\n\n    a\n\n    ```\n    b\n    ```\n\nc\n", "Mind\na\n$ b\nc"},
		{"nested admonitions", "a.md", "=== \"Tab\"\n\n    !!! note\n        a\n\n    b\nc\n", "Tab\na\nb c"},
		{"containers", "a.md", ":::tip[Mind]\n\na\n\n:::\n\n::: moniker range=\"x\"\nb\n::: moniker-end\n", "Mind\na\nb"},
		{"alerts", "a.md", "> [!NOTE]\n> a\n\n> [!TIP]\n> b\n", "a\nb"},
		{"docfx image", "a.md", ":::image type=\"content\" source=\"a.png\" alt-text=\"b\":::\n", "b"},
		{"liquid", "a.md", "{% include a.html %}\nb {% if c %}d{% endif %} `{% e %}`\n\n{% highlight sh %}\n# f\n{% endhighlight %}\n", "b d {% e %}\n$ # f"},
		{"myst", "a.md", "```{note} Mind\n:class: x\na {ref}`b <c>`\n```\n\n```{code-block} sh\nd\n```\n", "Mind\na b\n$ d"},
		{"kramdown", "a.md", "## A {#a}\n{: .x}\n\nTerm\n: def\n", "h2 A\nTerm\n- def"},
		{"footnotes", "a.md", "a[^1]\n\n[^1]: b c\n", "a\nb c"},
		{"crlf", "a.md", "# A\r\n\r\nb\r\nc\r\n\r\n```\r\nd\r\n```\r\n", "h1 A\nb c\n$ d"},
		{"bom", "a.md", "\xef\xbb\xbf# A\n", "h1 A"},
		{"fence keeps braces", "a.md", "```\n${{ secrets.A }}\n:::\n!!! b\n```\n", "$ ${{ secrets.A }}\n$ :::\n$ !!! b"},
	})
}

func TestMDX(t *testing.T) {
	run(t, []reduction{
		{"module lines", "a.mdx", "import A from 'a'\nexport const b = {\n  c: 1\n}\n\nimportant text\n", "important text"},
		{"components", "a.mdx", "<Tabs a={{b: '>'}}>\n  <Tab label=\"x\">\n\n    deep **text**\n\n  </Tab>\n</Tabs>\n", "deep text"},
		{"alt", "a.mdx", "<Shot src=\"a.png\" alt=\"a shot\" />\n", "a shot"},
		{"expressions", "a.mdx", "a{/* b */}{' '}{\"c\"} {d.e} `{f}` \\{g}\n", "a c {f} {g}"},
		{"indented", "a.mdx", "<Tabs>\n    <Tab>\n    - a\n\n      b\n        - c\n\n          ```\n            d\n          ```\n\n    ## E\n    </Tab>\n</Tabs>\n\n- f\n    - g\n\n    h\n", "- a\nb\n- c\n$ d\nh2 E\n- f\n- g\nh"},
		{"element", "a.mdx", "<h2 style={{a: 1}}>B</h2>\n\n<details>\n**c**\n</details>\n", "h2 B\nc"},
		{"code", "a.mdx", "```\nimport a from 'b'\n<A b={c}>\n```\n", "$ import a from 'b'\n$ <A b={c}>"},
		{"less than", "a.mdx", "a < b {\n", "a < b {"},
	})
}

func TestRST(t *testing.T) {
	run(t, []reduction{
		{"levels", "a.rst", "=\nA\n=\n\n===\nB\n===\n\nC\n===\n\nD\n---\n\nE\n===\n", "= A =\nh1 B\nh2 C\nh3 D\nh2 E"},
		{"pep", "a.rst", "PEP: 1\nTitle: A ``b``\nStatus: Final\n\nC\n===\n", "- PEP: 1\nh1 PEP 1 – A b\n- Status: Final\nh2 C"},
		{"directives", "a.rst", ".. note:: a\n   b\n\n   c\n\n.. warning::\n   :class: x\n\n   d\n\n.. toctree::\n\n   e\n\n.. comment\n   f\n\ng\n", "a b\nc\nd\ng"},
		{"code", "a.rst", "a::\n\n  b\n\n    c\n\nd\n\n.. code-block:: sh\n   :caption: x\n\n   e\n\n>>> f\n1\n", "a:\n$ b\n$ c\nd\n$ e\n$ >>> f\n$ 1"},
		{"lists", "a.rst", "* a\n  more\n* b\n\n  c\n\n  1. d\n  2. e\n\n:f: g\n", "- a more\n- b\nc\n- d\n- e\n- f: g"},
		{"definitions", "a.rst", "term\n  def\n  more\n\nother\n  def\n", "- term\ndef more\n- other\ndef"},
		{"roles", "a.rst", ":ref:`a <b>` :pep:`8` :class:`~c.D` ``e`` *f* **g** `h <i>`_ `j`_ k_ [1]_ |l| m\\_n __o__", "a PEP 8 D e f g h j k [1] l m_n __o__"},
		{"link over lines", "a.rst", "`a\nb <c>`_ d\n", "a b d"},
		{"substitution", "a.rst", ".. |x| replace:: y *z*\n\na |x|.\n", "a y z."},
		{"grid", "a.rst", "+---+---+\n| a | b |\n+===+===+\n| c | d |\n| e |   |\n+---+---+\n\nf\n", "= a | b\n= c e | d\nf"},
		{"simple", "a.rst", "===  ===\na    b\n===  ===\nc    d\n     e\n===  ===\n", "= a | b\n= c | d e"},
		{"list table", "a.rst", ".. list-table:: T\n   :header-rows: 1\n\n   * - a\n     - b\n   * - `c\n       <d>`_\n     - e\n\nf\n", "= a | b\n= c | e\nf"},
		{"csv table", "a.rst", ".. csv-table::\n   :header: \"a\", b\n\n   c, \"d, e\"\n", "= a | b\n= c | d, e"},
		{"figure", "a.rst", ".. figure:: a.png\n   :alt: b\n\n   c\n", "b\nc"},
	})
}

func TestHTML(t *testing.T) {
	run(t, []reduction{
		{"dropped", "a.html", "<script>if (a<b) '<p>'</script><style>x</style><noscript><p>y</p></noscript><p>z<svg><title>w</title></svg></p>", "z"},
		{"zones", "a.html", "<nav>a</nav><article>b</article><main><nav>c</nav><header><h1>D</h1></header>e</main><footer>f</footer>", "h1 D\ne"},
		{"article", "a.html", "<header>a</header><article><p>b</article><article>c</article>d", "b\nc"},
		{"empty main", "a.html", "<h1>A</h1><main><script>x</script></main>", "h1 A"},
		{"whole page", "a.html", "<nav>a</nav><p>b</p><footer>c</footer>", "b\nc"},
		{"only a menu", "a.html", "<nav>a</nav>", "a"},
		{"blocks", "a.html", "<div>a<div>b</div>c</div><dl><dt>d<dd>e</dl>", "a\nb\nc\n- d\n- e"},
		{"pre", "a.html", "<pre>a\n\n  b &lt;c&gt;<br>d</pre>e", "$ a\n$ b <c>\n$ d\ne"},
		{"entities", "a.html", "<p>a&nbsp;&amp;&#10;b\u200bc</p>", "a & bc"},
		{"image", "a.html", "<p>a <img src=x alt='b\nc'> d</p>", "a b c d"},
		{"jinja", "a.html", "{% macro q() %}{% trans %}Why <b>not</b>?{% endtrans %}{% endmacro %}{# x #}<h2>{{ q() }}</h2>{% if a < b %}<p {% if c %}class=\"d\"{% endif %}>{% trans %}e{% endtrans %}{{ f }}.</p>{% endif %}{{ _('g') }}", "h2 Why not?\ne.\ng"},
		{"raw", "a.html", "<p>{% raw %}{{ a }}{% endraw %}</p>", "{{ a }}"},
		{"erb", "a.html.erb", "<% if a > b %><p>c <%= d %> <%= link_to \"e\", f %></p><% end %>", "c e"},
		{"markdown in erb", "a.md.erb", "# A <%= b %>\n\n*c*\n", "h1 A\nc"},
		{"svelte", "a.svelte", "<script lang=\"ts\">let a = '{';</script>\n{#if x > y}\n<p class={b} on:click={() => c}>d {e}{' '}f</p>\n{/if}", "d f"},
		{"razor", "a.cshtml", "@model A\n@if (b) {\n<p>c</p>\n}\n", "c"},
		{"velocity", "a.html.vm", "#set($a = 1)\n<p>b</p>\n#end\n", "b"},
		{"xdoc", "a.xml", "<document><properties><title>T</title></properties><body><section name=\"A\"><p>b <code>c</code></p></section></body></document>", "h2 A\nb c"},
		{"faq", "a.fml", "<faqs><part><faq><question>A?</question><answer><p>b</p></answer></faq></part></faqs>", "h3 A?\nb"},
	})
}

func TestPlain(t *testing.T) {
	run(t, []reduction{
		{"text", "README", "a\nb\n\n* c\n  d\n* e\n", "a b\n- c d\n- e"},
		{"csv", "a.csv", "a,b\nc,\"d\n\ne, \"\"f\"\"\"\n* g,h\n", "= a,b\n= c,\"d e, \"\"f\"\"\"\n= * g,h"},
		{"csv that does not end", "a.csv", "a,\"b\nc\n", "= a,\"b c"},
		{"apt", "a.apt", "  ---\n  A\n  ---\n  B\n  ---\n\nC\n\n~~ d\n  e\n\n  [[1]] f\n", "h1 A\nh2 C\ne\n- f"},
		{"adoc", "a.adoc", "= A\n:b: c\n\n// d\n.Ex\n[NOTE]\n====\nf https://g[h] `i`.\n====\n////\nj\n////\n", "h1 A\n- Ex\nf h i."},
	})
}

// TestReduceHTML shows the difference between a live page and a template.
func TestReduceHTML(t *testing.T) {
	d, err := ReduceHTML([]byte("<title>A &amp; b</title><pre>${{ secrets.TOKEN }}</pre>"))
	if err != nil || d.Title != "A & b" || texts(d) != "$ ${{ secrets.TOKEN }}" {
		t.Errorf("got %q, %q, %v", d.Title, texts(d), err)
	}
}

func TestNotText(t *testing.T) {
	for src, want := range map[string]string{
		"ab\xffc":    "a.md: not valid UTF-8 at byte 2",
		"é\xc3":      "a.md: not valid UTF-8 at byte 2",
		"\ufffd\xfe": "a.md: not valid UTF-8 at byte 3",
		"abc\x00":    "a.md: not text: NUL at byte 3",
	} {
		if _, err := Reduce("a.md", []byte(src)); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", src, err, want)
		}
		if _, err := ReduceHTML([]byte(src)); err == nil {
			t.Errorf("%q: no error", src)
		}
	}
}

// TestLines is about the lines that a citation of a match would name.
func TestLines(t *testing.T) {
	src := "---\ntitle: A\n---\n\n\n\n# B\n\n\n\nc\n[d](\ne) f\n\n\n<div>\n\n\n<p>g\nh</p></div>\n\n```\ni\n\n\nj\n```\n"
	d, err := Reduce("a.md", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	const want = "title: A\n2-2 h1: A\n7-7 h1: B\n11-13 paragraph: c d f\n19-20 paragraph: g h\n23-23 code: i\n26-26 code: j\n"
	if got := dump(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSection(t *testing.T) {
	d, err := Reduce("a.md", []byte("# A\n\n## Notes\n\na\n\n### Sub\n\nb\n\n## Other\n\nc\n\n# B\n\n### notes\n\nd\n\n## X\n\ne\n"))
	if err != nil {
		t.Fatal(err)
	}
	blocks, ok := d.Section("  NOTES ")
	if got := NewText(blocks).String(); !ok || got != "a\nSub\nb\nd" {
		t.Errorf("got %q, %v", got, ok)
	}
	if _, ok := d.Section("none"); ok {
		t.Error("found a section that is not there")
	}
	if blocks, ok := d.Section("A"); !ok || len(blocks) == 0 {
		t.Errorf("section A: %d blocks, %v", len(blocks), ok)
	}
}

func TestText(t *testing.T) {
	blocks := []Block{{Text: "ab", Start: 1}, {Text: "c", Start: 5}}
	text := NewText(blocks)
	if text.String() != "ab\nc" {
		t.Fatalf("got %q", text.String())
	}
	for offset, start := range map[int]int{-1: 1, 0: 1, 1: 1, 2: 1, 3: 5, 4: 5, 99: 5} {
		if got := text.BlockAt(offset).Start; got != start {
			t.Errorf("offset %d: block of line %d, want %d", offset, got, start)
		}
	}
	if got := NewText(nil).BlockAt(0); got != (Block{}) {
		t.Errorf("no blocks: got %v", got)
	}
}

func BenchmarkReduce(b *testing.B) {
	pages := map[string]string{
		"a.md":   "## Head\n\nSome *text* with a [link](https://example.org/page) and `code`, which goes\non over two lines.\n\n- an item\n- another **item**\n\n```sh\ncommand --flag\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n",
		"a.mdx":  "## Head\n\n<Note a={b}>\n\nSome *text* with a [link](https://example.org/page) and `code`.\n\n</Note>\n\n- an item\n- another **item**\n\n```sh\ncommand\n```\n\n",
		"a.rst":  "Head\n----\n\nSome *text* with a `link <https://example.org>`_ and ``code``, which goes\non over two lines.\n\n* an item\n* another **item**\n\n.. code-block:: sh\n\n   command --flag\n\n",
		"a.html": "<h2>Head</h2><p>Some <em>text</em> with a <a href=\"https://example.org\">link</a> &amp; <code>code</code>.</p>{% if a %}<ul><li>an item</li></ul>{% endif %}<pre>command\n</pre>\n",
	}
	for path, page := range pages {
		src := []byte(strings.Repeat(page, 8192/len(page)))
		b.Run(path, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Reduce(path, src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
