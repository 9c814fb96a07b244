// SPDX-License-Identifier: Apache-2.0

package table

import "github.com/ossf/package-manager-landscape/probes/vocabulary"

// TimelineRow is a row of timeline: a verdict with the days on which it held. Key:
// ecosystem, feature, verdict, from.
type TimelineRow struct {
	Ecosystem   string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature     string                 `parquet:"feature,dict" doc:"id of the feature"`
	Verdict     vocabulary.Verdict     `parquet:"verdict,dict" doc:"supported, partial, planned, exploring, unsupported, not-applicable or unknown"`
	Enforcement vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"required, default or optional, with supported and partial"`
	From        string                 `parquet:"from,dict" doc:"day (YYYY-MM-DD, UTC) from which a survey as of that day gives the verdict; the first day of the timeline where it held before"`
	Until       string                 `parquet:"until,optional,dict" doc:"day from which it gives another: the last day of this verdict is the one before; NULL while it lasts"`
	Repository  string                 `parquet:"repository,optional,dict" doc:"OWNER/NAME of the repository whose commit began it; NULL where a rule's date or a record did, or the timeline's first day"`
	Commit      string                 `parquet:"commit,optional,dict" doc:"that commit, on the first-parent line of the default branch, hexadecimal"`
	Path        string                 `parquet:"path,optional,dict" doc:"the file whose change did it"`
	AuthorDate  string                 `parquet:"author_date,optional,dict" doc:"day (UTC) on which the commit was written, by its author's clock"`
	CommitDate  string                 `parquet:"commit_date,optional,dict" doc:"day (UTC) on which it was committed, by its committer's clock; from is later where an earlier commit says a later day"`
	URL         string                 `parquet:"url,optional,dict" doc:"where to open the commit"`
}

// TimelineMonthlyRow is a row of timeline_monthly: how many features one ecosystem
// had on a day, the last of its month. Key: ecosystem, day, journey.
type TimelineMonthlyRow struct {
	Ecosystem     string `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Month         string `parquet:"month,dict" doc:"month, YYYY-MM"`
	Journey       string `parquet:"journey,dict" doc:"the user journey; empty: all of them"`
	Supported     int32  `parquet:"supported" doc:"features with this verdict; the seven counts of verdicts add up to the features of the journey"`
	Partial       int32  `parquet:"partial" doc:"verdicts that are partial"`
	Planned       int32  `parquet:"planned" doc:"verdicts that are planned"`
	Exploring     int32  `parquet:"exploring" doc:"verdicts that are exploring"`
	Unsupported   int32  `parquet:"unsupported" doc:"verdicts that are unsupported"`
	NotApplicable int32  `parquet:"not_applicable" doc:"verdicts that are not-applicable"`
	Unknown       int32  `parquet:"unknown" doc:"verdicts that are unknown"`
	Required      int32  `parquet:"required" doc:"of supported and partial, those that are enforced on everybody"`
	Default       int32  `parquet:"default" doc:"of supported and partial, those that are on unless turned off"`
	Optional      int32  `parquet:"optional" doc:"of supported and partial, those that one has to choose"`
	Day           string `parquet:"day,dict" doc:"the day (YYYY-MM-DD, UTC) at whose end the verdicts are counted: the last of the month, or the last day of the timeline; others with --every week or release"`
}

// CalibrationRow is a row of calibration: an answer of 2022 beside what the
// repositories said on the day on which it was in. Key: ecosystem, row.
type CalibrationRow struct {
	Ecosystem      string             `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Row            int32              `parquet:"row" doc:"row of the question in survey_2022"`
	Feature        string             `parquet:"feature,dict" doc:"id of the feature"`
	PackageManager string             `parquet:"package_manager,dict" doc:"who answered, as survey_2022 names it"`
	Answer         vocabulary.Verdict `parquet:"answer,dict" doc:"the answer, as a verdict"`
	History        vocabulary.Verdict `parquet:"history,dict" doc:"the verdict that the timeline has on 2022-10-31"`
	Outcome        string             `parquet:"outcome,dict" doc:"agrees: both say that it was offered, or both that it was not; conflicts: one of each; history-silent: the verdict of then is unknown"`
	Commit         string             `parquet:"commit,optional,dict" doc:"the commit that began the verdict of then; NULL where a date or a record did"`
	URL            string             `parquet:"url,optional,dict" doc:"where to open it"`
}
