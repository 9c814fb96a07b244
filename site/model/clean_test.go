// SPDX-License-Identifier: Apache-2.0

package model

import (
	"github.com/ossf/package-manager-landscape/dataset/table"
	"reflect"
	"strings"
	"testing"
)

// Every text of every row type is cleaned, those of tables to come as well.
func TestCleanRow(t *testing.T) {
	row := cleanRow(table.Observation{Excerpt: "\u202egnp.exe\u202c", Detail: "a\x00b\xffc", URL: strings.Repeat("é", 1000)})
	if row.Excerpt != "[U+202E]gnp.exe[U+202C]" || row.Detail != "a[U+0000]b[U+FFFD]c" {
		t.Errorf("%q %q", row.Excerpt, row.Detail)
	}
	if len(row.URL) > maxText+4 || !strings.HasSuffix(row.URL, "é…") {
		t.Errorf("cut to %d bytes", len(row.URL))
	}
	if !reflect.DeepEqual(cleanRow(table.VerdictRow{Note: "plain", Disputed: true}), table.VerdictRow{Note: "plain", Disputed: true}) {
		t.Error("a plain row changes")
	}
}

func TestSlug(t *testing.T) {
	for id, plain := range map[string]bool{
		"npm": true, "authentication.mfa": true, "trusted-publishers.oidc": true,
		"": false, "_x": false, ".x": false, "a/b": false, "..": false, "a..b": false, "a b": false, "é": false, "a.": false,
	} {
		if got := Slug(id); (got == id) != plain || !PlainID(got) {
			t.Errorf("Slug(%q) = %q", id, got)
		}
	}
}

func TestSafeURL(t *testing.T) {
	for _, s := range []string{"javascript:alert(1)", "data:text/html,x", "//example.org", "/x", "https:", "https://example.org/\u202e", " https://example.org", "ftp://example.org/x"} {
		if got := safeURL(s); got != "" {
			t.Errorf("%q is a link", s)
		}
	}
	if safeURL("https://example.org/a?b#L1-L2") == "" {
		t.Error("a plain address is not a link")
	}
}

// An address is one that a link may have, in the characters that HTML allows.
func FuzzAddress(f *testing.F) {
	f.Add("https://example.org/a/b?c=d&e=f#L1-L2")
	f.Add("javascript:alert(1)")
	f.Add("http://0000000AAAA\"000000000000000")
	f.Add("https://example.org/\"onclick='x' \u202e%zz")
	f.Fuzz(func(t *testing.T, s string) {
		got := Address(s)
		if got == "" {
			return
		}
		if !strings.HasPrefix(strings.ToLower(got), "http") || strings.ContainsAny(got, "\"'<>` \x00\n") || safeURL(got) != got {
			t.Errorf("%q gives %q", s, got)
		}
		if again := Address(got); again != got {
			t.Errorf("%q gives %q, and that %q", s, got, again)
		}
	})
}

// What is shown holds no control, and is no longer than a page has room for.
func FuzzClean(f *testing.F) {
	f.Add("plain")
	f.Add("\u202egnp.exe\u202c \x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if strings.ContainsFunc(got, hidden) || len(got) > maxText+4 {
			t.Errorf("%q gives %q", s, got)
		}
	})
}
