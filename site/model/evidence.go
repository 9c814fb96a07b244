// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"encoding/hex"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"regexp"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Evidence is one observation as shown.
type Evidence struct {
	ID          string // anchor on the feature's page
	Mark        string // tells the evidence of one cell apart
	Kind        string // in words
	Outcome     string
	OutcomeWord string // "" for what matched
	Href        string // "" when it is not an address to follow
	URL         string
	Repository  string // "" for a page of its own
	Place       string // path and lines
	Excerpt     string
	Detail      string // why it did not match
	Commit12    string // head of the commit, "" without one
	Committed   string // day
	Seen        string // day of the look
	Missed      string // day of the first look that did not see it any more
	SHA256      string // hexadecimal
	Verify      string // a command that gives the digest again

	dates    int // 1 for a commit that dates a feature
	strength int // of its kind
}

func newEvidence(texts messages.Texts, raw table.Observation) Evidence {
	o := cleanRow(raw)
	parts := strings.Split(raw.Observation, "/")
	e := Evidence{
		ID: Slug(parts[0]) + "-" + Slug(parts[len(parts)-1]), Mark: Slug(parts[len(parts)-1]),
		Kind: texts.Or("kind."+o.Kind, o.Kind), Outcome: o.Outcome, strength: probes.Kind(o.Kind).Strength(),
		Href: Address(raw.URL), URL: o.URL, Repository: o.Repository, Excerpt: Cut(o.Excerpt, maxExcerpt), Detail: o.Detail,
		Place:    strings.Join(strings.Fields(o.Path+" "+strings.ReplaceAll(o.Locator, ",", ", ")), " "),
		Commit12: strings.TrimSuffix(Cut(o.Commit, 12), "…"), Seen: DayOf(o.RetrievedAt),
	}
	if o.Outcome != string(probes.Matched) {
		e.OutcomeWord = texts.Or("outcome."+o.Outcome, o.Outcome)
	}
	if o.Locator == "commit" {
		e.dates = 1
	}
	if e.Place == "" || o.Path == "" && e.dates == 1 {
		e.Place = "commit " + e.Commit12
	}
	if o.CommittedAt != 0 {
		e.Committed = DayOf(o.CommittedAt)
	}
	if o.MissedAt != 0 {
		e.Missed = DayOf(o.MissedAt)
	}
	if o.Digest != nil {
		e.SHA256 = hex.EncodeToString(o.Digest[:])
	}
	if plainPath.MatchString(raw.Path) && PlainID(raw.Commit) {
		e.Verify = "git -C CLONES/" + o.Repository + ".git show " + o.Commit + ":" + o.Path + " | sha256sum"
	}
	return e
}

// matchedSince is when a look first saw what an observation says, by this dataset
// or by the built-in release, whichever was earlier, in milliseconds since 1970. It
// is 0 for what a registry said itself.
func (m *Model) matchedSince(o table.Observation) int64 {
	if o.Kind == string(probes.Response) {
		return 0
	}
	return earlier(cmp.Or(o.MatchedSince, o.RetrievedAt), m.matched[o.Observation])
}

// earlier gives the earlier of two times; 0 is none.
func earlier(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// plainPath is a path that stands for one file and needs no quoting in a shell.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9./_@+-]+$`)

// Failed says whether nothing could be read, or not what was expected.
func (e *Evidence) Failed() bool {
	return e.Outcome == string(probes.Unreachable) || e.Outcome == string(probes.Invalid)
}

// KindYears counts, for a kind of evidence, the commits that were read by year.
type KindYears struct {
	Kind  string // as the dataset has it
	Word  string
	Years map[int]int
}

// CommitYears counts the commits behind what matched, by kind of evidence, the
// strongest kind first.
func (m *Model) CommitYears() []KindYears {
	byKind := make(map[string]map[int]int)
	for _, o := range m.seen {
		if o.Outcome != string(probes.Matched) || o.CommittedAt == 0 {
			continue
		}
		year := time.UnixMilli(o.CommittedAt).UTC().Year()
		if !plausibleYear(year) {
			continue
		}
		if byKind[o.Kind] == nil {
			byKind[o.Kind] = make(map[int]int)
		}
		byKind[o.Kind][year]++
	}
	var list []KindYears
	for _, kind := range probes.Kinds {
		if years := byKind[string(kind)]; years != nil {
			list = append(list, KindYears{string(kind), m.Texts.Or("kind."+string(kind), string(kind)), years})
		}
	}
	return list
}

func plausibleYear(year int) bool { return year >= 1990 && year <= 2200 }
