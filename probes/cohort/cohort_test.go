// SPDX-License-Identifier: Apache-2.0

package cohort

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

var known = []string{"cargo", "composer", "gem", "maven", "npm", "nuget", "pypi"}

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, kind, text, want string }{
		{"sound", "npm", "rank,purl\n1,pkg:npm/react\n2,pkg:npm/%40babel/core\n", ""},
		{"scope in the clear, no line end", "npm", "rank,purl\n1,pkg:npm/@babel/core", ""},
		{"a mark of bytes, CRLF", "npm", "\xef\xbb\xbfrank,purl\r\n1,pkg:npm/a\r\n", ""},
		{"empty", "npm", "", "c.csv:1: no package"},
		{"header alone", "npm", "rank,purl\n", "c.csv:1: no package"},
		{"no header", "npm", "1,pkg:npm/a\n", "c.csv:1: the first line is not rank,purl"},
		{"malformed", "npm", "rank,purl\n1,pkg:npm/a\n2,npm/b\n", "c.csv:3: malformed package URL"},
		{"no name", "npm", "rank,purl\n1,pkg:npm/\n", "c.csv:2: malformed package URL"},
		{"bad escape", "npm", "rank,purl\n1,pkg:npm/%zz\n", "c.csv:2: malformed package URL"},
		{"a path", "npm", "rank,purl\n1,pkg:npm/..\n", "c.csv:2: malformed package URL"},
		{"an escaped slash", "npm", "rank,purl\n1,pkg:npm/a%2f..%2fb\n", "c.csv:2: malformed package URL"},
		{"a placeholder", "npm", "rank,purl\n1,pkg:npm/%7Bregistry%7D\n", "c.csv:2: malformed package URL"},
		{"twice", "npm", "rank,purl\n1,pkg:npm/a\n2,pkg:npm/b\n3,pkg:npm/a\n", "c.csv:4: pkg:npm/a is there already, at line 2"},
		{"twice in another spelling", "pypi", "rank,purl\n1,pkg:pypi/Foo_Bar\n2,pkg:pypi/foo.bar\n", "c.csv:3: pkg:pypi/foo-bar is there already, at line 2"},
		{"twice in other letters", "nuget", "rank,purl\n1,pkg:nuget/Newtonsoft.Json\n2,pkg:nuget/newtonsoft.json\n", "c.csv:3: pkg:nuget/newtonsoft.json is there already, at line 2"},
		{"twice with another hyphen", "cargo", "rank,purl\n1,pkg:cargo/serde_json\n2,pkg:cargo/Serde-JSON\n", "c.csv:3: pkg:cargo/Serde-JSON is there already, at line 2"},
		{"two of other letters", "npm", "rank,purl\n1,pkg:npm/JSONStream\n2,pkg:npm/jsonstream\n", ""},
		{"slashes and a type in capitals", "npm", "rank,purl\n1,pkg://NPM/%40babel/core\n", ""},
		{"a header in capitals", "npm", "Rank,PURL\n1,pkg:npm/a\n", "c.csv:1: the first line is not rank,purl"},
		{"a header the other way round", "npm", "purl,rank\npkg:npm/a,1\n", "c.csv:1: the first line is not rank,purl"},
		{"a subpath", "npm", "rank,purl\n1,pkg:npm/a#lib\n", "qualifiers"},
		{"an escaped version", "npm", "rank,purl\n1,pkg:npm/a%40b%00\n", "c.csv:2: malformed package URL"},
		{"a huge name", "npm", "rank,purl\n1,pkg:npm/" + strings.Repeat("a", 1<<20) + "\n", "longer than 300 bytes"},
		{"a huge rank", "npm", "rank,purl\n" + strings.Repeat("9", 1<<20) + ",pkg:npm/a\n", "c.csv:2: rank"},
		{"a line of another coding", "npm", "rank,purl\n1,pkg:npm/caf\xe9\n", "c.csv:2: malformed package URL"},
		{"UTF-16", "npm", "\xff\xfer\x00a\x00n\x00k\x00", "c.csv:1: "},
		{"a terminal's escape", "npm", "rank,purl\n1,pkg:npm/a%1b[31m\n", "c.csv:2: malformed package URL"},
		{"a rank twice", "npm", "rank,purl\n1,pkg:npm/a\n1,pkg:npm/b\n", "c.csv:3: rank 1 is there already, at line 2"},
		{"unknown ecosystem", "npm", "rank,purl\n1,pkg:cpan/A\n", `c.csv:2: pkg:cpan/A: unknown ecosystem "cpan"`},
		{"another ecosystem", "npm", "rank,purl\n1,pkg:gem/rails\n", "c.csv:2: pkg:gem/rails is of ecosystem gem"},
		{"a version", "npm", "rank,purl\n1,pkg:npm/a@1.0.0\n", "names a version"},
		{"qualifiers", "npm", "rank,purl\n1,pkg:npm/a?x=y\n", "qualifiers"},
		{"a rank of zero", "npm", "rank,purl\n0,pkg:npm/a\n", `c.csv:2: rank "0"`},
		{"no number", "npm", "rank,purl\none,pkg:npm/a\n", `c.csv:2: rank "one"`},
		{"three fields", "npm", "rank,purl\n1,pkg:npm/a,x\n", "c.csv:2: 3 fields"},
		{"open quotes", "npm", "rank,purl\n1,\"pkg:npm/a\n", "c.csv:"},
		{"maven without a group", "maven", "rank,purl\n1,pkg:maven/junit\n", "has a namespace"},
		{"cargo with a namespace", "cargo", "rank,purl\n1,pkg:cargo/a/b\n", "has no namespace"},
	} {
		_, err := Read("c.csv", []byte(test.text), test.kind, known)
		if (err == nil) != (test.want == "") || err != nil && (!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ kind, name, purl, path string }{
		{"npm", "@babel/core", "pkg:npm/%40babel/core", ""},
		{"npm", "react", "pkg:npm/react", ""},
		{"pypi", "zope.interface", "pkg:pypi/zope-interface", ""},
		{"maven", "org.apache.maven:maven-core", "pkg:maven/org.apache.maven/maven-core", "org/apache/maven"},
		{"composer", "Symfony/Console", "pkg:composer/symfony/console", "symfony"},
		{"gem", "rails", "pkg:gem/rails", ""},
	} {
		p, err := FromName(test.kind, test.name)
		if err != nil || p.PURL != test.purl {
			t.Errorf("%s: %+v %v", test.name, p, err)
		}
		if again, err := Parse(p.PURL); err != nil || again != p {
			t.Errorf("%s: %+v became %+v: %v", test.name, p, again, err)
		}
		if test.path != "" && p.Values()["namespace_path"] != test.path {
			t.Errorf("%s: %v", test.name, p.Values())
		}
	}
	if packages, left := Ranked("npm", []string{"a", "b", "a", "", "c/.."}); len(packages) != 2 || left != 3 {
		t.Errorf("%v, %d left", packages, left)
	}
}

func TestSample(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint("p", i)
	}
	all, _ := Ranked("npm", names)
	one, err := Sample(all, 100, 7)
	if err != nil {
		t.Fatal(err)
	}
	shuffled := slices.Clone(all)
	slices.Reverse(shuffled)
	same, _ := Sample(shuffled, 100, 7)
	other, _ := Sample(all, 100, 8)
	if !slices.Equal(one, same) || slices.Equal(one, other) {
		t.Error("a sample follows from the packages and the seed, and from nothing else")
	}
	if again, err := Read("c", Write(one), "npm", known); err != nil || !slices.Equal(again, one) {
		t.Errorf("a written cohort reads back as another: %v", err)
	}
	if streamed, err := SampleFile("c", bytes.NewReader(Write(all)), "npm", known, 100, 7); err != nil || !slices.Equal(streamed, one) {
		t.Errorf("a sample of a file is another: %v", err)
	}
	if fromNames, left, err := SampleNames("npm", append([]string{"..", "p1"}, names...), 100, 7); err != nil || left != 1 || !slices.Equal(fromNames, one) {
		t.Errorf("a sample of names is another: %v, %d left", err, left)
	}
	if _, _, err := SampleNames("npm", []string{"a", "a"}, 2, 1); err == nil {
		t.Error("two packages of one name")
	}
	twice := Write(all) // the packages, and again
	twice = append(twice, Write(all)[len("rank,purl\n"):]...)
	if streamed, err := SampleFile("c", bytes.NewReader(twice), "npm", known, 100, 7); err != nil || !slices.Equal(streamed, one) {
		t.Errorf("a package that is there twice is drawn more often: %v", err)
	}
	for text, want := range map[string]string{
		"": "not 2", "1,pkg:npm/a\n": "c:1: the first line", "rank,purl\n1,pkg:npm/a\n": "not 2", "rank,purl\n1,pkg:npm/a\n2,npm/b\n": "c:3: not a rank and a package URL of npm",
		"rank,purl\n1,pkg:gem/a\n": "c:2:", "rank,purl\n1,pkg:npm/..\n2,pkg:npm/b\n": "malformed package URL", "rank,purl\n1,pkg:npm/a\n1,pkg:npm/a\n": "not 2",
		"rank,purl\n1,pkg:npm/" + strings.Repeat("a", 1<<20): "c:2: a line longer than any package URL",
	} {
		if _, err := SampleFile("c", strings.NewReader(text), "npm", known, 2, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := Sample(all, 1001, 1); err == nil {
		t.Error("a sample of more than there are")
	}
	drawn := make(map[string]int)
	for seed := range uint64(400) {
		list, _ := Sample(all, 100, seed)
		for _, p := range list {
			drawn[p.PURL]++
		}
	}
	for purl, n := range drawn {
		if n < 10 || n > 80 { // 40 on average, with a deviation of 6
			t.Errorf("%s was drawn %d times of 400", purl, n)
		}
	}
	if len(drawn) != 1000 {
		t.Errorf("%d of 1000 were ever drawn", len(drawn))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("rank,purl\n1,pkg:npm/%40babel/core\n2,pkg:npm/a\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Read("c", []byte(text), "npm", known)
		if err != nil {
			return
		}
		again, err := Read("c", Write(list), "npm", known)
		if err != nil || !slices.Equal(again, list) {
			t.Errorf("%q: %v reads back as %v: %v", text, list, again, err)
		}
	})
}
