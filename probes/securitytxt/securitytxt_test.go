// SPDX-License-Identifier: Apache-2.0

package securitytxt

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ossf/package-manager-landscape/probes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var now = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// full is made; it has every field of RFC 9116.
const full = `# made
Contact: mailto:security@example.org
Contact: https://example.org/report
Expires: 2027-01-31T18:37:07z
Encryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f
Acknowledgments: https://example.org/thanks
Preferred-Languages: en, fr
Canonical: https://example.org/.well-known/security.txt
policy: https://example.org/policy
Hiring: https://example.org/jobs
CSAF: https://example.org/provider-metadata.json
Bug-Bounty: True
`

const signed = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

Contact: mailto:security@example.org
- -dashes: escaped
Expires: 2027-01-31T18:37:07+01:00
-----BEGIN PGP SIGNATURE-----

made
-----END PGP SIGNATURE-----
`

func TestParse(t *testing.T) {
	got, err := Parse([]byte(strings.ReplaceAll(full, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	want := &File{
		Contact: []string{"mailto:security@example.org", "https://example.org/report"}, Expires: time.Date(2027, 1, 31, 18, 37, 7, 0, time.UTC),
		Encryption:      []string{"openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f"},
		Acknowledgments: []string{"https://example.org/thanks"}, PreferredLanguages: []string{"en", "fr"},
		Canonical: []string{"https://example.org/.well-known/security.txt"}, Policy: []string{"https://example.org/policy"},
		Hiring: []string{"https://example.org/jobs"}, CSAF: []string{"https://example.org/provider-metadata.json"}, Unknown: []string{"Bug-Bounty"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = Parse([]byte(signed))
	if err != nil || !got.Signed || len(got.Contact) != 1 || !got.Expires.Equal(time.Date(2027, 1, 31, 17, 37, 7, 0, time.UTC)) {
		t.Errorf("%+v %v", got, err)
	}
}

func TestMatch(t *testing.T) {
	const contact, expires = "Contact: mailto:a@example.org\n", "Expires: 2027-01-01T00:00:00Z\n"
	for _, test := range []struct {
		text   string
		want   probes.Outcome
		detail string
	}{
		{full, probes.Matched, ""},
		{signed, probes.Matched, ""},
		{"\ufeff" + contact + expires, probes.Matched, ""},
		{contact + "Expires: 2026-10-01T12:00:01Z\n", probes.Matched, ""},
		{contact + "Expires: 2026-10-01T12:00:00Z\n", probes.Unmatched, "expired on 2026-10-01"},
		{expires, probes.Unmatched, "no Contact"},
		{contact, probes.Unmatched, "no Expires"},
		{contact + expires + expires, probes.Unmatched, "second Expires"},
		{contact + "Expires: tomorrow\n", probes.Unmatched, "RFC 3339"},
		{"Contact: security@example.org\n" + expires, probes.Unmatched, "not an address"},
		{"Contact: http://example.org\n" + expires, probes.Unmatched, "https"},
		{contact + expires + "Policy:\n", probes.Unmatched, "no value"},
		{contact + expires + "free text\n", probes.Unmatched, "line 3"},
		{"mail us\n" + contact + expires, probes.Invalid, "line 1"},
		{signed + contact, probes.Unmatched, "after the signature"},
		{strings.Split(signed, "-----BEGIN PGP SIGNATURE")[0], probes.Unmatched, "no signature"},
		{strings.TrimSuffix(signed, "-----END PGP SIGNATURE-----\n"), probes.Unmatched, "does not end"},
		{"", probes.Invalid, "no field"},
		{"# only a comment\n", probes.Invalid, "no field"},
		{"<html>Contact: x</html>", probes.Invalid, "not a security.txt"},
		{"{}", probes.Invalid, "not a security.txt"},
		{"\x00", probes.Invalid, "not UTF-8"},
		{strings.Repeat("a", maxFile+1), probes.Invalid, "larger"},
	} {
		outcome, _, detail := Match([]byte(test.text), now)
		if outcome != test.want || !strings.Contains(detail, test.detail) || (detail == "") != (outcome == probes.Matched) {
			t.Errorf("%.60q: %s %q, want %s %q", test.text, outcome, detail, test.want, test.detail)
		}
	}
}

// Whatever is read as valid stays valid when its fields are written again.
func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add(signed)
	f.Add("Contact: mailto:a@b\nExpires: 2027-01-01T00:00:00Z\n\n#\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse([]byte(text))
		Match([]byte(text), now)
		if err != nil || s.Check(now) != nil {
			return
		}
		again := "Expires: " + s.Expires.Format(time.RFC3339Nano) + "\n"
		for _, c := range s.Contact {
			again += "Contact: " + c + "\n"
		}
		if s.Expires.Year() > 9999 {
			return
		}
		if outcome, _, detail := Match([]byte(again), now); outcome != probes.Matched {
			t.Fatalf("%q, then %q: %s", text, again, detail)
		}
	})
}

// Expires is a date-time of RFC 3339, and nothing that is only like one.
func TestExpiresIsStrict(t *testing.T) {
	for value, want := range map[string]string{
		"2030-12-31T23:59:59Z":            "2030-12-31T23:59:59Z",
		"2030-12-31t23:59:59z":            "2030-12-31T23:59:59Z",
		"2030-12-31T23:59:59.25Z":         "2030-12-31T23:59:59.25Z",
		"2030-12-31T23:59:59+05:30":       "2030-12-31T18:29:59Z",
		"2030-12-31T23:59:59-00:00":       "2030-12-31T23:59:59Z",
		"2028-02-29T00:00:00Z":            "2028-02-29T00:00:00Z",
		"2030-12-31T23:59:60Z":            "2030-12-31T23:59:59Z",
		"2030-12-31T15:59:60-08:00":       "2030-12-31T23:59:59Z",
		"2030-12-31T12:59:60Z":            "",
		"2030-12-31T3:59:59Z":             "",
		"2030-12-31T03:5:59Z":             "",
		"2030-12-31T03:59:9Z":             "",
		"2030-1-31T03:59:59Z":             "",
		"2030-12-1T03:59:59Z":             "",
		"30-12-31T03:59:59Z":              "",
		"12030-12-31T03:59:59Z":           "",
		"2030-12-31T03:59:59":             "",
		"2030-12-31T03:59Z":               "",
		"2030-12-31":                      "",
		"2030-12-31 03:59:59Z":            "",
		"2030-12-31T03:59:59 Z":           "",
		"2030-12-31T03:59:59,5Z":          "",
		"2030-12-31T03:59:59.Z":           "",
		"2030-12-31T03:59:59+0530":        "",
		"2030-12-31T03:59:59+05":          "",
		"2030-12-31T03:59:59+24:00":       "",
		"2030-12-31T03:59:59+05:60":       "",
		"2030-12-31T24:00:00Z":            "",
		"2030-12-31T03:60:00Z":            "",
		"2030-12-31T03:59:61Z":            "",
		"2030-13-31T03:59:59Z":            "",
		"2030-02-30T03:59:59Z":            "",
		"2029-02-29T03:59:59Z":            "",
		"2030-12-31T03:59:59Z.":           "",
		"Thu, 31 Dec 2030 18:37:07 -0800": "",
		"２０30-12-31T03:59:59Z":            "",
	} {
		s, err := Parse([]byte("Contact: mailto:security@example.com\nExpires: " + value + "\n"))
		switch {
		case want == "" && err == nil:
			t.Errorf("%s was read as %s", value, s.Expires)
		case want != "" && (err != nil || s.Expires.Format(time.RFC3339Nano) != want):
			t.Errorf("%s: %v, want %s", value, err, want)
		}
	}
}
