// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"slices"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

const (
	sum64  = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	sum128 = sum64 + sum64
	md5    = "0123456789abcdef0123456789abcdef"
)

func TestOpamVersion(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       opamVersion
	}{
		{"strong", `url { src: "https://x.example/a.tgz" checksum: "sha256=` + sum64 + `" }`, opamVersion{source: true, strong: true}},
		{"strong among others", "url {\n src: \"https://x.example/a.tgz\"\n checksum: [\n \"md5=" + md5 + "\"\n \"sha512=" + sum128 + "\" ]\n}", opamVersion{source: true, strong: true}},
		{"weak", `url { src: "x" checksum: ["md5=` + md5 + `"] }`, opamVersion{source: true, weak: true}},
		{"digits alone", `url { archive: "x" checksum: "` + md5 + `" }`, opamVersion{source: true, weak: true}},
		{"none", `url { src: "git+https://x.example/a.git" }`, opamVersion{source: true}},
		{"a checksum too short", `url { src: "x" checksum: "sha256=0123" }`, opamVersion{source: true}},
		{"no source", `synopsis: "virtual"`, opamVersion{}},
		{"a checksum in a comment", "url { src: \"x\" # checksum: \"sha256=" + sum64 + "\"\n}", opamVersion{source: true}},
		{"a checksum in a text", `description: """url { src: "x" checksum: "sha256=` + sum64 + `" }"""`, opamVersion{}},
		{"one of an extra source", `extra-source "p" { src: "x" checksum: "sha256=` + sum64 + `" } url { src: "y" }`, opamVersion{source: true}},
		{"a longer comment", `(* flags: deprecated *) flags: [ avoid-version plugin ]`, opamVersion{avoided: true}},
		{"deprecated", `flags: deprecated`, opamVersion{deprecated: true}},
		{"the word as a string", `tags: ["deprecated"]`, opamVersion{}},
		{"available nowhere", `available: false`, opamVersion{unavailable: true}},
		{"available somewhere", `available: false | os = "linux"`, opamVersion{}},
		{"available in brackets", "available: [ os != \"win32\" ]\nflags: deprecated", opamVersion{deprecated: true}},
		{"filters", `depends: [ "ocaml" {>= "4.08" & < "5"} "dune" {build} ] flags: deprecated`, opamVersion{deprecated: true}},
		{"a value that is a section's name", `x-made: url flags: deprecated`, opamVersion{deprecated: true}},
	} {
		v := readOpamVersion("1", repo.File{Path: "packages/a/a.1/opam", Data: []byte("opam-version: \"2.0\"\n" + test.text + "\n")})
		test.want.version = "1"
		if v.err != nil || v != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, v, test.want)
		}
	}
	for _, text := range []string{`url {`, `url { src: "x" `, `flags: [ deprecated`, `flags: ] `, `"flags": deprecated`, `flags deprecated`, `flags:`, `}`, `url { src: "x } `, `(* `, `flags: (]`} {
		if v := readOpamVersion("1", repo.File{Path: "packages/a/a.1/opam", Data: []byte(text)}); v.err == nil {
			t.Errorf("%q was read: %+v", text, v)
		}
	}
}

func TestOpamVersions(t *testing.T) {
	sorted := []string{"0~beta", "0.1", "1.0~~", "1.0~rc1", "1.0", "1.0a", "1.0+dune", "1.0.1", "1.1", "1.9", "1.10", "2", "v0.9", "v0.10"}
	for i, a := range sorted {
		for k, b := range sorted {
			got, want := compareOpamVersions(a, b), i-k
			if (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("%s against %s: %d", a, b, got)
			}
		}
	}
	if compareOpamVersions("1.01", "1.1") != 0 {
		t.Error("leading zeros count")
	}
}

// A version that cannot be read leaves its package unread where it would count.
func TestOpamValues(t *testing.T) {
	old, fresh := opamVersion{version: "1.9", source: true, weak: true}, opamVersion{version: "1.10", source: true, strong: true}
	values := opamValues([]opamVersion{fresh, old})
	if values[opamStrong] != (adoption.Value{With: 1, Of: 1}) || values[opamStrongReleases] != (adoption.Value{With: 1, Of: 2}) || values[opamWeakReleases] != (adoption.Value{With: 1, Of: 2}) {
		t.Errorf("%+v", values)
	}
	old.err = errOpam
	if values := opamValues([]opamVersion{fresh, old}); !values[opamStrong].Read() || values[opamStrongReleases].Read() || values[opamDeprecatedAll].Of != 0 {
		t.Errorf("%+v", values)
	}
	fresh.err = errOpam
	if values := opamValues([]opamVersion{fresh}); values[opamStrong].Read() {
		t.Errorf("%+v", values)
	}
	if values := opamValues([]opamVersion{{version: "1"}}); values[opamStrong] != (adoption.Value{}) {
		t.Errorf("a version without a source: %+v", values[opamStrong])
	}
}

func TestOpamPath(t *testing.T) {
	for p, want := range map[string]string{
		"packages/a/a.1.0/opam": "a 1.0", "packages/a/b.1.0/opam": "", "packages/a/a/opam": "", "packages/a/a.1/files/opam": "", "repo": "", "packages/a/a./opam": "",
	} {
		name, version, ok := opamPath(p)
		if ok != (want != "") || ok && name+" "+version != want {
			t.Errorf("%s: %q %q %v", p, name, version, ok)
		}
	}
}

func FuzzOpam(f *testing.F) {
	f.Add("flags: [deprecated]\nurl { src: \"x\" checksum: [\"sha256=0\"] }\ndescription: \"\"\"a\"\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		v := readOpamVersion("1", repo.File{Path: "packages/a/a.1/opam", Data: []byte(text)})
		if v.strong && v.weak || v.err != nil && (v.strong || v.source) {
			t.Errorf("%q: %+v", text, v)
		}
		list := []string{text, "1", "1~"}
		slices.SortFunc(list, compareOpamVersions)
	})
}
