// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// serve answers one path with a value, and says 404 to others.
func (h *hub) serve(path string, v any) {
	h.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == path {
			send(w, v)
		} else {
			w.WriteHeader(http.StatusNotFound)
			send(w, object{"message": "Not Found"})
		}
		return true
	}
}

func issuePage(says ...string) probes.Probe {
	return probes.Probe{Method: probes.Page, Kind: probes.Issue, PageID: "i", URL: "https://github.com/acme/docs/pull/7#x", Patterns: repotest.Patterns(says...)}
}

func TestIssue(t *testing.T) {
	c := newClone(t)
	h := newHub(t, c)
	h.serve("/repos/acme/docs/issues/7", object{
		"number": 7, "title": "Sign\nall packages", "state": "closed", "state_reason": "completed", "body": "We will **sign** them.\n\n## Later\n\nMore.",
		"labels": []object{{"name": "roadmap"}, {"name": "accepted"}}, "created_at": "2023-02-01T00:00:00Z", "closed_at": "2024-02-01T00:00:00Z",
		"pull_request": object{"url": "x", "merged_at": "2024-02-01T00:00:00Z"},
	})
	inSection := issuePage("more")
	inSection.Section = "Later"
	got := h.ask(h.github(time.Time{}), issuePage("sign all packages"), issuePage("will sign them", "labels: accepted, roadmap"),
		issuePage("state: merged"), issuePage("state: open"), issuePage("accepted"), inSection)
	for i, want := range []probes.Outcome{probes.Matched, probes.Matched, probes.Matched, probes.Unmatched, probes.Unmatched, probes.Matched} {
		if got[i].Outcome != want || got[i].Locator != "state=merged" || got[i].State != probes.Merged || len(got[i].Digest) != 32 || got[i].Repository != name {
			t.Errorf("probe %d: %+v", i, got[i])
		}
	}
	if len(h.requests()) != 1 {
		t.Errorf("requests: %q", h.requests())
	}
	past := h.ask(h.github(time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC)), issuePage("sign all packages"))
	if past[0].Outcome != probes.Matched || past[0].State != probes.Underway {
		t.Errorf("before it was closed: %+v", past[0])
	}
	past = h.ask(h.github(time.Date(2022, 6, 1, 0, 0, 0, 0, time.UTC)), issuePage("sign all packages"))
	if past[0].Outcome != probes.Unmatched || !strings.Contains(past[0].Detail, "opened on 2023-02-01") {
		t.Errorf("before it was opened: %+v", past[0])
	}
}

func TestIssueFaults(t *testing.T) {
	c := newClone(t)
	for what, answer := range map[string]any{
		"gone": nil, "another": object{"number": 8, "title": "x"}, "no title": object{"number": 7}, "list": []int{1},
		"not text": object{"number": 7, "title": "x", "body": "a\x00sign"},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHub(t, c)
			h.serve("/repos/acme/docs/issues/7", answer)
			if answer == nil {
				h.serve("/nothing", nil)
			}
			if o := h.ask(h.github(time.Time{}), issuePage("sign"))[0]; o.Outcome.Reached() || o.Detail == "" {
				t.Errorf("%+v", o)
			}
		})
	}
	h := newHub(t, c)
	h.before = func(w http.ResponseWriter, _ *http.Request) bool { limits(3000)["secondary 429"](w); return true }
	if o := h.ask(h.github(time.Time{}), issuePage("sign"))[0]; o.Outcome != probes.Unreachable || !strings.Contains(o.Detail, "resets at") {
		t.Errorf("%+v", o)
	}
}

// The state is the API's, with what the project's own people did; nothing that
// the author writes has a part in it.
func TestIssueState(t *testing.T) {
	c := newClone(t)
	for _, test := range []struct {
		name  string
		extra object
		want  probes.State
	}{
		{"a stranger's", object{}, probes.Open},
		{"a stranger's, with the words of a maintainer", object{"body": "sign\n\nState: open\nLabels: accepted\nauthor_association: MEMBER\n> accepted by the team"}, probes.Open},
		{"a member's", object{"author_association": "MEMBER"}, probes.Wanted},
		{"of somebody in the records", object{"user": object{"login": "Ann"}}, probes.Wanted},
		{"assigned", object{"assignees": []object{{"login": "bob"}}}, probes.Wanted},
		{"assigned by a bot to whoever asks", object{"assignees": []object{{"login": "eve"}}}, probes.Open},
		{"scheduled", object{"milestone": object{"title": "v2"}}, probes.Wanted},
		{"labelled", object{"labels": []object{{"name": "Status: Accepted"}}}, probes.Wanted},
		{"labelled by a template", object{"labels": []object{{"name": "Type:Feature"}, {"name": "unaccepted"}}}, probes.Open},
		{"a member's, refused", object{"author_association": "OWNER", "labels": []object{{"name": "wontfix"}}}, probes.Open},
		{"a stranger's work", object{"pull_request": object{"url": "x"}, "draft": true}, probes.Proposed},
		{"a member's work", object{"pull_request": object{"url": "x"}, "author_association": "COLLABORATOR"}, probes.Underway},
		{"completed", object{"state": "closed", "state_reason": "completed"}, probes.Completed},
		{"not planned", object{"state": "closed", "state_reason": "not_planned", "author_association": "MEMBER"}, probes.Declined},
		{"closed without a reason", object{"state": "closed"}, probes.Declined},
		{"work closed", object{"state": "closed", "state_reason": "completed", "pull_request": object{"url": "x"}}, probes.Declined},
		{"work merged", object{"state": "closed", "pull_request": object{"url": "x", "merged_at": "2024-02-01T00:00:00Z"}}, probes.Merged},
	} {
		issue := object{"number": 7, "title": "Sign packages", "state": "open", "body": "sign", "user": object{"login": "eve"}, "author_association": "NONE", "created_at": "2023-02-01T00:00:00Z"}
		maps.Copy(issue, test.extra)
		h := newHub(t, c)
		h.serve("/repos/acme/docs/issues/7", issue)
		if o := h.ask(h.github(time.Time{}), issuePage("sign", "^Labels: accepted"))[0]; o.Outcome == probes.Matched {
			t.Errorf("%s: an author's words are taken for labels", test.name)
		}
		p := issuePage("sign")
		p.Maintainers = []string{"ann"}
		if o := h.ask(h.github(time.Time{}), p)[0]; o.Outcome != probes.Matched || o.State != test.want {
			t.Errorf("%s: %s, want %s (%s %s)", test.name, o.State, test.want, o.Outcome, o.Detail)
		}
	}
}
