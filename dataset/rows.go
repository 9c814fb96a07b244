// SPDX-License-Identifier: Apache-2.0

// Package dataset judges observations and holds the result: the tables, their
// Parquet files and their exports. Its row types are the only Parquet structs.
package dataset

// The order of fields is the order of columns. Columns are only ever added, at
// the end; schema.golden holds the schema and moves together with the changelog.

// Observation is a row of observations: what a probe saw. Key: wave, observation.
type Observation struct {
	Wave        string    `parquet:"wave,dict" doc:"the survey, such as 2026; a date when the run was made as of a past one"`
	Observation string    `parquet:"observation,delta" doc:"ecosystem/feature/digest of the question"`
	Ecosystem   string    `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature     string    `parquet:"feature,dict" doc:"id of the feature"`
	Kind        string    `parquet:"kind,dict" doc:"behaviour, source, documentation, announcement, proposal, issue or response"`
	URL         string    `parquet:"url,delta" doc:"where to open it, at the exact commit and lines where there is one"`
	Repository  string    `parquet:"repository,optional,dict" doc:"OWNER/NAME of the public repository that was read"`
	Commit      string    `parquet:"commit,optional,dict" doc:"the commit that was read, hexadecimal"`
	Path        string    `parquet:"path,optional,dict" doc:"the file, or the globs of the files searched"`
	Locator     string    `parquet:"locator,optional" doc:"lines (L10-L12), JSON pointer, or how many files and bytes were searched"`
	RetrievedAt int64     `parquet:"retrieved_at,timestamp(millisecond)" doc:"when it was looked at, UTC; the date of --as-of when one was given"`
	HTTPStatus  int32     `parquet:"http_status,optional" doc:"status of the HTTP response, when one was read"`
	Digest      *[32]byte `parquet:"digest_sha256,optional" doc:"SHA-256 of the file read; for a search, of its sorted lines 'object path'"`
	Outcome     string    `parquet:"outcome,dict" doc:"matched, unmatched, unreachable or invalid"`
	Excerpt     string    `parquet:"excerpt,optional" doc:"the words that matched; empty in published releases"`
	CommittedAt int64     `parquet:"committed_at,optional,timestamp(millisecond)" doc:"committer date of the commit, UTC"`
	Detail      string    `parquet:"detail,optional" doc:"why it did not match, or what failed"`
}

// Verdict is a row of verdicts: the judgement of one feature in one ecosystem.
// Key: wave, ecosystem, feature.
type Verdict struct {
	Wave         string   `parquet:"wave,dict" doc:"the survey"`
	Ecosystem    string   `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature      string   `parquet:"feature,dict" doc:"id of the feature"`
	Verdict      string   `parquet:"verdict,dict" doc:"supported, partial, planned, exploring, unsupported, not-applicable or unknown"`
	Enforcement  string   `parquet:"enforcement,optional,dict" doc:"required, default or optional, with supported and partial"`
	Since        string   `parquet:"since,optional,dict" doc:"month (YYYY-MM) or year in which it became available, where evidence dates it"`
	Confidence   string   `parquet:"confidence,optional,dict" doc:"high, medium or low, by kinds and number of independent items that matched"`
	Method       string   `parquet:"method,dict" doc:"probed, reviewed, responded or survey"`
	Disputed     bool     `parquet:"disputed" doc:"items of evidence that were read disagree"`
	Note         string   `parquet:"note,optional" doc:"what is covered, what is missing, or why it is unknown"`
	Observations []string `parquet:"observations,list" doc:"keys of the observations behind it"`
}

// EcosystemRow is a row of ecosystems. Key: ecosystem.
type EcosystemRow struct {
	Ecosystem     string   `parquet:"ecosystem" doc:"id: the purl type where there is one"`
	Name          string   `parquet:"name" doc:"as people write it"`
	PurlType      string   `parquet:"purl_type" doc:"type of its package URLs"`
	Registry      string   `parquet:"registry" doc:"what the registry is called"`
	Clients       []string `parquet:"clients,list" doc:"the official clients"`
	HasAccounts   bool     `parquet:"has_accounts" doc:"the registry has accounts of its own"`
	PackageOrigin string   `parquet:"package_origin" doc:"built: publishers upload what they built; builds: the registry builds; source: source is served"`
	Homepage      string   `parquet:"homepage" doc:"address of the registry"`
	Lacks         []string `parquet:"lacks,list" doc:"traits that it does not have, from which not-applicable follows"`
}

// FeatureRow is a row of features. Key: feature.
type FeatureRow struct {
	Feature       string   `parquet:"feature" doc:"id: journey.name"`
	Journey       string   `parquet:"journey" doc:"the user journey it belongs to"`
	Title         string   `parquet:"title" doc:"short name"`
	SupportedWhen string   `parquet:"supported_when" doc:"what earns supported"`
	Survey2022Row int32    `parquet:"survey_2022_row,optional" doc:"row of the question in the survey of 2022"`
	Principle     string   `parquet:"principle,optional" doc:"track-level-item of the Principles for Package Repository Security"`
	Guidance      []string `parquet:"guidance,list" doc:"guidance documents that ask for it"`
	PartialWhen   string   `parquet:"partial_when" doc:"what earns only partial"`
	Why           string   `parquet:"why" doc:"why it matters"`
}
