// SPDX-License-Identifier: Apache-2.0

package registries

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBase(t *testing.T) {
	project, home, other := t.TempDir(), t.TempDir(), t.TempDir()
	write := func(dir, text string) {
		if err := os.WriteFile(filepath.Join(dir, ".npmrc"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(project, "; made\n@scope:registry=https://scope.example\nregistry = \"https://${WHERE}.example/npm/\"\n")
	write(home, "registry=https://home.example\n//home.example/:_authToken=secret\n")
	write(other, "registry=https://user:secret@other.example\n")
	npm := filepath.Join(other, "npm")
	if err := os.WriteFile(npm, []byte("#!/bin/sh\n[ \"$*\" = 'config get registry' ] && echo https://command.example/\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	environ := []string{"WHERE=project"}
	for _, test := range []struct {
		name, ecosystem string
		b               Bases
		want, from      string
	}{
		{"flag", "npm", Bases{Flags: map[string]string{"npm": "https://flag.example/"}, Dir: project}, "https://flag.example", "--registry"},
		{"environment", "npm", Bases{Environ: []string{"NPM_Config_Registry=https://env.example"}, Dir: project}, "https://env.example", "npm_config_registry"},
		{"project", "npm", Bases{Environ: environ, Dir: project, Home: home}, "https://project.example/npm", "project's .npmrc"},
		{"user", "npm", Bases{Dir: t.TempDir(), Home: home, NPM: npm}, "https://home.example", "user's .npmrc"},
		{"userconfig", "npm", Bases{Dir: t.TempDir(), Environ: []string{"npm_config_userconfig=" + filepath.Join(home, ".npmrc")}}, "https://home.example", "user's .npmrc"},
		{"command", "npm", Bases{Dir: t.TempDir(), Home: t.TempDir(), NPM: npm, Environ: os.Environ()}, "https://command.example", "npm config get registry"},
		{"none", "npm", Bases{Dir: t.TempDir()}, "", "give --registry npm=URL"},
		{"password", "npm", Bases{Dir: other}, "", "password"},
		{"default", "cargo", Bases{Dir: project, Default: map[string]string{"cargo": "https://cargo.example/"}}, "https://cargo.example", "base_url"},
		{"other", "cargo", Bases{Dir: project, Environ: []string{"npm_config_registry=https://env.example"}}, "", "give --registry cargo=URL"},
		{"bad", "cargo", Bases{Flags: map[string]string{"cargo": "cargo.example"}}, "", "https://"},
	} {
		got, from, err := test.b.Base(context.Background(), test.ecosystem)
		said := from
		if err != nil {
			said = err.Error()
		}
		if got != test.want || !strings.Contains(said, test.from) || strings.Contains(said, "secret") {
			t.Errorf("%s: %q from %q, %v", test.name, got, from, err)
		}
	}
}

func TestAll(t *testing.T) {
	bases, missing := Bases{Default: map[string]string{"cargo": "https://cargo.example"}, Dir: t.TempDir()}.All(context.Background(), []string{"cargo", "gem"})
	if bases["cargo"] != "https://cargo.example" || len(bases) != 1 || missing["gem"] == nil || len(missing) != 1 {
		t.Error(bases, missing)
	}
}

func FuzzRegistryLine(f *testing.F) {
	f.Add("registry=https://a.example\n")
	f.Add("registry = ${A}${${A}}$B ${\n[section]\nregistry=b")
	f.Fuzz(func(t *testing.T, text string) {
		got := registryLine(text, func(string) string { return "x" })
		if strings.Contains(got, "\n") {
			t.Fatalf("%q", got)
		}
	})
}
