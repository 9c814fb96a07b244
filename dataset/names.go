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

// Names by which the rooms were known before dataset was divided.
type (
	Audit          = refresh.Audit
	Cell           = refresh.Cell
	HostAudit      = refresh.HostAudit
	Pair           = refresh.Pair
	Refresh        = refresh.Refresh
	Source         = refresh.Source
	Previous       = report.Previous
	AgreementRow   = table.AgreementRow
	Change         = table.Change
	ConformanceRow = table.ConformanceRow
	CoverageRow    = table.CoverageRow
	Dataset        = table.Dataset
	EcosystemRow   = table.EcosystemRow
	FeatureRow     = table.FeatureRow
	MaturityItem   = table.MaturityItem
	MaturityRow    = table.MaturityRow
	Observation    = table.Observation
	ResponseRow    = table.ResponseRow
	SurveyAnswer   = table.SurveyAnswer
	Verdict        = table.VerdictRow
)

const (
	Delivered       = derive.Delivered
	Gained          = derive.Gained
	Lost            = derive.Lost
	Met             = derive.Met
	NewlyAsked      = derive.NewlyAsked
	NoFeature       = derive.NoFeature
	NotComparable   = derive.NotComparable
	NotReached      = derive.NotReached
	NotYet          = derive.NotYet
	OpenLevel       = derive.OpenLevel
	PartlyMet       = derive.PartlyMet
	Reached         = derive.Reached
	Strengthened    = derive.Strengthened
	Unmet           = derive.Unmet
	Weakened        = derive.Weakened
	StaleDays       = history.StaleDays
	DateFound       = refresh.DateFound
	RegistryChanged = refresh.RegistryChanged
	RuleChanged     = refresh.RuleChanged
	SourceLost      = refresh.SourceLost
	NotApplicable   = table.NotApplicable
	Unknown         = table.Unknown
)

var (
	Agreement          = derive.Agreement
	Changes            = derive.Changes
	Conformance        = derive.Conformance
	Coverage           = derive.Coverage
	Directions         = derive.Directions
	Maturity           = derive.Maturity
	Responses          = derive.Responses
	AnyRead            = history.AnyRead
	Carry              = history.Carry
	Look               = history.Look
	Missed             = history.Missed
	Judge              = judge.Judge
	Asked              = judge.Asked
	LookedAt           = refresh.LookedAt
	NewRefresh         = refresh.NewRefresh
	Sources            = refresh.Sources
	Diff               = report.Diff
	DiffFormats        = report.DiffFormats
	Questionnaire      = report.Questionnaire
	RefreshBody        = report.RefreshBody
	RefreshTitle       = report.RefreshTitle
	ReportSupports     = report.Supports
	ReportTAC          = report.TAC
	FromSurvey         = survey2022.ToRows
	ToSurvey           = survey2022.FromRows
	EncodeSurvey2022   = survey2022.Encode
	Baseline2022       = survey2022.Baseline
	Verdicts2022       = survey2022.Verdicts
	ByEcosystem        = table.ByEcosystem
	DecodeObservations = table.DecodeObservations
	EncodeObservations = table.EncodeObservations
	Formats            = table.Formats
	FromProbes         = table.FromProbes
	JoinObservations   = table.JoinObservations
	Own                = table.Own
	ReadObservations   = table.ReadObservations
	StaleVerdicts      = table.StaleVerdicts
	TableNames         = table.TableNames
	Verdicts           = table.Verdicts
)
