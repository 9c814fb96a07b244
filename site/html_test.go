// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"html/template"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset"
	"golang.org/x/net/html"
)

// same makes the two ways of writing an attribute comparable.
var same = strings.NewReplacer("&#43;", "+")

// An address stands in an attribute as html/template would write it.
func TestAddress(t *testing.T) {
	tmpl := template.Must(template.New("").Parse(`<a href="{{.}}"></a>`))
	for _, s := range []string{
		"https://example.org/a/b?c=d&e=f#L1-L2", "https://example.org/a b", "https://example.org/é/ü?x=ß", "https://example.org/%41%zz%",
		`https://example.org/"onclick='x'`, "https://example.org/<b>(x)|y`z^{}\\", "https://example.org/a+b;c,d:e@f~g!h$i*j[k]", "http://[::1]/x",
	} {
		var want bytes.Buffer
		if err := tmpl.Execute(&want, s); err != nil {
			t.Fatal(err)
		}
		b := &writer{}
		b.link("", address(s))
		b.WriteString("</a>")
		if address(s) == "" && safeURL(s) == "" {
			continue // no address at all
		}
		if got := b.String(); !strings.EqualFold(got, same.Replace(want.String())) {
			t.Errorf("%s: %s, want %s", s, got, want.String())
		}
	}
	for _, s := range []string{"javascript:alert(1)", "data:text/html,x", "//example.org", "https:", ""} {
		if got := address(s); got != "" {
			t.Errorf("%q is an address: %q", s, got)
		}
	}
}

// What is written as text or as an attribute is read back as that and nothing else.
func FuzzWriter(f *testing.F) {
	f.Add("plain")
	f.Add(`"><script>alert(1)</script>`)
	f.Add("' onload='x' &amp; &lt; ]]> --> \u202e")
	f.Fuzz(func(t *testing.T, s string) {
		escaped := &writer{}
		if escaped.text(s); escaped.String() != template.HTMLEscapeString(s) {
			t.Fatalf("%q escapes to %q", s, escaped.String())
		}
		s = visible(s) // as every text of a dataset is
		b := &writer{}
		b.WriteString("<p")
		b.attr("title", s)
		b.WriteByte('>')
		b.text(s)
		b.WriteString("</p>")
		doc, err := html.Parse(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		body := doc.FirstChild.LastChild
		p := body.FirstChild
		if p == nil || p.Data != "p" || p.NextSibling != nil {
			t.Fatalf("%q became %s", s, b.String())
		}
		e := node{p}
		if e.attr("title") != s || len(p.Attr) > 1 {
			t.Errorf("attribute %q became %v", s, p.Attr)
		}
		text := ""
		if p.FirstChild != nil {
			text = p.FirstChild.Data
			if p.FirstChild.Type != html.TextNode || p.FirstChild.NextSibling != nil {
				t.Errorf("text %q became %s", s, b.String())
			}
		}
		if text != s {
			t.Errorf("text %q became %q", s, text)
		}
	})
}

// Downloads are what the dataset itself exports, byte by byte.
func TestDownloads(t *testing.T) {
	dir := releaseSite(t)
	d, err := dataset.Open(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range dataset.TableNames() {
		for _, format := range formats {
			var want bytes.Buffer
			if err := d.Export(&want, name, format); err != nil {
				t.Fatal(err)
			}
			if read(t, dir, "data/"+name+"."+format) != want.String() {
				t.Errorf("data/%s.%s is not what the dataset exports", name, format)
			}
		}
	}
}

// Plain texts are put into a template as text; what is none stays.
func TestFold(t *testing.T) {
	w := words{"a.b": `<i> & "x"`, "c": "{{.}}"}
	for in, want := range map[string]string{
		`<p title="{{t "a.b"}}">{{t "a.b"}}</p>`: `<p title="&lt;i&gt; &amp; &#34;x&#34;">&lt;i&gt; &amp; &#34;x&#34;</p>`,
		`{{t "none"}}`:                           `{{t "none"}}`,
		`{{t "c"}}`:                              `{{t "c"}}`,
		`{{t "a.b" 1}}`:                          `{{t "a.b" 1}}`,
	} {
		if got := fold(in, w); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
