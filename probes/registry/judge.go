// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/advisories"
	"github.com/ossf/package-manager-landscape/probes/transport"
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
	case transport.Unasked(a.err):
		return finding{outcome: probes.Unasked, detail: a.err.Error()}, false
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
	case misshapen(a.url, p.Ask, head) != "":
		return invalid("%s", misshapen(a.url, p.Ask, head)), false
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
	case asked.Matches != nil:
		return a.judgeText(asked.Matches)
	}
	return finding{outcome: probes.Matched}
}

// judgeText looks for a pattern in the whole answer.
func (a *answer) judgeText(pattern *probes.Pattern) finding {
	found := pattern.Find(&probes.Text{Raw: a.body})
	if found == nil {
		return unmatched("the answer does not say %q", pattern)
	}
	line := 1 + bytes.Count(a.body[:found[0]], []byte("\n"))
	return finding{outcome: probes.Matched, locator: fmt.Sprintf("L%d", line), value: string(a.body[found[0]:found[1]])}
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
