// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// responsesDir holds one file per wave, each a filled questionnaire.
const responsesDir = "responses"

type responsesRecord struct {
	Ecosystem record.String              `yaml:"ecosystem"`
	Wave      record.String              `yaml:"wave"`
	Role      record.String              `yaml:"role"`
	Date      record.String              `yaml:"date"`
	Link      record.String              `yaml:"link"`
	Answers   record.Map[responseRecord] `yaml:"answers"`
}

// responseRecord is one answer; role, date and link are in it where they are
// not those of the whole file.
type responseRecord struct {
	Today       record.String `yaml:"today"`
	Answer      record.String `yaml:"answer"`
	Verdict     record.String `yaml:"verdict"`
	Enforcement record.String `yaml:"enforcement"`
	Reason      record.String `yaml:"reason"`
	Role        record.String `yaml:"role"`
	Date        record.String `yaml:"date"`
	Link        record.String `yaml:"link"`
}

// readResponses reads the files of folder responses, if there is one.
func (l *loader) readResponses() {
	names, _ := fs.Glob(l.files, path.Join(l.folder, responsesDir, "*"))
	for _, name := range names {
		var r responsesRecord
		if !l.decodeFile(path.Join(responsesDir, path.Base(name)), &r) {
			continue
		}
		l.checkRespondent(strings.TrimSuffix(path.Base(name), ".yml"), r)
		for _, field := range r.Answers {
			l.knownFeature(field.Key, field.At)
			// What was not answered stays in the form, and says nothing.
			if field.Value.Answer.Value != "" {
				l.readResponse(r, field)
			}
		}
	}
}

// checkRespondent checks the head of a file.
func (l *loader) checkRespondent(wave string, r responsesRecord) {
	if r.Wave.Value != wave {
		l.addProblem(r.Wave.At, "wave %q is not the file's name: keep it as %s/%s.yml", r.Wave.Value, responsesDir, cmp.Or(r.Wave.Value, "WAVE"))
	}
	if r.Ecosystem.Value != l.folder {
		l.addProblem(r.Ecosystem.At, "ecosystem %q is not the folder's name: write ecosystem: %s", r.Ecosystem.Value, l.folder)
	}
	if !slices.ContainsFunc(r.Answers, func(f record.Field[responseRecord]) bool { return f.Value.Answer.Value != "" }) {
		l.addProblem(r.Ecosystem.At, "no answer is in it: write one of %s at answer of a feature", strings.Join(vocabulary.Texts(vocabulary.Answers), ", "))
	}
}

// ownOrShared takes an answer's own value, or that of the whole file.
func ownOrShared(own, all record.String) record.String {
	if own.Value != "" {
		return own
	}
	return all
}

func (l *loader) readResponse(file responsesRecord, field record.Field[responseRecord]) {
	r := field.Value
	role, date, link := ownOrShared(r.Role, file.Role), ownOrShared(r.Date, file.Date), ownOrShared(r.Link, file.Link)
	response := Response{
		Wave: file.Wave.Value, Feature: field.Key, Line: field.At.Line, Answer: vocabulary.Answer(r.Answer.Value),
		Role: strings.TrimSpace(role.Value), Date: date.Value, Link: link.Value,
	}
	l.whoAndWhen(field.At, role, date, link)
	verdict, enforcement := l.readToday(field.At, r.Today)
	switch follows := response.Answer.Follows(); {
	case response.Answer == vocabulary.Confirm:
		response.Verdict, response.Enforcement, response.Reason = verdict, enforcement, confirmed
		if verdict == vocabulary.Unknown {
			l.addProblem(r.Answer.At, "there is nothing to confirm: unknown is not a verdict of ours; write answer: %s", vocabulary.Correct)
		}
		l.refuseOthers(r)
	case follows != "":
		response.Verdict, response.Reason = follows, intent
		l.refuseOthers(r)
	case response.Answer == vocabulary.Correct:
		response.Verdict, response.Enforcement, response.Reason = vocabulary.Verdict(r.Verdict.Value), vocabulary.Enforcement(r.Enforcement.Value), r.Reason.Value
		l.checkCorrection(r)
	default:
		l.addProblem(r.Answer.At, "unknown answer %q: %s", r.Answer.Value, closestWord(response.Answer, vocabulary.Answers))
	}
	l.ecosystem.Responses = append(l.ecosystem.Responses, response)
}

// whoAndWhen checks what makes a response one that others can look up.
func (l *loader) whoAndWhen(at record.Position, role, date, link record.String) {
	l.require(strings.TrimSpace(role.Value), at, "role is missing: say what you do for the registry, such as maintainer")
	if _, err := time.Parse(time.DateOnly, date.Value); err != nil {
		l.addProblem(cmp.Or(date.At, at), "date %q must be a day such as 2026-11-24", date.Value)
	}
	if !strings.HasPrefix(link.Value, "https://") {
		l.addProblem(cmp.Or(link.At, at), "link %q must begin with https:// and lead to where it is said in public", link.Value)
	}
}

// readToday reads the verdict that the form showed: "supported, optional".
func (l *loader) readToday(at record.Position, s record.String) (verdict vocabulary.Verdict, enforcement vocabulary.Enforcement) {
	first, second, _ := strings.Cut(s.Value, ", ")
	verdict, enforcement = vocabulary.Verdict(first), vocabulary.Enforcement(second)
	if verdict != vocabulary.Unknown && !slices.Contains(corrected, verdict) || enforcement != "" && (!verdict.Offered() || !enforcement.Known()) {
		l.addProblem(cmp.Or(s.At, at), "today %q is not a verdict: keep the line as landscape questionnaire wrote it", s.Value)
	}
	return verdict, enforcement
}

// refuseOthers complains about keys that go with a correction alone.
func (l *loader) refuseOthers(r responseRecord) {
	for _, key := range []struct {
		name string
		s    record.String
	}{{"verdict", r.Verdict}, {"enforcement", r.Enforcement}, {"reason", r.Reason}} {
		if key.s.Value != "" {
			l.addProblem(key.s.At, "%s goes only with answer: %s: remove it", key.name, vocabulary.Correct)
		}
	}
}

func (l *loader) checkCorrection(r responseRecord) {
	verdict, enforcement := vocabulary.Verdict(r.Verdict.Value), vocabulary.Enforcement(r.Enforcement.Value)
	verdictAt, enforcementAt := cmp.Or(r.Verdict.At, r.Answer.At), cmp.Or(r.Enforcement.At, r.Answer.At)
	switch {
	case !slices.Contains(corrected, verdict):
		l.addProblem(verdictAt, "unknown verdict %q: %s", verdict, closestWord(verdict, corrected))
	case verdict.Offered() && !enforcement.Known():
		l.addProblem(enforcementAt, "enforcement %q: %s needs required, default or optional", enforcement, verdict)
	case !verdict.Offered() && enforcement != "":
		l.addProblem(enforcementAt, "enforcement goes only with supported and partial: remove it")
	case strings.TrimSuffix(string(verdict)+", "+string(enforcement), ", ") == r.Today.Value:
		l.addProblem(verdictAt, "the correction says what the verdict says: write answer: %s, or another verdict", vocabulary.Confirm)
	}
	if Corrections[r.Reason.Value] == "" {
		l.addProblem(cmp.Or(r.Reason.At, r.Answer.At), "unknown reason %q: %s", r.Reason.Value, closestWord(r.Reason.Value, sortedKeys(Corrections)))
	}
}

// Response is what a registry's maintainer says of one feature. It stands
// beside what the probes found, and never in its place.
type Response struct {
	Wave        string // the wave whose verdict was shown
	Feature     string
	Line        int // in responses/WAVE.yml
	Answer      vocabulary.Answer
	Verdict     vocabulary.Verdict     // that follows from the answer
	Enforcement vocabulary.Enforcement // with supported and partial, where known
	Reason      string                 // a key of Reasons
	Role        string
	Date        string // YYYY-MM-DD
	Link        string // the public place where it is said
}

// The reasons that follow from an answer other than Correct.
const (
	confirmed = "confirmed"
	intent    = "intent"
)

// Corrections are the reasons of a correction, with their meaning.
var Corrections = map[string]string{
	"changed":      "the registry changed after the evidence was read",
	"misread":      "the source is there, and does not mean what was taken from it",
	"other-source": "a public source that the rules do not read shows it",
	"not-public":   "only maintainers can see it",
	"criterion":    "the criterion fits this registry differently",
}

// corrected are the verdicts that a correction can give.
var corrected = slices.DeleteFunc(slices.Clone(vocabulary.Verdicts), func(v vocabulary.Verdict) bool { return v == vocabulary.Unknown })
