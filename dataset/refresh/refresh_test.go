// SPDX-License-Identifier: Apache-2.0

package refresh_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/datasettest"

	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

func refreshOf(t *testing.T, old, fresh []table.Observation) *refresh.Refresh {
	t.Helper()
	e := &ecosystems.Ecosystem{ID: "made", Name: "Made", Traits: map[string]bool{"accounts": true}, Judgements: []ecosystems.Judgement{{Feature: datasettest.Feature, Rules: datasettest.StaleRules()}}}
	return refresh.NewRefresh("2026", datasettest.Catalog(t), e, old, history.Carry(old, fresh, datasettest.StaleAsked()))
}

// Of what differs between two looks, only what matters is proposed, and each
// difference has its reason.
func TestRefreshReasons(t *testing.T) {
	digest := func(rows []table.Observation, kind probes.Kind) []table.Observation {
		for i := range rows {
			rows[i].Kind, rows[i].Digest = string(kind), &[32]byte{byte(rows[i].RetrievedAt / 1000)}
		}
		return rows
	}
	const doc, behaviour = probes.Documentation, probes.Behaviour
	for _, test := range []struct {
		name, old, fresh string
		kind             probes.Kind // with digests that differ
		matters          bool
		title, reason    string
	}{
		{name: "the same", old: "ynynn", fresh: "ynynn"},
		{name: "other bytes", old: "ynynn", fresh: "ynynn", kind: doc, matters: true, title: "evidence renewed, verdicts as they were"},
		{name: "another answer of an API", old: "ynynn", fresh: "ynynn", kind: behaviour},
		{name: "not put", old: "ynynn", fresh: "-nynn"},
		{name: "new evidence", old: "nnynn", fresh: "ynynn", matters: true, title: "1 verdict to review", reason: refresh.RegistryChanged},
		{name: "a fall on new evidence", old: "ynnnn", fresh: "nnynn", matters: true, title: "1 verdict to review", reason: refresh.RegistryChanged},
		{name: "lost", old: "ynynn", fresh: "xnynn", matters: true, title: "1 stale", reason: refresh.SourceLost},
		{name: "lost, and not needed", old: "yynnn", fresh: "yxnnn", matters: true, title: "evidence lost, verdicts as they were"},
		{name: "a question more", old: "-nynn", fresh: "ynynn", matters: true, title: "1 verdict to review", reason: refresh.RuleChanged},
		{name: "a new ecosystem", old: "", fresh: "ynynn", matters: true, title: "1 verdict to review", reason: refresh.RegistryChanged},
	} {
		t.Run(test.name, func(t *testing.T) {
			var old []table.Observation
			if test.old != "" {
				old = datasettest.LookAt(t, "2026-01-01", test.old)
			}
			fresh := datasettest.LookAt(t, "2026-01-08", test.fresh)
			if test.kind != "" {
				old, fresh = digest(old, test.kind), digest(fresh, test.kind)
			}
			r := refreshOf(t, old, fresh)
			if r.Matters() != test.matters {
				t.Fatalf("matters: %v", r.Matters())
			}
			if !test.matters {
				return
			}
			if got := report.RefreshTitle(r); got != "Refresh made: "+test.title {
				t.Errorf("title %q", got)
			}
			reason := ""
			if len(r.Cells) > 0 {
				reason = r.Cells[0].Reason
			}
			if reason != test.reason {
				t.Errorf("reason %q, want %q", reason, test.reason)
			}
		})
	}
}

// Text from elsewhere mentions nobody, links nowhere, and ends no cell; the body
// stays below what GitHub takes.
func TestRefreshBody(t *testing.T) {
	const hostile = "404 | @octocat closes #1 https://evil.example www.evil.example <script>alert(1)</script> ![x](https://evil.example/x) `code` owner/repo#2\n## Heading"
	old := datasettest.LookAt(t, "2026-01-01", "yynnn")
	fresh := datasettest.LookAt(t, "2026-01-08", "xxnnn")
	for i := range fresh {
		fresh[i].Detail, fresh[i].Path = hostile, hostile
	}
	for i := range old {
		old[i].URL, old[i].Path = "https://docs.example.org/a|b) <c>", hostile
	}
	r := refreshOf(t, old, fresh)
	text := report.RefreshBody(r, &refresh.Audit{Hosts: []refresh.HostAudit{{Host: "docs.example.org", Requests: 5, Retries: 2, Cached: 1, Failures: 3}}})
	for _, banned := range []string{"@octocat", "closes #1", "repo#2", "https://evil", "www.evil", "<script", "![x]", "\n## Heading", "a|b", "<c>"} {
		if strings.Contains(text, banned) {
			t.Errorf("%q is in the body: %s", banned, text)
		}
	}
	for _, want := range []string{"## Stale: kept, for review (1)", "## Evidence lost (", "| docs.example.org | 5 | 2 | 1 | 3 |", "2 carried", datasettest.Feature + ":\n  date: 2026-01-08\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the body: %s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| ") && strings.Contains(line, "unreachable") && strings.Count(line, "|") != 6 && strings.Count(line, "|") != 3 {
			t.Errorf("a cell is broken: %s", line)
		}
	}
	var many []refresh.HostAudit
	for i := range 2000 {
		many = append(many, refresh.HostAudit{Host: fmt.Sprintf("h%d.example.org", i)})
	}
	r.Lost = nil
	for range 70 {
		p := refresh.Pair{Was: old[0], Is: fresh[0]}
		p.Is.Detail = strings.Repeat("ä| ", 1000)
		p.Is.URL = "https://example.org/" + fmt.Sprint(len(r.Lost)) + strings.Repeat("x", 2000)
		p.Was.URL = p.Is.URL
		r.Lost = append(r.Lost, p)
	}
	text = report.RefreshBody(r, &refresh.Audit{Hosts: many})
	if len(text) > report.BodyLimit || !strings.HasSuffix(text, "Cut here: the rest is in the files of this proposal.\n") {
		t.Errorf("%d bytes, ending in %q", len(text), text[len(text)-60:])
	}
}

// A repository or host of which nothing could be read is one source.
func TestSources(t *testing.T) {
	row := func(repository, path, url, outcome string) table.Observation {
		return table.Observation{Observation: "a/b/" + path + url, Repository: repository, Path: path, URL: url, Outcome: outcome, Detail: "why"}
	}
	rows := []table.Observation{
		row("acme/gone", "a", "", "unreachable"), row("acme/gone", "b", "", "unreachable"),
		row("acme/there", "a", "", "matched"), row("acme/there", "b", "", "unreachable"), row("acme/there", "b", "", "invalid"),
		row("", "", "https://down.example/a#x", "unreachable"), row("", "", "https://down.example/b", "unreachable"),
		row("", "", "https://up.example/a#x", "unreachable"), row("", "", "https://up.example/b", "unmatched"),
	}
	var failed []string
	for _, s := range refresh.Sources(rows) {
		if s.Reason != "" {
			failed = append(failed, s.Name)
		}
	}
	if got, want := strings.Join(failed, ", "), "acme/gone, down.example, acme/there b, https://up.example/a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A search of a whole tree has another digest with every commit of a repository:
// that alone is no news.
func TestRefreshSearch(t *testing.T) {
	look := func(date string, digest byte) []table.Observation {
		rows := datasettest.LookAt(t, date, "ynynn")
		for i := range rows {
			rows[i].Locator, rows[i].Digest = "files=3,bytes=7", &[32]byte{digest}
		}
		return rows
	}
	if refreshOf(t, look("2026-01-01", 1), look("2026-01-08", 2)).Matters() {
		t.Error("a search of another commit with the same outcome is proposed")
	}
}
