// SPDX-License-Identifier: Apache-2.0

package page

import (
	"strings"
	"testing"
	"time"
)

// TestComments holds that no dialect's comments are said, and that what looks
// like one and is none stays.
func TestComments(t *testing.T) {
	run(t, []reduction{
		{"liquid", "a.md", "{% comment %}\nno\n{% endcomment %}\n\na {%- comment -%} no\nno {%- endcomment -%} b\n", "a b"},
		{"liquid on one line", "a.md", "a {% comment %}no{% endcomment %}b {% # no %}c\n", "a b c"},
		{"liquid never ended", "a.md", "a {% comment %}\nb\n", "a {% comment %} b"},
		{"jinja", "a.md", "{# no\nno #} a {# no #} b\n\n## C {#c}\n", "a b\nh2 C"},
		{"handlebars", "a.md", "a {{!-- no }} no --}}b {{! no }}c\n", "a b c"},
		{"go and hugo", "a.md", "{{/* no */}}a {{- /* no\nno */ -}}\n\n{{< comment >}}\nno\n{{< /comment >}}\n\nb {{% comment %}}no{{% /comment %}}\n", "a\nb"},
		{"kramdown", "a.md", "a {::comment}no\nno{:/comment} b\n", "a b"},
		{"erb", "a.md", "a <%# no %>b <%-- no\nno --%>c\n", "a b c"},
		{"definitions as comments", "a.md", "[//]: # (no (no) no)\n\n[comment]: <> (no)\n\na\n", "a"},
		{"html over lines", "a.md", "a <!-- no\nno --> b\n\n<!--\nno\n\nno\n-->\n", "a b"},
		{"myst", "a.md", "a\n% no\n\n%no\n\n%% no\n\nb of\n%PATH% (c)\n", "a\nb of %PATH% (c)"},
		{"myst in a list", "a.md", "- a\n\n  % no\n\n- b\n", "- a\n- b"},
		{"myst directive", "a.md", "```{todo}\nno\n```\n\n```{toctree}\nno/no\n```\n\na\n", "a"},
		{"examples of comments", "a.md", "`{% comment %}` `{# a #}`\n\n```\n{% comment %}\n% b\n<!-- c -->\n```\n\n    % d\n", "{% comment %} {# a #}\n$ {% comment %}\n$ % b\n$ <!-- c -->\n$ % d"},
		{"mdx", "a.mdx", "a {/* no */}b\n\n{/*\nno\n*/}\n", "a b"},
		{"jinja page", "a.html", "<p>a{# no #}{% comment \"x\" %}no{% endcomment %}b<!-- no --></p>", "ab"},
		{"handlebars page", "a.hbs", "a {{!-- no }} no --}}b {{! no }}c", "a b c"},
		{"go page", "a.tmpl", "a {{/* no }} no */}}b", "a b"},
		{"erb page", "a.html.erb", "a <%# no %>b <%-- no %> no --%>c <%doc>no</%doc>d", "a b c d"},
		{"vue page", "a.vue", "<template>a<!-- no --> b</template>", "a b"},
		{"svelte page", "a.svelte", "a<!-- no --> {/* no */}b", "a b"},
		{"razor page", "a.cshtml", "<p>a @* no\nno *@b</p>", "a b"},
		{"velocity page", "a.html.vm", "<p>a #* no\nno *#b ## no\n## no\n</p>", "a b"},
		{"asciidoc", "a.adoc", "// no\na\n\n////\nno\n////\n\n[comment]\nno\nno\n\n[comment]\n--\nno\n\nno\n--\n\nb\n", "a\nb"},
		{"rest", "a.rst", "a\n\n.. no\n   no\n\n..\n   no\n\n.. todo:: no\n\n   no\n\nb\n", "a\nb"},
		{"apt", "a.apt", " a\n~~ no\n b\n", "a b"},
	})
}

// TestConditions is about parts that another output shows.
func TestConditions(t *testing.T) {
	run(t, []reduction{
		{"rest", "a.rst", ".. only:: latex\n\n   no\n\n.. only:: html or latex\n\n   a\n\n.. only:: not html\n\n   no\n\n.. only:: not draft and html\n\n   b\n", "a\nb"},
		{"asciidoc", "a.adoc", ":x:\n\nifdef::x[]\na\nifndef::x[]\nno\nendif::[]\nendif::x[]\n\nifdef::y,x[b]\n\nifdef::y+x[no]\nifndef::y[]\nc\nendif::[]\nifdef::y[]\nno\nifdef::x[]\nno\nendif::[]\nendif::[]\n", "a\nb\nc"},
	})
}

func TestStruck(t *testing.T) {
	run(t, []reduction{
		{"markdown", "a.md", "~~no~~ a can~~not~~ b\n\n- ~~no~~\n- ~~no **no** [no](x)\n  no~~ c\n\n| d |\n|---|\n| ~~no~~ e |\n", "a can b\n- c\n= d\n= e"},
		{"one mark", "a.md", "a ~no~ b `~> 1` \"~> 1.4\", \"~> 1.5\" and ~/x or ~/y, H~2~O\n", "a b ~> 1 \"~> 1.4\", \"~> 1.5\" and ~/x or ~/y, H~2~O"},
		{"elements amid text", "a.md", "a <s>no</s> <del class=\"x\">no <b>no</b></del> <strike>no</strike> b\n", "a b"},
		{"elements around blocks", "a.md", "<del>\n\nno\n\n- no\n\n```\nno\n```\n\n</del>\n\na\n", "a"},
		{"not closed", "a.md", "a <s>no\n\nb\n", "a\nb"},
		{"html", "a.html", "<p>a <s>no</s><del>no<p>no</p></del> <span style='text-decoration: line-through'>no</span>b</p>", "a b"},
		{"mdx", "a.mdx", "a <del className={x}>no</del> <span style={{textDecoration: 'line-through'}}>no</span>b\n", "a b"},
		{"asciidoc", "a.adoc", "a [.line-through]#no# [line-through]##no##b\n", "a b"},
		{"roles", "a.rst", "a :del:`no` :strike:`no` b\n", "a b"},
		{"myst roles", "a.md", "a {del}`no` b\n", "a b"},
		{"xdoc", "a.xml", "<document><body><section name=\"A\"><p>b <strike>no</strike> c</p></section></body></document>", "h2 A\nb c"},
	})
}

func TestHidden(t *testing.T) {
	run(t, []reduction{
		{"attribute", "a.html", "<main><h1>A</h1><div hidden>no<div>no</div>no</div><span hidden=\"\">no</span><DIV HIDDEN=hidden>no</DIV>b</main>", "h1 A\nb"},
		{"styles", "a.html", "<div style=\"color:red; DISPLAY : none !important\">no</div><p style='visibility:hidden'>no</p><p style='display:none;display:block'>a</p>", "a"},
		{"for screens only", "a.html", "<div aria-hidden=true>no</div><div aria-hidden=false>a</div>", "a"},
		{"popover", "a.html", "<div popover>no</div><div popover=manual id=x>no</div>a", "a"},
		{"template and dialog", "a.html", "<template><p>no</p></template><dialog>no</dialog><dialog open>a</dialog><template shadowrootmode=open>b</template>", "a\nb"},
		{"media", "a.html", "<video>no</video><audio>no</audio><canvas>no</canvas>a", "a"},
		{"end tags left out", "a.html", "<p hidden>no<b>no</b><p>a<ul><li hidden>no<ul><li>no</ul><li>b</ul><table><tr><td hidden>no<td>c<tr hidden><td>no<tr><td>d</table><dl><dt hidden>no<dd>e</dl>", "a\n- b\n= c\n= d\n- e"},
		{"its parent ends", "a.html", "<div><p hidden>no</div>a<ul><li hidden>no</ul>b", "a\nb"},
		{"tabs and details", "a.html", "<section role=tabpanel hidden aria-hidden=true>a</section><details><summary>b</summary>c</details><p hidden=until-found>d</p>", "a\n- b\nc\nd"},
		{"the whole page", "a.html", "<body style='visibility:hidden'><p>a</p>", "a"},
		{"main", "a.html", "<main hidden>no</main><p>a</p>", "a"},
		{"comments in styles", "a.html", "<p style='display:/*x*/none'>no</p>a", "a"},
		{"vue", "a.vue", "<template><p v-if=\"false\">no</p><template #x>a</template><div v-show='false'>no</div></template>", "a"},
		{"blocks of markdown", "a.md", "<div hidden>\n\nno\n\n## No\n\n<div>\n\nno\n\n</div>\n\n| no |\n|----|\n\n</div>\n\na\n", "a"},
		{"amid markdown", "a.md", "a <span style=\"display:none\">no</span> b <span hidden>no\n\nc <template>no</template>\n", "a b\nc"},
		{"mdx", "a.mdx", "<div hidden>\n\nno <div>no</div>\n\n</div>\n\n<Box hidden={true}>no</Box>\n\na <span style={{display: 'none'}}>no</span>b <Box className=\"hidden\">c</Box>\n", "a b c"},
	})
}

func TestLandmarks(t *testing.T) {
	run(t, []reduction{
		{"main", "a.html", "<div class=sidebar>no</div><div role=\"main\"><h1>A</h1><div>b</div>c</div><div>no</div>", "h1 A\nb\nc"},
		{"within main", "a.html", "<div role=main><div role=navigation>no<div>no</div></div><aside role=complementary>no</aside><form role=search>no</form>a</div>", "a"},
		{"banner and footer", "a.html", "<div role=banner>no</div><p>a</p><div role=contentinfo>no</div>", "a"},
		{"article", "a.html", "no<section role=article>a</section>no", "a"},
		{"asides of the text", "a.html", "<main>a<aside>b</aside><div role=note>c</div></main>", "a\nb\nc"},
		{"roles in a list", "a.html", "<div role='main region'>a</div>no", "a"},
		{"in markdown", "a.md", "<nav>\n\n- no\n\n</nav>\n\n<div role=\"navigation\"><p>no</p></div>\n\na\n", "a"},
		{"menus", "a.html", "<nav><ul><li>no</ul></nav><p>a</p><search>no</search>", "a"},
	})
}

func TestLinksAndTabs(t *testing.T) {
	run(t, []reduction{
		{"words in parentheses", "a.md", "a [soon](not available today). [b](<c d> \"e\") [f](g 'h') [i](j k)\n", "a [soon](not available today). b f [i](j k)"},
		{"a target made by a template", "a.md", "[a]({{ \"/x y\" | relative_url }}) [b]({% link c.md %})\n", "a b"},
		{"footnotes", "a.md", "a[^1]\n\n[^1]: word\n[^2]: b c\n", "a\nword\nb c"},
		{"docfx tabs", "a.md", "## A\n\n# [One](#tab/one)\n\nb\n\n## [Two](#tab/two/x)\n\nc\n\n---\n\n## D\n", "h2 A\nOne\nb\nTwo\nc\nh2 D"},
		{"a heading with a link", "a.md", "## A\n\n# [B](c.md)\n", "h2 A\nh1 B"},
		{"rules", "a.apt", "A\n\n b\n\n=====\n\n c\n", "h2 A\nb\nc"},
		{"rules of asciidoc", "a.adoc", "a\n\n'''\n\n<<<\n\n---\n\nb\n", "a\nb"},
		{"rules of text", "a.txt", "a\n=====\n\nb\n-----\nc\n", "a\nb\nc"},
		{"rest, after use", "a.rst", "a |b| |c|.\n\n.. |b| replace:: d\n   *e* |c|\n.. |c| replace:: f\n", "a d e f f."},
		{"rest, in a circle", "a.rst", "|a|\n\n.. |a| replace:: |b|\n.. |b| replace:: |a|\n", "a"},
		{"asciidoc attributes", "a.adoc", ":act: sign\n:all: {act} it\n\nYou {all} {none}{empty}.\n\n:!act:\n\n{act}\n", "You sign it {none}.\n{act}"},
	})
	d, err := Reduce("a.md", []byte("# A\n\n## Sign\n\n# [One](#tab/one)\n\nb\n\n# [Two](#tab/two)\n\nc\n\n## Next\n\nd\n"))
	if err != nil {
		t.Fatal(err)
	}
	blocks, _ := d.Section("Sign")
	if text := NewText(blocks); text.String() != "One\nb\nTwo\nc" {
		t.Errorf("the section holds %q", text.String())
	}
}

func TestWithheld(t *testing.T) {
	day := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for page, withheld := range map[string]bool{
		"---\ntitle: A\ndraft: true\n---\nb":                     true,
		"---\n\"draft\": yes # not yet\n---\nb":                  true,
		"---\ndraft: false\n---\nb":                              false,
		"---\ndraft:\n---\nb":                                    false,
		"---\nmeta:\n  draft: true\n---\nb":                      false,
		"---\nrender: false\n---\nb":                             true,
		"---\npublished: false\n---\nb":                          true,
		"---\npublished: 2024-01-01\n---\nb":                     false,
		"---\nstatus: Draft\n---\nb":                             false,
		"+++\ndraft = true\n+++\nb":                              true,
		"+++\n[params]\ndraft = true\n+++\nb":                    false,
		"+++\npublishDate = 2030-01-01T00:00:00Z\n+++\nb":        true,
		"---\ndate: 2030-01-01\npublishDate: 2020-01-01\n---\nb": false,
		"---\ndate: 2030-01-01 10:00:00 +0200\n---\nb":           true,
		"---\nexpiryDate: 2026-01-01\n---\nb":                    true,
		"---\nexpiryDate: \"2027-01-01\"\n---\nb":                false,
		"{\n \"title\": \"A\",\n \"draft\": true\n}\n\nb":        true,
		"{ is a brace }\n\nb":                                    false,
		";;;\n{\"draft\": true}\n;;;\nb":                         true,
		"---\r\ndraft: true\r\n---\r\nb":                         true,
		"a\n\n---\ndraft: true\n---\n":                           false,
	} {
		for _, path := range []string{"a.md", "a.mdx"} {
			d, err := Reduce(path, []byte(page))
			if err != nil {
				t.Fatal(err)
			}
			if why := Withheld(d, day); (why != "") != withheld {
				t.Errorf("%s %q: %q", path, page, why)
			}
			if text := NewText(d.Blocks); strings.Contains(page, "title") && !strings.HasPrefix(text.String(), "A\nb") {
				t.Errorf("%s %q says %q", path, page, text.String())
			}
		}
	}
	for path, page := range map[string]string{"_drafts/a.md": "b", "x/_drafts/a.html": "b", "a.html": "---\ndraft: true\n---\n<p>b", "a.adoc": ":page-draft: true\n\nb", "b.adoc": "= A\n:page-published: false\n\nb"} {
		if d, err := Reduce(path, []byte(page)); err != nil || Withheld(d, day) == "" {
			t.Errorf("%s is published: %v", path, err)
		}
	}
}
