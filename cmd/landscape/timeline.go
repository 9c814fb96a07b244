// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/dataset/timeline"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
	"github.com/spf13/cobra"
)

// pastFlags say which past is read, and how.
type pastFlags struct {
	mirror, since, until, cache string
	noCache, resume             bool
	from, to                    int // days since 1970, UTC
}

func (p *pastFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.mirror, "mirror", "", "local clones at `DIR`/OWNER/NAME or DIR/OWNER/NAME.git")
	f.StringVar(&p.since, "since", "2010-01", "begin with this `MONTH` (YYYY-MM; a year or a day will do)")
	f.StringVar(&p.until, "until", "", "end with this `MONTH` (default: today)")
	f.StringVar(&p.cache, "cache", "", "keep what contents say in this `DIR`, at most 512 MB, which may be deleted at any time (default: in the user's cache folder)")
	f.BoolVar(&p.noCache, "no-cache", false, "keep nothing, and use nothing that was kept")
	f.BoolVar(&p.resume, "resume", false, "go on with a run that was stopped: repositories that it had done are not read again")
}

// check completes the flags.
func (p *pastFlags) check(now time.Time) (err error) {
	if p.mirror == "" {
		return errors.New("--mirror is missing: give the folder of the clones")
	}
	if err := checkMirror(p.mirror); err != nil {
		return err
	}
	if p.resume && p.noCache {
		return errors.New("--resume goes on from what was kept, and --no-cache keeps nothing: choose one")
	}
	if p.from, _, err = period("--since", p.since); err != nil {
		return err
	}
	p.to = timeline.DayOf(now)
	if p.until != "" {
		_, last, err := period("--until", p.until)
		if err != nil {
			return err
		}
		p.to = min(p.to, last)
	}
	if p.from > p.to {
		return fmt.Errorf("--since %s is after %s, with which the timeline ends: begin earlier", p.since, timeline.Date(p.to))
	}
	return nil
}

// period is the first and the last day of a day, month or year.
func period(flag, text string) (first, last int, err error) {
	for form, after := range map[string][3]int{time.DateOnly: {0, 0, 1}, "2006-01": {0, 1, 0}, "2006": {1, 0, 0}} {
		if at, err := time.Parse(form, text); err == nil && at.Year() >= 1970 {
			return timeline.DayOf(at), timeline.DayOf(at.AddDate(after[0], after[1], after[2])) - 1, nil
		}
	}
	return 0, 0, fmt.Errorf("%s %s: write a month as YYYY-MM", flag, text)
}

// kept opens the folder of what is kept; nil when nothing is to be, or can be.
func (p *pastFlags) kept(a *app) (*timeline.Kept, error) {
	if p.noCache {
		return nil, nil
	}
	if p.cache != "" {
		kept, err := timeline.OpenKept(p.cache)
		if err != nil {
			return nil, fmt.Errorf("--cache %s: %w", p.cache, err)
		}
		return kept, nil
	}
	var kept *timeline.Kept
	base, err := os.UserCacheDir()
	if err == nil {
		kept, err = timeline.OpenKept(filepath.Join(base, "landscape", "timeline"))
	}
	if err != nil {
		a.log.Warn("nothing is kept for the next run: name a folder with --cache", "why", err)
	}
	return kept, nil
}

// While the past is read, the program collects what is free of its memory when this
// many bytes are full, and seldom before.
const (
	pastMemory  = 600 << 20
	pastGarbage = 400 // percent of what is in use
)

// readPast reads the clones and judges every day.
func (a *app) readPast(ctx context.Context, p *pastFlags, features *catalog.Catalog, chosen []*ecosystems.Ecosystem) (*timeline.Past, []timeline.Span, error) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(pastMemory))
	defer debug.SetGCPercent(debug.SetGCPercent(pastGarbage))
	kept, err := p.kept(a)
	if err != nil {
		return nil, nil, err
	}
	mirror := p.clones(chosen)
	if err := mirror.Any(survey.Repositories(survey.QuestionsOf(chosen, nil))); err != nil {
		return nil, nil, noSource("%w", err)
	}
	read := timeline.Reading{Open: mirror.OpenPast, From: p.from, Kept: kept, Progress: a.pastProgress}
	stories, failed, err := timeline.Stories(ctx, chosen, read)
	if err != nil {
		if kept != nil {
			err = fmt.Errorf("stopped (%w): --resume goes on from here", err)
		}
		return nil, nil, err
	}
	if len(stories) == 0 {
		return nil, nil, noSource("--mirror %s: none of %d repositories could be read; nothing was overwritten", p.mirror, len(failed))
	}
	past := &timeline.Past{Features: features, All: chosen, Stories: stories, From: p.from, To: p.to}
	spans, err := timeline.Spans(ctx, past)
	return past, spans, err
}

func (p *pastFlags) clones(chosen []*ecosystems.Ecosystem) *gitclone.Mirror {
	return &gitclone.Mirror{Dir: p.mirror, Former: ecosystems.Former(chosen)}
}

// pastProgress tells of each repository when it is done, and of what its clone lacks.
func (a *app) pastProgress(p timeline.Progress) {
	done := fmt.Sprintf("%d/%d", p.Done, p.Total)
	if p.Err != nil {
		a.log.Warn("cannot read the past of "+p.Repository+": what rests on it is unknown", "why", p.Err, "repositories", done)
		return
	}
	s := p.Story
	if s.Shallow {
		a.log.Warn("the clone of "+p.Repository+" is shallow: what rests on it is unknown before its first commit; run git fetch --unshallow", "repositories", done)
	}
	if len(s.Trouble) > 0 || len(s.Lost) > 0 {
		a.log.Warn("the clone of "+p.Repository+" is damaged: what rests on the damaged part is unknown; run git fsck on it", "why", strings.Join(s.Trouble, "; "), "contents", len(s.Lost), "repositories", done)
	}
	a.log.Info("read the past of "+p.Repository, "commits", len(s.Moments), "contents", s.Objects, "known", s.FromKept, "repositories", done)
}

// Intervals at which verdicts are counted.
var intervals = []string{"month", "week", "release"}

func (a *app) timeline() *cobra.Command {
	var (
		scope scopeFlags
		read  pastFlags
		every string
		out   string
	)
	cmd := &cobra.Command{
		Use:   "timeline",
		Short: "When each feature appeared and stopped, and by which commit, from the history of clones",
		Long: `timeline reads what the default branch of every clone has been along first
parents, and gives each verdict with the days on which it held: the verdict of
any day is that of survey --mirror --as-of. Tables timeline and timeline_monthly
go into DIR/dataset, beside the tables that are there.

A page that was moved is read where it stood before, as git's rename detection
tells; a copy is a page of its own. A span's commit is the one that first brought
the words, and its path the one that they had then.

Spans begin and end on the day, whatever --every says. It says at which days the
verdicts are counted in timeline_monthly: month, at the end of each month; week,
at the end of each Sunday; release, at the end of 2022-10-31, when the answers of
the survey of 2022 were in, and of the day on which the built-in release was
looked at. The last day is always among them.`,
		Example: `  landscape timeline --mirror clones --out out
  landscape timeline --mirror clones --ecosystem npm --since 2018-01 --every week --out npm`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(intervals, every) {
				return fmt.Errorf("--every %q: intervals are %s", every, strings.Join(intervals, ", "))
			}
			if err := read.check(a.now()); err != nil {
				return err
			}
			features, chosen, err := scope.load()
			if err != nil {
				return err
			}
			place := outPlace(out, read.mirror, scope.dir, read.cache)
			if err := place.Check(datasetFolder); err != nil {
				return err
			}
			days, err := sampledDays(every, read.from, read.to)
			if err != nil {
				return err
			}
			past, spans, err := a.readPast(cmd.Context(), &read, features, chosen)
			if err != nil {
				return err
			}
			authored, err := a.authored(cmd.Context(), &read, past, spans)
			if err != nil {
				return err
			}
			return a.writeTimeline(place, past, spans, days, authored)
		},
	}
	scope.add(cmd)
	read.add(cmd)
	cmd.Flags().StringVar(&every, "every", "month", "count verdicts at the end of each `INTERVAL`: month, week or release")
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/dataset")
	return cmd
}

// sampledDays lists the days at whose end verdicts are counted.
func sampledDays(every string, from, to int) (days []int, err error) {
	switch every {
	case "release":
		days = []int{timeline.DayOf(time.Date(2022, 10, 31, 0, 0, 0, 0, time.UTC))}
		seen, err := dataset.Release(catalog.Wave)
		if err != nil {
			return nil, err
		}
		days = append(days, timeline.DayOf((&table.Dataset{Observations: seen}).Looked()))
	case "week":
		for day := from; day <= to; day++ {
			if (day+4)%7 == 0 { // 1970-01-01 was a Thursday
				days = append(days, day)
			}
		}
	default:
		for day := from; day <= to; day++ {
			if strings.HasSuffix(timeline.Date(day+1), "-01") {
				days = append(days, day)
			}
		}
	}
	days = slices.DeleteFunc(append(days, to), func(day int) bool { return day < from || day > to })
	slices.Sort(days)
	return slices.Compact(days), nil
}

// authored reads the authors' dates of the commits that spans name.
func (a *app) authored(ctx context.Context, p *pastFlags, past *timeline.Past, spans []timeline.Span) (map[string]int64, error) {
	mirror := p.clones(past.All)
	wanted := make(map[string][]string)
	for _, s := range spans {
		if s.Cause != nil {
			wanted[s.Cause.Repository] = append(wanted[s.Cause.Repository], s.Cause.Moment.Commit)
		}
	}
	all := make(map[string]int64)
	for name, commits := range wanted {
		slices.Sort(commits)
		dates, err := mirror.Authored(ctx, name, slices.Compact(commits))
		if err != nil {
			return nil, err
		}
		for commit, at := range dates {
			all[name+" "+commit] = at
		}
	}
	return all, nil
}

// writeTimeline writes the tables beside those that the dataset has.
func (a *app) writeTimeline(place output.Place, past *timeline.Past, spans []timeline.Span, days []int, authored map[string]int64) error {
	d, err := dataset.OpenOrEmpty(filepath.Join(place.Dir, datasetFolder), past.Features, past.All)
	if err != nil {
		return err
	}
	d.Timeline, d.TimelineMonthly = timeline.Rows(spans, authored), timeline.Sampled(spans, past.Features, days)
	derive.CompareWithHistory(d, survey2022.Baseline())
	err = rewriteDataset(d, place, datasetFolder)
	if err == nil {
		fmt.Fprintf(a.out, "%d spans of verdicts, and counts of %d days, in %s\n", len(d.Timeline), len(days), shown(place.Dir, datasetFolder))
	}
	return err
}

// dates lists the rules whose since disagrees with what history shows.
func (a *app) dates(ctx context.Context, p *pastFlags, features *catalog.Catalog, chosen []*ecosystems.Ecosystem) error {
	if err := p.check(a.now()); err != nil {
		return err
	}
	past, _, err := a.readPast(ctx, p, features, chosen)
	if err != nil {
		return err
	}
	found := timeline.Disagreements(past)
	for _, d := range found {
		fmt.Fprintf(a.out, "%s:%d: %s %s: since %s, and its evidence is there from %s (%s %.10s %s): %s\n",
			d.File, d.Line, d.Feature, d.Verdict, d.Since, timeline.Date(d.Day), d.Cause.Repository, d.Cause.Moment.Commit, d.Cause.Path, d.Says)
	}
	fmt.Fprintf(a.out, "%d rules say another date than history, by more than two months\n", len(found))
	return nil
}
