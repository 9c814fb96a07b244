// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"github.com/ossf/package-manager-landscape/dataset/derive"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// These are the names under which commands and pages use what the packages below
// dataset make. Each stands for the thing of which its right side says more.

// Rows of tables, and what reports are made from.
type (
	// AgreementRow is how far probes and maintainers agree in one ecosystem.
	AgreementRow = table.AgreementRow
	// Audit is what a look cost.
	Audit = refresh.Audit
	// Change is what became of one feature between two waves.
	Change = table.Change
	// ConformanceRow is one item of a guidance in one ecosystem.
	ConformanceRow = table.ConformanceRow
	// CoverageRow is what evidence there is for one journey of one ecosystem.
	CoverageRow = table.CoverageRow
	// Dataset is every table of a survey.
	Dataset = table.Dataset
	// EcosystemRow is one registry with its official clients.
	EcosystemRow = table.EcosystemRow
	// FeatureRow is one feature that the survey asks about.
	FeatureRow = table.FeatureRow
	// HostAudit is what one host was asked.
	HostAudit = refresh.HostAudit
	// MaturityItem is one item of the principles in one ecosystem.
	MaturityItem = table.MaturityItem
	// Observation is what a probe saw.
	Observation = table.Observation
	// Previous is the release before.
	Previous = report.Previous
	// Refresh is a release compared with a fresh look at one ecosystem.
	Refresh = refresh.Refresh
	// ResponseRow is what a maintainer says of one feature.
	ResponseRow = table.ResponseRow
	// SurveyAnswer is one answer of the survey of 2022.
	SurveyAnswer = table.SurveyAnswer
	// Verdict is the judgement of one feature in one ecosystem.
	Verdict = table.VerdictRow
)

// Words of verdicts, of changes and of items, and for how many days stale evidence holds.
const (
	Delivered     = derive.Delivered
	Gained        = derive.Gained
	Lost          = derive.Lost
	Met           = derive.Met
	NewlyAsked    = derive.NewlyAsked
	NotApplicable = table.NotApplicable
	NotComparable = derive.NotComparable
	NotYet        = derive.NotYet
	PartlyMet     = derive.PartlyMet
	StaleDays     = history.StaleDays
	Strengthened  = derive.Strengthened
	Unknown       = table.Unknown
	Unmet         = derive.Unmet
	Weakened      = derive.Weakened
)

// What commands and pages do with rows: read, judge, compare and report.
var (
	AnyRead            = history.AnyRead
	Asked              = judge.Asked
	Baseline2022       = survey2022.Baseline
	ByEcosystem        = table.ByEcosystem
	Carry              = history.Carry
	DecodeObservations = table.DecodeObservations
	Diff               = report.Diff
	DiffFormats        = report.DiffFormats
	EncodeObservations = table.EncodeObservations
	EncodeSurvey2022   = survey2022.Encode
	Formats            = table.Formats
	FromProbes         = table.FromProbes
	FromSurvey         = survey2022.ToRows
	Judge              = judge.Judge
	Look               = history.Look
	LookedAt           = refresh.LookedAt
	Missed             = history.Missed
	NewRefresh         = refresh.NewRefresh
	Fitting            = refresh.Fitting
	OldSource          = judge.OldSource
	Own                = table.Own
	ReadFromClones     = table.ReadFromClones
	PublicOnly         = table.PublicOnly
	Questionnaire      = report.Questionnaire
	ReadObservations   = table.ReadObservations
	RefreshBody        = report.RefreshBody
	RefreshTitle       = report.RefreshTitle
	ReportSupports     = report.Supports
	ReportTAC          = report.TAC
	Sources            = refresh.Sources
	StaleVerdicts      = table.StaleVerdicts
	TableNames         = table.Names
	ToSurvey           = survey2022.FromRows
	Verdicts           = table.Verdicts
	Verdicts2022       = survey2022.Verdicts
)
