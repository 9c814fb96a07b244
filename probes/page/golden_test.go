// SPDX-License-Identifier: Apache-2.0

package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden reductions under testdata")

// dump writes a document the way the golden files have it.
func dump(d *Document) string {
	var sb strings.Builder
	fmt.Fprintf(&sb, "title: %s\n", d.Title)
	for _, b := range d.Blocks {
		kind := b.Kind.String()
		if b.Kind == Heading {
			kind = fmt.Sprintf("h%d", b.Level)
		}
		fmt.Fprintf(&sb, "%d-%d %s: %s\n", b.Start, b.End, kind, b.Text)
	}
	return sb.String()
}

func TestGolden(t *testing.T) {
	pages, err := filepath.Glob("testdata/page*")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages under testdata: %v", err)
	}
	for _, page := range pages {
		if strings.HasSuffix(page, ".golden") {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			src, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			d, err := Reduce(page, src)
			if err != nil {
				t.Fatal(err)
			}
			checkDocument(t, d, src)
			compareGolden(t, page+".golden", dump(d))
		})
	}
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update to accept)\n--- got\n%s--- want\n%s", path, got, want)
	}
}

// TestAlike holds the readers to their purpose: one page, however it is
// written, gives the same text.
func TestAlike(t *testing.T) {
	want := []string{
		"Signing", "Every release is signed by its maintainer.", "Keys", "Ed25519 keys", "rotate every 90 days",
		"tool sign", "Command | Effect", "sign | adds a signature",
	}
	pages := map[string]string{
		"a.md":   "# Signing {#signing}\n\nEvery *release* is [signed](x.md) by its\nmaintainer.\n\n## Keys\n\n- `Ed25519` keys\n- rotate every 90&nbsp;days\n\n```sh\ntool sign\n```\n\n| Command | Effect |\n|---|---|\n| `sign` | adds a __signature__ |\n",
		"a.mdx":  "import X from 'x'\n\n# Signing\n\n<X a={1}>\n\nEvery release is <b>signed</b> by its maintainer.{/* no */}\n\n</X>\n\n## Keys\n\n* Ed25519 keys\n* rotate every {'90'} days\n\n~~~\ntool sign\n~~~\n\nCommand | Effect\n--|--\nsign | adds a signature\n",
		"a.rst":  "Signing\n=======\n\nEvery *release* is :ref:`signed <x>` by its\nmaintainer.\n\nKeys\n----\n\n* ``Ed25519`` keys\n* rotate every 90\n  days\n\n.. code-block:: sh\n\n   tool sign\n\n=======  ================\nCommand  Effect\n=======  ================\nsign     adds a signature\n=======  ================\n",
		"a.html": "<title>T</title><nav>menu</nav><main><h1>Signing<a href=#>¶</a></h1><p>Every <em>release</em> is\n<a>signed</a> by its maintainer.</p><h2>Keys</h2><ul><li><p>Ed25519 keys</p></li><li>rotate every 90&#160;days</ul><pre><code>tool <b>sign</b>\n</code></pre><table><tr><th>Command<th>Effect</tr><tr><td>sign</td><td><p>adds a signature</p></td></tr></table></main><footer>imprint</footer>",
		"a.xml":  "<document><body><section name=\"Signing\"><p>Every release is <a>signed</a> by its maintainer.</p><subsection name=\"Keys\"><ul><li>Ed25519 keys</li><li>rotate every 90 days</li></ul><source><![CDATA[tool sign]]></source><table><tr><th>Command</th><th>Effect</th></tr><tr><td>sign</td><td>adds a signature</td></tr></table></subsection></section></body></document>",
		"a.apt":  "Signing\n\n  Every release is {{{x}signed}} by its\n  maintainer.\n\n* Keys\n\n  * <<<Ed25519>>> keys\n\n  * rotate every 90 days\n\n+--+\ntool sign\n+--+\n\n*--+--+\n| Command | Effect |\n*--+--+\n| sign | adds a signature |\n*--+--+\n",
		"a.adoc": "= Signing\n\nEvery _release_ is link:x[signed] by its\nmaintainer.\n\n== Keys\n\n* `Ed25519` keys\n* rotate every 90 days\n\n[source,sh]\n----\ntool sign\n----\n\n|===\n|Command |Effect\n|sign |adds a signature\n|===\n",
	}
	for path, page := range pages {
		d, err := Reduce(path, []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range d.Blocks {
			got = append(got, b.Text)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s", path, dump(d))
		}
		if keys, ok := d.Section("KEYS"); !ok || len(keys) != 5 {
			t.Errorf("%s: section Keys has %d blocks, %v", path, len(keys), ok)
		}
	}
}
