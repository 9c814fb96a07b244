// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// newObservation is what is seen of an answer before it is judged.
func (a *API) newObservation(p probes.Probe, got *response) probes.Observation {
	o := probes.Observation{
		Key: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
		URL: got.url, Locator: p.Ask.At, RetrievedAt: a.Now.UTC(), HTTPStatus: got.status, Digest: got.digest,
	}
	if !got.at.IsZero() {
		o.RetrievedAt = got.at.UTC()
	}
	return o
}

// observeResponse answers one probe.
func (l *run) observeResponse(got *response, p probes.Probe) probes.Observation {
	a := l.api
	o := a.newObservation(p, got)
	found := a.judgeResponse(got, p)
	o.Outcome, o.Detail = found.outcome, oneLine(found.detail)
	if found.locator != "" {
		o.Locator = found.locator
	}
	if a.Excerpts && found.outcome == probes.Matched {
		o.Excerpt = probes.OneLine(found.value, 300)
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

// judgeResponse goes from the wire inwards: was there an answer, is it of the expected
// kind, has it the status that was asked for, and does it say so.
func (a *API) judgeResponse(got *response, p probes.Probe) finding {
	if bad, ok := got.isReadable(p); !ok {
		return bad
	}
	if p.Ask.Format != nil {
		found := p.Ask.Format(got.body, p.Ask, a.Now)
		return finding{outcome: found.Outcome, locator: found.Locator, detail: found.Detail}
	}
	if p.Ask.Header != "" {
		if bad, ok := judgeHeader(got.header, p.Ask); !ok {
			return bad
		}
	}
	return got.judgeBody(p.Ask)
}

// isReadable says whether there is an answer of the expected kind and status, and
// otherwise what that says.
func (a *response) isReadable(p probes.Probe) (finding, bool) {
	switch {
	case transport.Unasked(a.err):
		return finding{outcome: probes.Unasked, detail: a.err.Error()}, false
	case transport.Damaged(a.err): // something came, but not whole
		return finding{outcome: probes.Invalid, detail: a.err.Error()}, false
	case a.err != nil:
		return finding{outcome: probes.Unreachable, detail: a.err.Error()}, false
	}
	if bad, ok := a.isExpectedKind(p); !ok {
		return bad, false
	}
	if bad, ok := judgeStatus(a, p.Ask); !ok {
		return bad, false
	}
	return a.isDocumentedForm(p.Ask.Form)
}

// judgeStatus holds the status to be the one asked for, or 2xx. An error that
// nobody asked for means that nothing was read.
func judgeStatus(got *response, asked *probes.Ask) (finding, bool) {
	switch want := asked.Status; {
	case got.status == want, want == 0 && got.status/100 == 2:
		return finding{}, true
	case got.status >= 300:
		return finding{outcome: probes.Unreachable, detail: fmt.Sprintf("HTTP status %d", got.status)}, false
	default:
		return unmatched("HTTP status %d instead of %d", got.status, want), false
	}
}

// isExpectedKind keeps out what is not the answer of an API: a web page (a wall, or an
// apology with status 200), nothing at all, or another form than the address
// or Accept names.
func (a *response) isExpectedKind(p probes.Probe) (finding, bool) {
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
	case wrongForm(a.url, p.Ask, head) != "":
		return invalid("%s", wrongForm(a.url, p.Ask, head)), false
	case wantsJSON(p), strings.Contains(media, "json"):
		doc, err := a.jsonDocument()
		if err != nil {
			return invalid("%v", err), false
		}
		if p.Ask.At == "" && p.Ask.Verify == nil && p.Ask.OSV == nil && doc.root().namesError() { // these know better what they miss
			return invalid("an error came as JSON, with status %d", a.status), false
		}
	case apologyText.MatchString(head):
		return invalid("an error came as text, with status %d", a.status), false
	}
	return finding{}, true
}

// apologyText begins an error that comes as text with status 200.
var apologyText = regexp.MustCompile(`^\W*((error\W*)?(4\d\d|5\d\d)\b|(page |file |object |resource )?not found|bad gateway|service unavailable|internal server error|forbidden|access denied|unauthori[sz]ed|too many requests)`)

// namesError says whether an object names an error.
func (v Value) namesError() bool {
	if v[0] != '{' {
		return false
	}
	if one := v.member("error"); one != nil && !one.IsNull() {
		return true
	}
	several := v.member("errors")
	return several != nil && !several.IsNull() && several.Text() != "[]"
}

// pictured are media types in which no API answers.
var pictured = regexp.MustCompile(`^(image|audio|video|font)/`)

func wantsJSON(p probes.Probe) bool {
	return p.Ask.At != "" || strings.Contains(p.Ask.Accept, "json") || path.Ext(probes.PathOf(p.URL)) == ".json"
}

func judgeHeader(header http.Header, asked *probes.Ask) (finding, bool) {
	values := header.Values(asked.Header)
	switch {
	case len(values) == 0:
		return unmatched("no header %s", asked.Header), false
	case asked.HeaderIs != nil && !matchesPattern(asked.HeaderIs, strings.Join(values, ", ")):
		return unmatched("header %s is %q", asked.Header, probes.OneLine(strings.Join(values, ", "), 80)), false
	}
	return finding{}, true
}

func (a *response) judgeBody(asked *probes.Ask) finding {
	switch {
	case asked.At != "":
		return a.judgeValue(asked)
	case asked.Matches != nil && !utf8.Valid(a.body):
		return invalid("not UTF-8")
	case asked.Matches != nil:
		return a.judgeText(asked.Matches, asked.Form != nil)
	}
	return finding{outcome: probes.Matched}
}

// judgeText looks for a pattern in the whole answer. That it does not say it can
// be told only of one that is known to be of the documented form.
func (a *response) judgeText(pattern *probes.Pattern, formed bool) finding {
	found := pattern.Find(&probes.Text{Raw: a.body})
	switch {
	case found == nil && formed:
		return unmatched("the answer does not say %q", pattern)
	case found == nil:
		return invalid("the answer does not say %q, and nothing tells that it is the one expected", pattern)
	}
	line := 1 + bytes.Count(a.body[:found[0]], []byte("\n"))
	return finding{outcome: probes.Matched, locator: fmt.Sprintf("L%d", line), value: string(a.body[found[0]:found[1]])}
}

func matchesPattern(pattern *probes.Pattern, text string) bool {
	return pattern.Find(&probes.Text{Raw: []byte(text)}) != nil
}

// oneLine makes a foreign message fit an observation's detail.
func oneLine(s string) string { return probes.OneLine(s, 200) }
