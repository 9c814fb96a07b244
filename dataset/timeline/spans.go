// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Past is everything that verdicts of the past follow from.
type Past struct {
	Features *catalog.Catalog
	All      []*ecosystems.Ecosystem
	Stories  map[string]*past.Story // by repository; one that could not be read has none
	From, To int                    // first and last day, in days since 1970, UTC
}

// DayOf is the day of a time, in days since 1970, UTC.
func DayOf(at time.Time) int { return int(at.Unix() / (24 * 60 * 60)) }

// dayEnd is the last second of a day: what a survey as of that day calls now.
func dayEnd(day int) time.Time { return time.Unix(int64(day+1)*24*60*60-1, 0).UTC() }

// Date writes a day as YYYY-MM-DD.
func Date(day int) string { return dayEnd(day).Format(time.DateOnly) }

// Asked says whether a question is one that the history of a clone answers.
func Asked(p probes.Probe) bool {
	return p.Repository != "" && (p.Method == probes.Page || p.Method == probes.Source || p.Method == probes.Exists || p.Method == probes.Absent)
}

// Span is one verdict with the days on which it held.
type Span struct {
	Ecosystem, Feature string
	Verdict            vocabulary.Verdict
	Enforcement        vocabulary.Enforcement
	From, To           int    // first day; the first day of the next span, or 0 while it lasts
	Cause              *Cause // nil where a rule's date or a record began it, and at the first day
}

// Cause is the commit that began a span.
type Cause struct {
	Probe      probes.Probe
	Repository string
	Moment     past.Moment
	Path       string
}

// Spans judges every feature on the days on which something changed. They come
// sorted by ecosystem, feature and day; those of one feature leave no day out. The
// error is for a context that ended.
func Spans(ctx context.Context, p *Past) ([]Span, error) {
	var all []Span
	for _, e := range p.All {
		for _, f := range p.Features.Features {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			all = append(all, (&featurePast{Past: p, ecosystem: e, feature: f}).spans()...)
		}
	}
	slices.SortStableFunc(all, func(a, b Span) int {
		return cmp.Or(strings.Compare(a.Ecosystem, b.Ecosystem), strings.Compare(a.Feature, b.Feature), cmp.Compare(a.From, b.From))
	})
	return all, nil
}

// featurePast is the work on one feature of one ecosystem.
type featurePast struct {
	*Past
	ecosystem *ecosystems.Ecosystem
	feature   catalog.Feature
	rules     []ecosystems.Rule
	asked     []probes.Probe // the questions that decide the feature, each once
}

func (f *featurePast) spans() (list []Span) {
	judgement, _ := f.ecosystem.Judgement(f.feature.ID)
	f.rules = judgement.Rules
	f.asked = newlyAsked(f.rules, make(map[string]bool))
	for _, day := range f.days() {
		row := f.verdictOn(day)
		n := len(list)
		if n > 0 && list[n-1].Verdict == row.Verdict && list[n-1].Enforcement == row.Enforcement {
			continue
		}
		span := Span{Ecosystem: f.ecosystem.ID, Feature: f.feature.ID, Verdict: row.Verdict, Enforcement: row.Enforcement, From: day}
		if n > 0 {
			list[n-1].To = day
			span.Cause = f.cause(day, row)
		}
		list = append(list, span)
	}
	return list
}

// verdictOn judges the feature as a survey as of the day does.
func (f *featurePast) verdictOn(day int) table.VerdictRow {
	rows := make([]table.Observation, 0, len(f.asked))
	at := dayEnd(day)
	for _, p := range f.asked {
		o := table.Observation{Observation: p.Key, Ecosystem: p.Ecosystem, Feature: p.Feature, Kind: p.Kind,
			Repository: p.Repository, RetrievedAt: table.Millis(at), Outcome: probes.Unreachable}
		if story := f.Stories[p.Repository]; story != nil {
			if pinned := story.PinnedAt(day); pinned >= 0 {
				o.CommittedAt = story.Moments[pinned].Counts * 1000
			}
			o.Outcome = past.OutcomeAt(story.Turns[p.Key], day)
			if o.Outcome.Reached() {
				o.Path = strings.Join(p.Paths, " ") // that there is one is what counts
			}
		}
		rows = append(rows, o)
	}
	one := catalog.Catalog{Features: []catalog.Feature{f.feature}}
	return judge.Judge("", at, &one, []*ecosystems.Ecosystem{f.ecosystem}, rows)[0]
}

// days lists those on which the verdict may change, the first day included.
func (f *featurePast) days() []int {
	days := []int{f.From}
	for _, p := range f.asked {
		if story := f.Stories[p.Repository]; story != nil {
			for _, turn := range story.Turns[p.Key] {
				days = append(days, turn.Day)
			}
		}
	}
	for _, rule := range f.rules {
		days = append(days, startOf(rule.Since, 0), startOf(rule.Until, 1))
	}
	days = append(days, f.agingDays()...)
	days = slices.DeleteFunc(days, func(day int) bool { return day < f.From || day > f.To })
	slices.Sort(days)
	return slices.Compact(days)
}

// startOf is the first day of a month or year, or of the one after it; -1 for none.
func startOf(text string, after int) int {
	if at, err := time.Parse("2006-01", text); err == nil {
		return DayOf(at.AddDate(0, after, 0))
	}
	if at, err := time.Parse("2006", text); err == nil {
		return DayOf(at.AddDate(after, 0, 0))
	}
	return -1
}

// agingDays are those on which a copy becomes old, or stops being old, or older than
// another: a search that found nothing in an old copy gives way to a newer source.
func (f *featurePast) agingDays() (days []int) {
	searched := slices.ContainsFunc(f.rules, func(r ecosystems.Rule) bool {
		return r.Verdict == vocabulary.Unsupported && slices.ContainsFunc(r.Evidence, func(p probes.Probe) bool { return p.Method == probes.Absent })
	})
	if !searched {
		return nil
	}
	stories := make(map[string]*past.Story)
	for _, p := range f.asked {
		if story := f.Stories[p.Repository]; story != nil {
			stories[p.Repository] = story
		}
	}
	for _, story := range stories {
		for i, m := range story.Moments {
			last := i == len(story.Moments)-1
			if m.Counts == 0 || !last && story.Moments[i+1].Day()-m.Day() <= judge.OldSourceDays {
				continue
			}
			days = append(days, m.Day()+judge.OldSourceDays+1)
			if !last {
				days = append(days, story.Moments[i+1].Day())
			}
			for _, other := range stories {
				if next, ok := firstAfter(other, m.Counts); ok {
					days = append(days, next)
				}
			}
		}
	}
	return days
}

// firstAfter is the day of the first moment that counts from later than a time.
func firstAfter(story *past.Story, counts int64) (day int, ok bool) {
	i, _ := slices.BinarySearchFunc(story.Moments, counts+1, func(m past.Moment, at int64) int { return cmp.Compare(m.Counts, at) })
	if i == len(story.Moments) {
		return 0, false
	}
	return story.Moments[i].Day(), true
}

// cause finds the commit that made a verdict begin on a day: of the answers that
// turned then, one that the verdict rests on, else the first that the rules ask for.
func (f *featurePast) cause(day int, row table.VerdictRow) *Cause {
	var best *Cause
	bestRank := 0
	for i, p := range f.asked {
		story := f.Stories[p.Repository]
		if story == nil {
			continue
		}
		at, found := slices.BinarySearchFunc(story.Turns[p.Key], day, func(t past.Turn, day int) int { return cmp.Compare(t.Day, day) })
		if !found || story.Turns[p.Key][at].Moment < 0 {
			continue
		}
		turn := story.Turns[p.Key][at]
		rank := len(f.asked) - i
		if slices.Contains(row.Observations, p.Key) && turn.Outcome == probes.Matched {
			rank += (1 + p.Kind.Strength()) * 1000
		}
		if rank > bestRank {
			best, bestRank = &Cause{p, p.Repository, story.Moments[turn.Moment], turn.Path}, rank
		}
	}
	return best
}
