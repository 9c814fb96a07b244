// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"errors"
	"io/fs"
	"path"
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
	if _, err := fs.Stat(l.files, path.Join(l.folder, reviewsFile)); errors.Is(err, fs.ErrNotExist) {
		return
	}
	data, ok := l.openFile(reviewsFile)
	var r record.Map[reviewRecord]
	if !ok || !l.noError(record.Decode(l.file, data, &r)) {
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
		l.addProblem(orAt(field.Value.Date, field), "date %q must be a day such as 2026-11-24: the loss of what was last seen up to it is accepted", r.Date)
	}
	if r.Role == "" {
		l.addProblem(orAt(field.Value.Role, field), "role is missing: say as what you reviewed it, such as working group member")
	}
	if r.Note == "" {
		l.addProblem(orAt(field.Value.Note, field), "note is missing: say why the loss is accepted")
	}
	l.ecosystem.Reviews = append(l.ecosystem.Reviews, r)
}

// orAt is where a value stands, or else its record.
func orAt(s record.String, field record.Field[reviewRecord]) record.Position {
	if s.At.Line != 0 {
		return s.At
	}
	return field.At
}
