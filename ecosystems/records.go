// SPDX-License-Identifier: Apache-2.0

package ecosystems

import "github.com/ossf/package-manager-landscape/probes/record"

// The records as they are written. Every value remembers its place, so that
// each complaint can name it.

type ecosystemRecord struct {
	ID            record.String              `yaml:"id"`
	Name          record.String              `yaml:"name"`
	PurlType      record.String              `yaml:"purl_type"`
	Registry      record.String              `yaml:"registry"`
	Homepage      record.String              `yaml:"homepage"`
	BaseURL       record.String              `yaml:"base_url"`
	BaseDigest    record.String              `yaml:"base_url_sha256"`
	Maintainers   record.Strings             `yaml:"maintainers"`
	PackageOrigin record.String              `yaml:"package_origin"`
	Survey2022    record.String              `yaml:"survey_2022"`
	AnsweredApart record.Strings             `yaml:"survey_2022_apart"`
	Traits        record.Map[bool]           `yaml:"traits"`
	Clients       []clientRecord             `yaml:"clients"`
	Repositories  record.Map[record.String]  `yaml:"repositories"`
	Former        record.Map[record.Strings] `yaml:"former"`
	Pages         record.Map[pageRecord]     `yaml:"pages"`
	Endpoints     record.Map[endpointRecord] `yaml:"endpoints"`
	Links         record.Map[record.String]  `yaml:"links"`
}

type clientRecord struct {
	Name       record.String `yaml:"name"`
	Repository record.String `yaml:"repository"`
}

type pageRecord struct {
	URL        record.String  `yaml:"url"`
	Repository record.String  `yaml:"repository"`
	Path       record.Strings `yaml:"path"`
	Kind       record.String  `yaml:"kind"`
	Selector   record.String  `yaml:"selector"`
	Rendered   bool           `yaml:"client_rendered"`
}

type endpointRecord struct {
	URL     record.String                         `yaml:"url"`
	Method  record.String                         `yaml:"method"`
	Accept  record.String                         `yaml:"accept"`
	Body    record.String                         `yaml:"body"`
	Samples record.Map[record.Map[record.String]] `yaml:"samples"`
	Form    record.Map[record.String]             `yaml:"form"`
	Public  record.Map[record.String]             `yaml:"public"`
	Text    record.Strings                        `yaml:"text"`
	Bundles record.Strings                        `yaml:"bundles"`
}

// unprobedRecord stands in place of rules.
type unprobedRecord struct {
	Unprobed      record.String `yaml:"unprobed"`
	NotApplicable record.String `yaml:"not_applicable"`
	Note          record.String `yaml:"note"`
}

type ruleRecord struct {
	Verdict       record.String    `yaml:"verdict"`
	Enforcement   record.String    `yaml:"enforcement"`
	Since         record.String    `yaml:"since"`
	SinceEvidence []record.Mapping `yaml:"since_evidence"`
	Until         record.String    `yaml:"until"`
	Note          record.String    `yaml:"note"`
	Every         bool             `yaml:"every"`
	Evidence      []record.Mapping `yaml:"evidence"`
}
