// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/advisories"
	"github.com/ossf/package-manager-landscape/probes/attestation"
)

func (a *API) blank(p probes.Probe, address string) probes.Observation {
	return probes.Observation{
		Key: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
		URL: address, Locator: p.Ask.At, RetrievedAt: a.Now.UTC(),
	}
}

// observe answers one probe.
func (a *API) observe(got *answer, p probes.Probe) probes.Observation {
	o := a.blank(p, got.url)
	o.HTTPStatus, o.Digest = got.status, got.digest
	if !got.at.IsZero() {
		o.RetrievedAt = got.at.UTC()
	}
	found := a.judge(got, p)
	o.Outcome, o.Detail = found.outcome, oneLine(found.detail)
	if found.locator != "" {
		o.Locator = found.locator
	}
	if a.Excerpts && found.outcome == probes.Matched {
		o.Excerpt = cut(found.value, 300)
	}
	return o
}

// finding is what an answer says to a probe.
type finding struct {
	outcome                probes.Outcome
	detail, locator, value string
}

func unmatched(format string, args ...any) finding {
	return finding{outcome: probes.Unmatched, detail: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) finding {
	return finding{outcome: probes.Invalid, detail: fmt.Sprintf(format, args...)}
}

// judge goes from the wire inwards: was there an answer, is it of the expected
// kind, has it the status that was asked for, and does it say so.
func (a *API) judge(got *answer, p probes.Probe) finding {
	if bad, ok := got.readable(p); !ok {
		return bad
	}
	switch p.Method {
	case probes.PGP:
		return judgePGP(got.body)
	case probes.SecurityTxt:
		outcome, locator, detail := advisories.MatchSecurityTxt(got.body, a.Now)
		return finding{outcome: outcome, locator: locator, detail: detail}
	case probes.OSV:
		return judgeOSV(got.body, p.Ask.OSV)
	}
	if p.Ask.Header != "" {
		if bad, ok := judgeHeader(got.header, p.Ask); !ok {
			return bad
		}
	}
	return got.judgeBody(p.Ask)
}

// readable says whether there is an answer of the expected kind and status, and
// otherwise what that says.
func (a *answer) readable(p probes.Probe) (finding, bool) {
	switch {
	case a.err != nil && a.damaged:
		return finding{outcome: probes.Invalid, detail: a.err.Error()}, false
	case a.err != nil:
		return finding{outcome: probes.Unreachable, detail: a.err.Error()}, false
	}
	if bad, ok := a.expected(p); !ok {
		return bad, false
	}
	return judgeStatus(a, p.Ask)
}

// judgePGP parses a detached signature. Whether it verifies takes the signer's
// key, which a registry that accepts any key does not vouch for.
func judgePGP(body []byte) finding {
	list, err := attestation.ParsePGP(body)
	if err != nil {
		return invalid("%v", err)
	}
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = fmt.Sprintf("OpenPGP v%d, %s with %s, key %s, made %s", s.Version, s.Algorithm, s.Hash, cmp.Or(s.KeyID, s.Fingerprint, "not named"), s.CreatedAt.Format(time.DateOnly))
	}
	return finding{outcome: probes.Matched, locator: strings.Join(words, "; ") + " (parsed, not verified)"}
}

func judgeOSV(body []byte, asked *probes.OSVAsk) finding {
	ids := func(string) bool { return true }
	if asked.IDs != nil {
		ids = func(id string) bool { return matches(asked.IDs, id) }
	}
	outcome, locator, detail := advisories.MatchOSV(body, asked.Ecosystem, ids)
	return finding{outcome: outcome, locator: locator, detail: detail}
}

// judgeStatus holds the status to be the one asked for, or 2xx. An error that
// nobody asked for means that nothing was read.
func judgeStatus(got *answer, asked *probes.Ask) (finding, bool) {
	switch want := asked.Status; {
	case got.status == want, want == 0 && got.status/100 == 2:
		return finding{}, true
	case got.status >= 300:
		return finding{outcome: probes.Unreachable, detail: fmt.Sprintf("HTTP status %d", got.status)}, false
	default:
		return unmatched("HTTP status %d instead of %d", got.status, want), false
	}
}

// expected keeps out what is no answer of an API: a web page (a wall, or an
// apology with status 200), nothing at all, or another form than the address
// or Accept names.
func (a *answer) expected(p probes.Probe) (finding, bool) {
	if a.status/100 != 2 || p.Ask.Method == http.MethodHead {
		return finding{}, true // asked for as such
	}
	media := strings.ToLower(a.header.Get("Content-Type"))
	head := strings.ToLower(strings.TrimSpace(string(a.body[:min(len(a.body), 512)])))
	switch {
	case len(a.body) == 0 && a.status != http.StatusNoContent:
		return invalid("an empty answer"), false
	case pictured.MatchString(media):
		return invalid("an API's answer was expected, and %s came", media), false
	case strings.Contains(p.Ask.Accept, "html"):
		return finding{}, true
	case strings.HasPrefix(media, "text/html"), strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"):
		return invalid("a web page came instead of the API's answer"), false
	case wantsJSON(p), strings.Contains(media, "json"):
		doc, err := a.document()
		if err != nil {
			return invalid("%v", err), false
		}
		if p.Ask.At == "" && p.Ask.Verify == nil && p.Ask.OSV == nil && doc.root().failed() { // these know better what they miss
			return invalid("an error came as JSON, with status %d", a.status), false
		}
	case apologyText.MatchString(head):
		return invalid("an error came as text, with status %d", a.status), false
	case path.Ext(pathOf(a.url)) == ".asc" && !strings.HasPrefix(head, "-----begin pgp "):
		return invalid("no OpenPGP armor came"), false
	}
	return finding{}, true
}

// apologyText begins an error that comes as text with status 200.
var apologyText = regexp.MustCompile(`^\W*((error\W*)?(4\d\d|5\d\d)\b|(page |file |object |resource )?not found|bad gateway|service unavailable|internal server error|forbidden|access denied|unauthori[sz]ed|too many requests)`)

// failed says whether an object names an error.
func (v value) failed() bool {
	return v[0] == '{' && (v.member("error") != nil && !v.member("error").null() || v.member("errors") != nil && v.member("errors")[0] != 'n' && v.member("errors").text() != "[]")
}

// pictured are media types in which no API answers.
var pictured = regexp.MustCompile(`^(image|audio|video|font)/`)

func wantsJSON(p probes.Probe) bool {
	return p.Ask.At != "" || strings.Contains(p.Ask.Accept, "json") || path.Ext(pathOf(p.URL)) == ".json"
}

func judgeHeader(header http.Header, asked *probes.Ask) (finding, bool) {
	values := header.Values(asked.Header)
	switch {
	case len(values) == 0:
		return unmatched("no header %s", asked.Header), false
	case asked.HeaderIs != nil && !matches(asked.HeaderIs, strings.Join(values, ", ")):
		return unmatched("header %s is %q", asked.Header, cut(strings.Join(values, ", "), 80)), false
	}
	return finding{}, true
}

func (a *answer) judgeBody(asked *probes.Ask) finding {
	switch {
	case asked.At != "":
		return a.judgeValue(asked)
	case asked.Matches != nil && !utf8.Valid(a.body):
		return invalid("not UTF-8")
	case asked.Matches != nil && !matches(asked.Matches, string(a.body)):
		return unmatched("the answer does not say %q", asked.Matches)
	}
	return finding{outcome: probes.Matched}
}

// judgeValue finds the value at the pointer and compares it.
func (a *answer) judgeValue(asked *probes.Ask) finding {
	text, found := a.value(asked.At)
	if found.outcome != probes.Matched {
		return found
	}
	found.value = text
	if asked.Equals != "" && text != asked.Equals {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q instead of %q", cut(text, 80), asked.Equals)
	} else if asked.Matches != nil && !matches(asked.Matches, text) {
		found.outcome, found.detail = probes.Unmatched, fmt.Sprintf("%q does not match %q", cut(text, 80), asked.Matches)
	}
	return found
}

// value finds the value at a pointer of the answer. The finding is Matched
// when there is one.
func (a *answer) value(at string) (string, finding) {
	doc, err := a.document()
	if err != nil {
		return "", invalid("%v", err)
	}
	pointer, err := resolve(doc, at)
	if err != nil {
		return "", invalid("%v", err)
	}
	v, depth, err := doc.at(pointer)
	switch {
	case errors.Is(err, errMissing):
		return "", doc.missing(pointer, depth)
	case err != nil:
		return "", invalid("%v", err)
	case v.null():
		return "", unmatched("null at %s", pointer)
	}
	return v.text(), finding{outcome: probes.Matched, locator: pointer}
}

// resolve puts the newest version in place of {latest}, as a packument names
// it. A document that names none is no packument.
func resolve(doc document, pointer string) (string, error) {
	if !strings.Contains(pointer, "{latest}") {
		return pointer, nil
	}
	v, _, err := doc.at("/dist-tags/latest")
	if err != nil || v[0] != '"' {
		return "", errors.New("not the document expected: no /dist-tags/latest")
	}
	return strings.ReplaceAll(pointer, "{latest}", escape.Replace(v.text())), nil
}

// missing tells a document that lacks the value from another document, such as
// an error in JSON: that has not even the first of several steps, or says so.
func (d document) missing(pointer string, depth int) finding {
	first, _, deeper := strings.Cut(pointer[1:], "/")
	root := d.root()
	switch {
	case depth > 0, root[0] == '[' && first == "0":
		return unmatched("no value at %s", pointer)
	case deeper, root[0] != '{', root.apology():
		return invalid("not the document expected: no /%s", first)
	}
	return unmatched("no value at %s", pointer)
}

// apology says whether an object is only an error message.
func (v value) apology() bool {
	for _, name := range []string{"error", "errors", "message", "detail"} {
		if v.member(name) != nil {
			return true
		}
	}
	return false
}

func matches(pattern *probes.Pattern, text string) bool {
	return pattern.Find(&probes.Text{Raw: []byte(text)}) != nil
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// oneLine makes a foreign message fit an observation's detail.
func oneLine(s string) string { return cut(strings.ToValidUTF8(s, "\uFFFD"), 200) }

func cut(s string, runes int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > runes {
		s = string(r[:runes]) + "…"
	}
	return s
}
