// SPDX-License-Identifier: Apache-2.0

package page

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/site/messages"
	"github.com/ossf/package-manager-landscape/site/model"
)

// An address of ours stands in an attribute as html/template writes it.
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
		if model.Address(s) == "" {
			continue // no address at all
		}
		var ours bytes.Buffer
		if err := tmpl.Execute(&ours, model.Address(s)); err != nil {
			t.Fatal(err)
		}
		if got := ours.String(); !strings.EqualFold(got, want.String()) {
			t.Errorf("%s: %s, want %s", s, got, want.String())
		}
	}
	for _, s := range []string{"javascript:alert(1)", "data:text/html,x", "//example.org", "https:", ""} {
		if got := model.Address(s); got != "" {
			t.Errorf("%q is an address: %q", s, got)
		}
	}
}

// Plain texts are put into a template as text; anything else stays.
func TestInsertTexts(t *testing.T) {
	w := messages.Texts{"a.b": `<i> & "x"`, "c": "{{.}}"}
	for in, want := range map[string]string{
		`<p title="{{t "a.b"}}">{{t "a.b"}}</p>`: `<p title="&lt;i&gt; &amp; &#34;x&#34;">&lt;i&gt; &amp; &#34;x&#34;</p>`,
		`{{t "none"}}`:                           `{{t "none"}}`,
		`{{t "c"}}`:                              `{{t "c"}}`,
		`{{t "a.b" 1}}`:                          `{{t "a.b" 1}}`,
	} {
		if got := insertTexts(in, w); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
