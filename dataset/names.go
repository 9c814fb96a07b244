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

// Names by which packages know the rooms that have not moved to the rooms' own names.
type (
	AgreementRow   = table.AgreementRow
	Audit          = refresh.Audit
	Cell           = refresh.Cell
	Change         = table.Change
	ConformanceRow = table.ConformanceRow
	CoverageRow    = table.CoverageRow
	Dataset        = table.Dataset
	EcosystemRow   = table.EcosystemRow
	FeatureRow     = table.FeatureRow
	HostAudit      = refresh.HostAudit
	MaturityItem   = table.MaturityItem
	MaturityRow    = table.MaturityRow
	Observation    = table.Observation
	Pair           = refresh.Pair
	Previous       = report.Previous
	Refresh        = refresh.Refresh
	ResponseRow    = table.ResponseRow
	Source         = refresh.Source
	SurveyAnswer   = table.SurveyAnswer
	Verdict        = table.VerdictRow
)

const (
	DateFound       = refresh.DateFound
	Delivered       = derive.Delivered
	Gained          = derive.Gained
	Lost            = derive.Lost
	Met             = derive.Met
	NewlyAsked      = derive.NewlyAsked
	NoFeature       = derive.NoFeature
	NotApplicable   = table.NotApplicable
	NotComparable   = derive.NotComparable
	NotReached      = derive.NotReached
	OldSourceDays   = judge.OldSourceDays
	NotYet          = derive.NotYet
	OpenLevel       = derive.OpenLevel
	PartlyMet       = derive.PartlyMet
	Reached         = derive.Reached
	RegistryChanged = refresh.RegistryChanged
	RuleChanged     = refresh.RuleChanged
	SourceLost      = refresh.SourceLost
	StaleDays       = history.StaleDays
	Strengthened    = derive.Strengthened
	Unknown         = table.Unknown
	Unmet           = derive.Unmet
	Weakened        = derive.Weakened
)

var (
	Agreement          = derive.Agreement
	AnyRead            = history.AnyRead
	Asked              = judge.Asked
	Baseline2022       = survey2022.Baseline
	ByEcosystem        = table.ByEcosystem
	Carry              = history.Carry
	Changes            = derive.Changes
	Conformance        = derive.Conformance
	Coverage           = derive.Coverage
	DecodeObservations = table.DecodeObservations
	Diff               = report.Diff
	DiffFormats        = report.DiffFormats
	Directions         = derive.Directions
	EncodeObservations = table.EncodeObservations
	EncodeSurvey2022   = survey2022.Encode
	Formats            = table.Formats
	FromProbes         = table.FromProbes
	FromSurvey         = survey2022.ToRows
	JoinObservations   = table.JoinObservations
	Judge              = judge.Judge
	Look               = history.Look
	LookedAt           = refresh.LookedAt
	Maturity           = derive.Maturity
	Missed             = history.Missed
	NewRefresh         = refresh.NewRefresh
	Fitting            = refresh.Fitting
	OldSource          = judge.OldSource
	Own                = table.Own
	PublicOnly         = table.PublicOnly
	Questionnaire      = report.Questionnaire
	ReadObservations   = table.ReadObservations
	RefreshBody        = report.RefreshBody
	RefreshTitle       = report.RefreshTitle
	ReportSupports     = report.Supports
	ReportTAC          = report.TAC
	Responses          = derive.Responses
	Sources            = refresh.Sources
	StaleVerdicts      = table.StaleVerdicts
	TableNames         = table.TableNames
	ToSurvey           = survey2022.FromRows
	Verdicts           = table.Verdicts
	Verdicts2022       = survey2022.Verdicts
)
