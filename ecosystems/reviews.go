// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/record"
)

// reviewsFile says of which features a reviewer accepts that evidence is lost:
//
//	authentication.mfa:
//	  date: 2026-11-24
//	  role: working group member
//	  note: The page was withdrawn together with the feature.
const reviewsFile = "reviews.yml"

// Review accepts, for one feature, the loss of evidence that was last seen up
// to its date: the verdict of the last look then counts, even where it is less.
type Review struct {
	Feature string
	Line    int    // in reviews.yml
	Date    string // YYYY-MM-DD
	Role    string
	Note    string
}

// Review finds the review of a feature; nil when there is none.
func (e *Ecosystem) Review(feature string) *Review {
	for i := range e.Reviews {
		if e.Reviews[i].Feature == feature {
			return &e.Reviews[i]
		}
	}
	return nil
}

type reviewRecord struct {
	Date record.String `yaml:"date"`
	Role record.String `yaml:"role"`
	Note record.String `yaml:"note"`
}

// readReviews reads the file of reviews, if there is one.
func (l *loader) readReviews() {
	var r record.Map[reviewRecord]
	if !l.isThere(reviewsFile) || !l.decodeFile(reviewsFile, &r) {
		return
	}
	for _, field := range r {
		l.readReview(field)
	}
}

func (l *loader) readReview(field record.Field[reviewRecord]) {
	r := Review{
		Feature: field.Key, Line: field.At.Line, Date: field.Value.Date.Value,
		Role: strings.TrimSpace(field.Value.Role.Value), Note: strings.TrimSpace(field.Value.Note.Value),
	}
	judgement, ok := l.ecosystem.Judgement(field.Key)
	if _, known := l.knownFeature(field.Key, field.At); known && (!ok || len(judgement.Rules) == 0) {
		l.addProblem(field.At, "no rule judges %s here, so there is no evidence to lose: remove the review", field.Key)
	}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		l.addProblem(cmp.Or(field.Value.Date.At, field.At), "date %q must be a day such as 2026-11-24: the loss of what was last seen up to it is accepted", r.Date)
	}
	l.require(r.Role, cmp.Or(field.Value.Role.At, field.At), "role is missing: say as what you reviewed it, such as working group member")
	l.require(r.Note, cmp.Or(field.Value.Note.At, field.At), "note is missing: say why the loss is accepted")
	l.ecosystem.Reviews = append(l.ecosystem.Reviews, r)
}
