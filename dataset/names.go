// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// Names by which the rooms were known before dataset was divided.
type (
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
	StaleDays     = history.StaleDays
	NotApplicable = table.NotApplicable
	Unknown       = table.Unknown
)

var (
	AnyRead            = history.AnyRead
	Carry              = history.Carry
	Look               = history.Look
	Missed             = history.Missed
	Judge              = judge.Judge
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
