// SPDX-License-Identifier: Apache-2.0

package table

import (
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// The order of fields is the order of columns. Columns are only ever added, at
// the end; schema.golden holds the schema and moves together with the changelog.

// Observation is a row of observations: what a probe saw. Key: wave, observation.
type Observation struct {
	Wave        string         `parquet:"wave,dict" doc:"the survey, such as 2026; a date when the run was made as of a past one"`
	Observation string         `parquet:"observation,delta" doc:"ecosystem/feature/digest of the question; with @ and the date it was last seen, a row that an earlier look saw and the last one did not"`
	Ecosystem   string         `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature     string         `parquet:"feature,dict" doc:"id of the feature, or CHECKLIST.ITEM of a checklist's item that no feature answers"`
	Kind        probes.Kind    `parquet:"kind,dict" doc:"behaviour, source, documentation, announcement, proposal, issue or response"`
	URL         string         `parquet:"url,delta" doc:"where to open it, at the exact commit and lines where there is one"`
	Repository  string         `parquet:"repository,optional,dict" doc:"OWNER/NAME of the public repository that was read"`
	Commit      string         `parquet:"commit,optional,dict" doc:"the commit that was read, hexadecimal"`
	Path        string         `parquet:"path,optional,dict" doc:"the file, or the globs of the files searched"`
	Locator     string         `parquet:"locator,optional" doc:"lines (L10-L12), JSON pointer, or how many files and bytes were searched"`
	RetrievedAt int64          `parquet:"retrieved_at,timestamp(millisecond)" doc:"when it was looked at, UTC; the date of --as-of when one was given"`
	HTTPStatus  int32          `parquet:"http_status,optional" doc:"status of the HTTP response, when one was read"`
	Digest      *[32]byte      `parquet:"digest_sha256,optional" doc:"SHA-256 of the file read; for a search, of its sorted lines 'object path'"`
	Outcome     probes.Outcome `parquet:"outcome,dict" doc:"matched, unmatched, unreachable or invalid"`
	Excerpt     string         `parquet:"excerpt,optional" doc:"the words that matched; empty in published releases"`
	CommittedAt int64          `parquet:"committed_at,optional,timestamp(millisecond)" doc:"committer date of the commit, UTC"`
	Detail      string         `parquet:"detail,optional" doc:"why it did not match, or what failed"`

	MatchedSince int64 `parquet:"matched_since,optional,timestamp(millisecond)" doc:"the first look since which it has matched, looks that missed it for a while not counted; NULL: since retrieved_at"`
	MissedAt     int64 `parquet:"missed_at,optional,timestamp(millisecond)" doc:"with a key that has a date: the first look that did not see it any more"`

	Mirror bool         `parquet:"mirror" doc:"a mirror or a private address answered in the public registry's place: the address is kept back, and no release holds the row"`
	State  probes.State `parquet:"state,optional,dict" doc:"of an issue or pull request: open, wanted, proposed, underway, merged, completed or not-planned, as its host's API has it; NULL for other sources"`

	Method probes.Method `parquet:"method,optional,dict" doc:"how it was looked at: page, source, exists, absent, commit, endpoint, attestation, pgp, security-txt or osv; NULL in files from before there was the column"`
	Files  int32         `parquet:"files,optional" doc:"how many files were searched, where that was a search"`
	AsOf   string        `parquet:"as_of,optional,dict" doc:"day (YYYY-MM-DD) as of which the source was read; NULL when it was read as it is"`
}

// VerdictRow is a row of verdicts: the judgement of one feature in one ecosystem.
// Key: wave, ecosystem, feature.
type VerdictRow struct {
	Wave         string                 `parquet:"wave,dict" doc:"the survey"`
	Ecosystem    string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature      string                 `parquet:"feature,dict" doc:"id of the feature"`
	Verdict      vocabulary.Verdict     `parquet:"verdict,dict" doc:"supported, partial, planned, exploring, unsupported, not-applicable or unknown"`
	Enforcement  vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"required, default or optional, with supported and partial"`
	Since        string                 `parquet:"since,optional,dict" doc:"month (YYYY-MM) or year in which it became available, where evidence dates it"`
	Confidence   vocabulary.Confidence  `parquet:"confidence,optional,dict" doc:"high, medium or low, by kinds and number of independent items that matched"`
	Method       vocabulary.Method      `parquet:"method,dict" doc:"probed, reviewed, responded or survey"`
	Disputed     bool                   `parquet:"disputed" doc:"items of evidence that were read disagree"`
	Note         string                 `parquet:"note,optional" doc:"what is covered, what is missing, or why it is unknown"`
	Observations []string               `parquet:"observations,list" doc:"keys of the observations behind it, in the order in which the rule names them"`
	Stale        bool                   `parquet:"stale" doc:"evidence that it needs was not there at the last look: the verdict before is kept, for review"`
	LastSeen     string                 `parquet:"last_seen,optional,dict" doc:"date (UTC) at which the oldest evidence that went missing was last seen, with stale verdicts and those that were stale too long"`
	OldSource    string                 `parquet:"old_source,optional,dict" doc:"month (YYYY-MM) of the oldest source behind it whose head was more than 180 days older than the look"`

	Reason       vocabulary.Reason `parquet:"reason,optional,dict" doc:"with unknown, why: unmatched, unreachable, invalid, not-asked, not-probed, no-rule, expired (evidence missing for too long), unanswered or unexplained (in 2022)"`
	MissingTrait string            `parquet:"missing_trait,optional,dict" doc:"with not-applicable, the trait that the ecosystem does not have"`
	SinceLatest  bool              `parquet:"since_latest" doc:"the date in since is the latest possible one: it was so by then, and perhaps long before"`
	AsOf         string            `parquet:"as_of,optional,dict" doc:"day (YYYY-MM-DD) as of which the sources were read; NULL when they were read as they are"`
	EvidenceURL  string            `parquet:"evidence_url,optional" doc:"address of the strongest observation behind it that matched, ready to open"`
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
	AnsweredApart []string `parquet:"answered_apart,list" doc:"package managers, as survey_2022 names them, that answered in 2022 for a client: kept apart from the registry's answers"`
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
	Edition       int32    `parquet:"edition" doc:"edition of the criteria that last changed its criterion; 1 is the first"`
	// What changed in a criterion is not a change of any registry.
	CriterionChanged string `parquet:"criterion_changed,optional" doc:"what that edition changed in the criterion, while the registries stayed as they were; NULL in the first edition"`
}

// SurveyAnswer is a row of survey_2022: one package manager's answer to one
// question of the survey of 2022. Key: package_manager, row.
type SurveyAnswer struct {
	PackageManager string                 `parquet:"package_manager,dict" doc:"as the survey of 2022 names it"`
	Row            int32                  `parquet:"row" doc:"row of the question in the survey's results.csv, counted from 0"`
	Question       string                 `parquet:"question,dict" doc:"what was asked, in our own words"`
	Journey        string                 `parquet:"journey,optional,dict" doc:"the user journey it belongs to; empty for questions about the respondent"`
	Feature        string                 `parquet:"feature,optional,dict" doc:"the first feature, in the catalog's order, that has this row as its survey_2022_row"`
	AnswerClass    vocabulary.AnswerClass `parquet:"answer_class,dict" doc:"supported, partial, planned, exploring, unsupported, not-applicable, other (no option explains it) or unanswered; for open questions text or unanswered; withheld for the name"`
	AnswerDetail   string                 `parquet:"answer_detail,optional" doc:"ids of the options ticked, and 'words' where the respondent added some; the words follow after a colon only in an import of one's own"`
	Enforcement    vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"required or optional, where the wording says so"`
	Ecosystem      string                 `parquet:"ecosystem,optional,dict" doc:"id of today's ecosystem, if it is one"`
}

// MaturityRow is a row of maturity: one level of one track of the Principles
// for Package Repository Security in one ecosystem. Key: wave, ecosystem,
// track, level.
type MaturityRow struct {
	Wave             string                `parquet:"wave,dict" doc:"the survey"`
	Ecosystem        string                `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Track            string                `parquet:"track,dict" doc:"authentication, authorization, general or cli"`
	Level            int32                 `parquet:"level" doc:"1 to 3"`
	Items            int32                 `parquet:"items" doc:"items of the level that apply to the ecosystem; the four counts add up to it"`
	Met              int32                 `parquet:"met" doc:"items that are met"`
	Partial          int32                 `parquet:"partial" doc:"items that are met in part"`
	Unmet            int32                 `parquet:"unmet" doc:"items that are not met"`
	Unknown          int32                 `parquet:"unknown" doc:"items of which too little is known"`
	Reached          bool                  `parquet:"reached" doc:"all items that apply are met; says nothing of the levels below"`
	State            vocabulary.LevelState `parquet:"state,dict" doc:"reached; not reached: an item is not met, or in part; open: only unknown items are missing; not-applicable: no item applies"`
	Because          string                `parquet:"because,optional" doc:"the items that keep the level from being reached, or why it does not apply"`
	ReachedWithLower bool                  `parquet:"reached_with_lower" doc:"reached, and so is every lower level of the track that applies"`
}

// MaturityItem is a row of maturity_items: one item of the principles in one
// ecosystem. Key: wave, ecosystem, item.
type MaturityItem struct {
	Wave         string                 `parquet:"wave,dict" doc:"the survey"`
	Ecosystem    string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Item         string                 `parquet:"item,dict" doc:"track-level-item, counted within track and level"`
	Track        string                 `parquet:"track,dict" doc:"authentication, authorization, general or cli"`
	Level        int32                  `parquet:"level" doc:"1 to 3"`
	Title        string                 `parquet:"title,dict" doc:"short name"`
	State        vocabulary.ItemState   `parquet:"state,dict" doc:"met, partial, unmet, unknown or not-applicable"`
	Features     []string               `parquet:"features,list" doc:"the features that answer it"`
	Combine      string                 `parquet:"combine,optional,dict" doc:"with several features: all are needed, or any is enough"`
	Enforcement  vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"the least enforcement that meets it: required or default; NULL when an offer is enough"`
	Because      string                 `parquet:"because" doc:"the verdicts from which the state follows"`
	Beyond       string                 `parquet:"beyond,optional" doc:"what the document and the features ask differently"`
	URL          string                 `parquet:"url" doc:"the lines of the document"`
	Observations []string               `parquet:"observations,list" doc:"keys of the observations behind those verdicts"`
}

// ConformanceRow is a row of conformance: one item of a guidance in one
// ecosystem. Key: wave, ecosystem, guidance, item.
type ConformanceRow struct {
	Wave         string                 `parquet:"wave,dict" doc:"the survey"`
	Ecosystem    string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Guidance     string                 `parquet:"guidance,dict" doc:"trusted-publishers, provenance, deletion, homebrew or attestations-ui"`
	Item         string                 `parquet:"item,dict" doc:"name of the item within the guidance"`
	Title        string                 `parquet:"title,dict" doc:"short name"`
	Verdict      vocabulary.Verdict     `parquet:"verdict,dict" doc:"that of the feature, or of the rules of the item itself; unknown when there is neither; not-applicable also when the guidance is not for the ecosystem"`
	Observations []string               `parquet:"observations,list" doc:"keys of the observations behind it, in the order in which the rule names them"`
	Enforcement  vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"required, default or optional, with supported and partial"`
	Feature      string                 `parquet:"feature,optional,dict" doc:"the feature that answers it; NULL when none does"`
	Note         string                 `parquet:"note,optional" doc:"the note of the verdict, or why there is none"`
	Beyond       string                 `parquet:"beyond,optional" doc:"what the document and the feature ask differently"`
	Aim          bool                   `parquet:"aim" doc:"the document names the aim only, and does not ask for this way to it"`
	URL          string                 `parquet:"url" doc:"the lines of the document"`
	Grade        string                 `parquet:"grade,optional,dict" doc:"A, AA or AAA where the guidance has such levels"`
}

// Change is a row of changes: what became of one feature in one ecosystem
// between two waves. Key: from_wave, to_wave, ecosystem, feature.
type Change struct {
	FromWave        string                 `parquet:"from_wave,dict" doc:"the earlier survey"`
	ToWave          string                 `parquet:"to_wave,dict" doc:"the later survey"`
	Ecosystem       string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature         string                 `parquet:"feature,dict" doc:"id of the feature"`
	FromVerdict     vocabulary.Verdict     `parquet:"from_verdict,optional,dict" doc:"verdict of the earlier survey; NULL when it did not ask"`
	ToVerdict       vocabulary.Verdict     `parquet:"to_verdict,optional,dict" doc:"verdict of the later survey; NULL when it did not ask"`
	Direction       vocabulary.Direction   `parquet:"direction,dict" doc:"gained, strengthened, weakened, lost, planned-then-delivered, planned-and-not-yet, newly-asked or not-comparable"`
	Observations    []string               `parquet:"observations,list" doc:"keys of the observations behind the later verdict"`
	Note            string                 `parquet:"note,optional" doc:"why the two do not compare, or what the later verdict says"`
	FromEnforcement vocabulary.Enforcement `parquet:"from_enforcement,optional,dict" doc:"enforcement in the earlier survey, where known"`
	ToEnforcement   vocabulary.Enforcement `parquet:"to_enforcement,optional,dict" doc:"enforcement in the later survey, where known"`
	Since           string                 `parquet:"since,optional,dict" doc:"month (YYYY-MM) or year in which the later verdict began, where evidence dates it"`
	SinceLatest     bool                   `parquet:"since_latest" doc:"the date in since is the latest possible one: it was so by then, and perhaps long before"`
	ThenVerdict     vocabulary.Verdict     `parquet:"then_verdict,optional,dict" doc:"with from_wave 2022, the verdict that evidence gives on 2022-10-31, when the answers were in, by the timeline; NULL without one"`
	ThenEnforcement vocabulary.Enforcement `parquet:"then_enforcement,optional,dict" doc:"its enforcement, where known"`
	ThenURL         string                 `parquet:"then_url,optional,dict" doc:"where to open the commit that began it; NULL where a date or a record did"`
	Cause           vocabulary.Cause       `parquet:"cause,optional,dict" doc:"why today's verdict differs from the answer of 2022, by the evidence of then: registry-changed, answer-wider or answer-narrower (than the criterion), or not-known; NULL where there is nothing to explain"`
}

// CoverageRow is a row of coverage: how well one journey of one ecosystem is
// covered by rules and evidence. Key: wave, ecosystem, journey.
type CoverageRow struct {
	Wave            string   `parquet:"wave,dict" doc:"the survey"`
	Ecosystem       string   `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Journey         string   `parquet:"journey,dict" doc:"the user journey"`
	Features        int32    `parquet:"features" doc:"features of the journey; the seven counts of verdicts add up to it"`
	Rules           int32    `parquet:"rules" doc:"rules that judge them"`
	Supported       int32    `parquet:"supported" doc:"verdicts that are supported"`
	Partial         int32    `parquet:"partial" doc:"verdicts that are partial"`
	Planned         int32    `parquet:"planned" doc:"verdicts that are planned"`
	Exploring       int32    `parquet:"exploring" doc:"verdicts that are exploring"`
	Unsupported     int32    `parquet:"unsupported" doc:"verdicts that are unsupported"`
	NotApplicable   int32    `parquet:"not_applicable" doc:"verdicts that are not-applicable"`
	Unknown         int32    `parquet:"unknown" doc:"verdicts that are unknown, the unprobed included"`
	Kinds           []string `parquet:"kinds,list" doc:"kinds of evidence that matched behind a verdict, the strongest first"`
	Unprobed        int32    `parquet:"unprobed" doc:"features that no probe can see"`
	UnprobedReasons []string `parquet:"unprobed_reasons,list" doc:"why: maintainer-only, withheld or no-public-source"`
	SingleSource    int32    `parquet:"single_source" doc:"supported and partial verdicts that rest on one file or page only"`
	TwoKinds        int32    `parquet:"two_kinds" doc:"supported verdicts that rest on two or more kinds of evidence"`
	Disputed        int32    `parquet:"disputed" doc:"verdicts whose items of evidence disagree"`
	OldestEvidence  string   `parquet:"oldest_evidence,optional" doc:"date (UTC) of the oldest commit that a verdict was read from; dates of introduction do not count"`
	OldSources      int32    `parquet:"old_sources" doc:"verdicts that rest on a source whose head was more than 180 days older than the look: to be looked at anew"`
}

// ResponseRow is a row of responses: what a registry's maintainer says of one
// feature, beside what the probes found. Key: wave, ecosystem, feature.
type ResponseRow struct {
	Wave        string                 `parquet:"wave,dict" doc:"the survey whose verdict was shown to the maintainer"`
	Ecosystem   string                 `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Feature     string                 `parquet:"feature,dict" doc:"id of the feature"`
	Answer      vocabulary.Answer      `parquet:"answer,dict" doc:"confirm, correct, planned, exploring or no-plans"`
	Verdict     vocabulary.Verdict     `parquet:"verdict,dict" doc:"the verdict that follows from the answer"`
	Reason      string                 `parquet:"reason,dict" doc:"confirmed, intent (a plan only), changed, misread, other-source, not-public or criterion"`
	Role        string                 `parquet:"role,dict" doc:"what the respondent does for the registry"`
	Date        string                 `parquet:"date,dict" doc:"day (YYYY-MM-DD) on which it was said"`
	Link        string                 `parquet:"link" doc:"the public place where it is said"`
	Agrees      vocabulary.Agreement   `parquet:"agrees,optional,dict" doc:"yes or no: the answer's verdict is that of the probes; NULL when they do not know"`
	Enforcement vocabulary.Enforcement `parquet:"enforcement,optional,dict" doc:"required, default or optional, where the answer says so"`
	Probed      vocabulary.Verdict     `parquet:"probed,dict" doc:"the verdict that follows from the probes, for comparison"`
}

// AgreementRow is a row of agreement: how far probes and responses agree in one
// ecosystem that responded. Key: wave, ecosystem.
type AgreementRow struct {
	Wave      string `parquet:"wave,dict" doc:"the survey"`
	Ecosystem string `parquet:"ecosystem,dict" doc:"id of the ecosystem"`
	Compared  int32  `parquet:"compared" doc:"answers to features of which the probes know something"`
	Agree     int32  `parquet:"agree" doc:"of these, how many have the same verdict"`
	Differ    int32  `parquet:"differ" doc:"of these, how many have another verdict"`
	Answered  int32  `parquet:"answered" doc:"all answers, those to features unknown to the probes included"`
}
