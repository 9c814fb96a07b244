// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"io/fs"
	"path"

	"github.com/ossf/package-manager-landscape/probes/record"
)

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

// unprobedRecord takes the place of rules.
type unprobedRecord struct {
	Unprobed      record.String `yaml:"unprobed"`
	NotApplicable record.String `yaml:"not_applicable"`
	Note          record.String `yaml:"note"`
}

type ruleRecord struct {
	Verdict       record.String    `yaml:"verdict"`
	Enforcement   record.String    `yaml:"enforcement"`
	Since         record.String    `yaml:"since"`
	SinceLatest   bool             `yaml:"since_latest"`
	SinceEvidence []record.Mapping `yaml:"since_evidence"`
	Until         record.String    `yaml:"until"`
	Note          record.String    `yaml:"note"`
	Every         bool             `yaml:"every"`
	Evidence      []record.Mapping `yaml:"evidence"`
}

// Answered says under which name an ecosystem answered the survey of 2022.
type Answered struct {
	Ecosystem      string
	PackageManager string          // as its maintainers were asked; empty when they were not
	File           string          // its ecosystem.yml, beginning with the place given
	At             record.Position // of the name
}

// Answered2022 reads who answered in 2022 from the ecosystem.yml of each
// folder, without its rules, sorted by ecosystem. The error is a
// record.Problems.
func Answered2022(files fs.FS, at string) ([]Answered, error) {
	ids, err := IDs(files, at)
	if err != nil {
		return nil, err
	}
	var (
		list     []Answered
		problems record.Problems
	)
	for _, id := range ids {
		l := &loader{files: files, at: at, folder: id}
		var r ecosystemRecord
		if l.decodeFile("ecosystem.yml", &r) {
			list = append(list, Answered{id, r.Survey2022.Value, path.Join(at, id, "ecosystem.yml"), r.Survey2022.At})
		}
		problems = append(problems, l.problems...)
	}
	return list, problems.Err()
}
