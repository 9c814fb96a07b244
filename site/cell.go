// SPDX-License-Identifier: Apache-2.0

package site

import (
	"cmp"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/probes"
)

// cell is the verdict of one feature in one ecosystem with all that a page
// says of it.
type cell struct {
	dataset.Verdict
	Eco      *ecosystem
	Feature  *feature
	Word     string
	Class    string
	Why      string     // for not-applicable the trait, for unknown the outcome
	Evidence []evidence // what matched
	Beside   []evidence // what was looked at and did not match
	Then     *then
	Change   *change

	Responses []dataset.ResponseRow // what the registry's maintainers said

	// The cell as HTML, made once for the pages that show the same.
	once, tdOnce   sync.Once
	brief, inTable string
}

// then is the same cell in the survey before.
type then struct{ Word, Class, Enforcement, Verdict string }

// evidence is one observation as shown.
type evidence struct {
	dataset.Observation
	ID        string // anchor on the feature's page
	mark      string // tells the evidence of one cell apart
	Href      string // "" when the address is none to follow
	Place     string
	Commit12  string
	Seen      string
	Committed string
	SHA256    string
	Missed    string // day of the first look that did not see it any more
	Verify    string // a command that gives the digest again
}

// newCell shows a verdict; one that the dataset does not have is unknown.
func (m *model) newCell(e *ecosystem, f *feature, v, before dataset.Verdict) *cell {
	keys := v.Observations
	c := &cell{Verdict: cleanRow(v), Eco: e, Feature: f}
	if c.Verdict.Verdict == "" {
		c.Verdict.Verdict, c.Note = dataset.Unknown, m.words.Must("cell.missing")
	}
	c.Word, c.Class = verdictWord(m.words, c.Verdict.Verdict), class(c.Verdict.Verdict)
	c.Why = m.why(c)
	if before.Verdict != "" {
		c.Then = &then{verdictWord(m.words, before.Verdict), class(before.Verdict), clean(before.Enforcement), clean(before.Verdict)}
	}
	for _, key := range keys {
		o, ok := m.seen[key]
		if !ok {
			continue
		}
		if o.Outcome == string(probes.Matched) {
			c.Evidence = append(c.Evidence, newEvidence(o))
		} else {
			c.Beside = append(c.Beside, newEvidence(o))
		}
	}
	slices.SortStableFunc(c.Evidence, func(a, b evidence) int {
		return cmp.Or(cmp.Compare(a.dates(), b.dates()), cmp.Compare(probes.Kind(b.Kind).Strength(), probes.Kind(a.Kind).Strength()))
	})
	return c
}

// dates is 1 for a commit that dates a feature, which comes after the lines that
// show it, and 0 for those.
func (e evidence) dates() int {
	if e.Locator == "commit" {
		return 1
	}
	return 0
}

var traitForm = regexp.MustCompile(`[Tt]rait (\w+)`)

// why says in two or three words why a cell has no answer.
func (m *model) why(c *cell) string {
	switch c.Verdict.Verdict {
	case dataset.NotApplicable:
		trait := traitForm.FindStringSubmatch(c.Note)
		if trait == nil {
			return ""
		}
		return m.words.Or("trait."+trait[1], trait[1])
	case dataset.Unknown:
		first, _, _ := strings.Cut(c.Note, ":")
		first, _, _ = strings.Cut(first, ",")
		return m.words.Or("why."+strings.ToLower(strings.ReplaceAll(first, " ", "-")), m.words.Must("why.other"))
	}
	return ""
}

func newEvidence(raw dataset.Observation) evidence {
	o := cleanRow(raw)
	o.Excerpt = cut(o.Excerpt, maxExcerpt)
	parts := strings.Split(raw.Observation, "/")
	e := evidence{
		Observation: o,
		ID:          slug(parts[0]) + "-" + slug(parts[len(parts)-1]),
		mark:        slug(parts[len(parts)-1]),
		Href:        address(raw.URL),
		Place:       strings.Join(strings.Fields(o.Path+" "+strings.ReplaceAll(o.Locator, ",", ", ")), " "),
		Commit12:    cut(o.Commit, 12),
		Seen:        day(o.RetrievedAt),
	}
	e.Commit12 = strings.TrimSuffix(e.Commit12, "…")
	if e.Place == "" || (o.Path == "" && o.Locator == "commit") {
		e.Place = "commit " + e.Commit12
	}
	if o.CommittedAt != 0 {
		e.Committed = day(o.CommittedAt)
	}
	if o.MissedAt != 0 {
		e.Missed = day(o.MissedAt)
	}
	if o.Digest != nil {
		e.SHA256 = hex.EncodeToString(o.Digest[:])
	}
	if plainPath.MatchString(raw.Path) && plainID(raw.Commit) {
		e.Verify = "git -C CLONES/" + o.Repository + ".git show " + o.Commit + ":" + o.Path + " | sha256sum"
	}
	return e
}

// plainPath is a path that stands for one file and needs no quoting in a shell.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9./_@+-]+$`)

// Offers says whether enforcement and date go with the verdict.
func (c *cell) Offers() bool {
	return c.Verdict.Verdict == "supported" || c.Verdict.Verdict == "partial"
}

// By says that the date is the latest possible, not the first day.
func (c *cell) By() bool { return strings.HasPrefix(c.Since, "by ") }

// Date is the date at the precision that is known.
func (c *cell) Date() string { return strings.TrimPrefix(c.Since, "by ") }

// ID is the anchor of the cell in the matrix.
func (c *cell) ID() string { return c.Feature.Slug + "." + c.Eco.Slug }

// Changed says whether the verdict differs from the survey before.
func (c *cell) Changed() bool { return c.Change != nil && c.Change.Moved() }
