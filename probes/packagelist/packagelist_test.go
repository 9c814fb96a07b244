// SPDX-License-Identifier: Apache-2.0

package packagelist

import (
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/ecosystems"
)

func TestNames(t *testing.T) {
	for _, test := range []struct {
		name string
		list ecosystems.List
		text string
		want []string // nil: an error
	}{
		{"rows", ecosystems.List{Format: "json", Each: "/rows", At: "/project"}, `{"rows":[{"project":"b","n":2},{"project":"a","n":1}]}`, []string{"b", "a"}},
		{"ranked by a number within", ecosystems.List{Format: "json", Each: "/rows", At: "/project", Count: "/n"}, `{"rows":[{"project":"b","n":2},{"project":"a","n":3}]}`, []string{"a", "b"}},
		{"an object of numbers", ecosystems.List{Format: "json", Count: "/"}, `{"a":1,"b":3,"c":3,"d":2}`, []string{"b", "c", "d", "a"}},
		{"strings", ecosystems.List{Format: "json"}, `["x","y"]`, []string{"x", "y"}},
		{"strings within", ecosystems.List{Format: "json", Each: "/packageNames"}, `{"packageNames":["x/y"]}`, []string{"x/y"}},
		{"half a list", ecosystems.List{Format: "json"}, `["x","y"`, nil},
		{"an entry without a name", ecosystems.List{Format: "json", Each: "/rows", At: "/project"}, `{"rows":[{"project":"b"},{}]}`, nil},
		{"a wrong type", ecosystems.List{Format: "json"}, `"x"`, nil},
		{"no list there", ecosystems.List{Format: "json", Each: "/rows"}, `{}`, nil},
		{"no number", ecosystems.List{Format: "json", Count: "/"}, `{"a":"many"}`, nil},
		{"a wall", ecosystems.List{Format: "json"}, `<html>`, nil},
		{"lines", ecosystems.List{Format: "lines"}, "created_at: x\n---\na\n\nb\n", []string{"a", "b"}},
		{"lines of a wall", ecosystems.List{Format: "lines"}, "<html>\nEnable JavaScript\n</html>\n", nil},
		{"lines without a header", ecosystems.List{Format: "lines"}, "# names\na\nb\n", []string{"a", "b"}},
		{"csv", ecosystems.List{Format: "csv", At: "/project"}, "download_count,project\n5,a\n4,b\n", []string{"a", "b"}},
		{"csv without the column", ecosystems.List{Format: "csv", At: "/name"}, "download_count,project\n5,a\n", nil},
		{"module", ecosystems.List{Format: "module"}, "// top\nexport const top = [\n  'a',\n  \"@b/c\"\n]\n", []string{"a", "@b/c"}},
		{"module with code", ecosystems.List{Format: "module"}, "export const top = [\n  process.exit(),\n]\n", nil},
		{"module that does not end", ecosystems.List{Format: "module"}, "export const top = [\n  'a',\n", nil},
		{"no module", ecosystems.List{Format: "module"}, "hello", nil},
	} {
		got, err := Names(test.list, []byte(test.text))
		if !slices.Equal(got, test.want) || (err == nil) != (test.want != nil) {
			t.Errorf("%s: %v %v", test.name, got, err)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("json", `{"rows":[{"project":"b"}]}`)
	f.Add("module", "export const top = [\n  'a',\n]\n")
	f.Fuzz(func(_ *testing.T, format, text string) {
		_, _ = Names(ecosystems.List{Format: format, Each: "/rows", At: "/project", Count: "/"}, []byte(text))
		_, _ = Names(ecosystems.List{Format: format}, []byte(text))
	})
}
