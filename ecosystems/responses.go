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
)

// responsesDir holds one file a wave, each a filled questionnaire.
const responsesDir = "responses"

type responsesRecord struct {
	Ecosystem record.String              `yaml:"ecosystem"`
	Wave      record.String              `yaml:"wave"`
	Role      record.String              `yaml:"role"`
	Date      record.String              `yaml:"date"`
	Link      record.String              `yaml:"link"`
	Answers   record.Map[responseRecord] `yaml:"answers"`
}

// responseRecord is one answer; role, date and link stand in it where they are
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

// responses reads the files of folder responses, if there is one.
func (l *loader) responses() {
	names, _ := fs.Glob(l.files, path.Join(l.folder, responsesDir, "*"))
	for _, name := range names {
		data, ok := l.open(path.Join(responsesDir, path.Base(name)))
		var r responsesRecord
		if !ok || !l.check(record.Decode(l.file, data, &r)) {
			continue
		}
		l.respondent(strings.TrimSuffix(path.Base(name), ".yml"), r)
		for _, field := range r.Answers {
			if _, ok := l.catalog.Feature(field.Key); !ok {
				l.bad(field.At, "unknown feature %q: %s", field.Key, closest(field.Key, l.catalog.IDs()))
			}
			// What was not answered stays in the form, and says nothing.
			if field.Value.Answer.Value != "" {
				l.response(r, field)
			}
		}
	}
}

// respondent checks the head of a file.
func (l *loader) respondent(wave string, r responsesRecord) {
	if r.Wave.Value != wave {
		l.bad(r.Wave.At, "wave %q is not the file's name: keep it as %s/%s.yml", r.Wave.Value, responsesDir, cmp.Or(r.Wave.Value, "WAVE"))
	}
	if r.Ecosystem.Value != l.folder {
		l.bad(r.Ecosystem.At, "ecosystem %q is not the folder's name: write ecosystem: %s", r.Ecosystem.Value, l.folder)
	}
	if !slices.ContainsFunc(r.Answers, func(f record.Field[responseRecord]) bool { return f.Value.Answer.Value != "" }) {
		l.bad(r.Ecosystem.At, "no answer is in it: write one of %s at answer of a feature", strings.Join(Answers, ", "))
	}
}

// or takes an answer's own value, or that of the whole file.
func or(own, all record.String) record.String {
	if own.Value != "" {
		return own
	}
	return all
}

func (l *loader) response(file responsesRecord, field record.Field[responseRecord]) {
	r := field.Value
	role, date, link := or(r.Role, file.Role), or(r.Date, file.Date), or(r.Link, file.Link)
	response := Response{
		Wave: file.Wave.Value, Feature: field.Key, Line: field.At.Line, Answer: r.Answer.Value,
		Role: strings.TrimSpace(role.Value), Date: date.Value, Link: link.Value,
	}
	l.whoAndWhen(field.At, role, date, link)
	verdict, enforcement := l.today(field.At, r.Today)
	switch follows := intents[r.Answer.Value]; {
	case r.Answer.Value == Confirm:
		response.Verdict, response.Enforcement, response.Reason = verdict, enforcement, confirmed
		if verdict == "unknown" {
			l.bad(r.Answer.At, "there is nothing to confirm: unknown is no verdict of ours; write answer: %s", Correct)
		}
		l.only(r)
	case follows != "":
		response.Verdict, response.Reason = follows, intent
		l.only(r)
	case r.Answer.Value == Correct:
		response.Verdict, response.Enforcement, response.Reason = r.Verdict.Value, r.Enforcement.Value, r.Reason.Value
		l.correction(r)
	default:
		l.bad(r.Answer.At, "unknown answer %q: %s", r.Answer.Value, closest(r.Answer.Value, Answers))
	}
	l.ecosystem.Responses = append(l.ecosystem.Responses, response)
}

// whoAndWhen checks what makes a response one that others can look up.
func (l *loader) whoAndWhen(at record.Position, role, date, link record.String) {
	if strings.TrimSpace(role.Value) == "" {
		l.bad(at, "role is missing: say what you do for the registry, such as maintainer")
	}
	if _, err := time.Parse(time.DateOnly, date.Value); err != nil {
		l.bad(cmp.Or(date.At, at), "date %q must be a day such as 2026-11-24", date.Value)
	}
	if !strings.HasPrefix(link.Value, "https://") {
		l.bad(cmp.Or(link.At, at), "link %q must begin with https:// and lead to where it is said in public", link.Value)
	}
}

// today reads the verdict that the form showed: "supported, optional".
func (l *loader) today(at record.Position, s record.String) (verdict, enforcement string) {
	verdict, enforcement, _ = strings.Cut(s.Value, ", ")
	if verdict != "unknown" && !slices.Contains(corrected, verdict) || enforcement != "" && (!offers(verdict) || !slices.Contains(Enforcements, enforcement)) {
		l.bad(cmp.Or(s.At, at), "today %q is no verdict: keep the line as landscape questionnaire wrote it", s.Value)
	}
	return verdict, enforcement
}

// only complains about keys that go with a correction alone.
func (l *loader) only(r responseRecord) {
	for _, key := range []struct {
		name string
		s    record.String
	}{{"verdict", r.Verdict}, {"enforcement", r.Enforcement}, {"reason", r.Reason}} {
		if key.s.Value != "" {
			l.bad(key.s.At, "%s goes only with answer: %s: remove it", key.name, Correct)
		}
	}
}

func (l *loader) correction(r responseRecord) {
	verdict, enforcement := r.Verdict.Value, r.Enforcement.Value
	verdictAt, enforcementAt := cmp.Or(r.Verdict.At, r.Answer.At), cmp.Or(r.Enforcement.At, r.Answer.At)
	switch {
	case !slices.Contains(corrected, verdict):
		l.bad(verdictAt, "unknown verdict %q: %s", verdict, closest(verdict, corrected))
	case offers(verdict) && !slices.Contains(Enforcements, enforcement):
		l.bad(enforcementAt, "enforcement %q: %s needs required, default or optional", enforcement, verdict)
	case !offers(verdict) && enforcement != "":
		l.bad(enforcementAt, "enforcement goes only with supported and partial: remove it")
	case strings.TrimSuffix(verdict+", "+enforcement, ", ") == r.Today.Value:
		l.bad(verdictAt, "the correction says what the verdict says: write answer: %s, or another verdict", Confirm)
	}
	if Corrections[r.Reason.Value] == "" {
		l.bad(cmp.Or(r.Reason.At, r.Answer.At), "unknown reason %q: %s", r.Reason.Value, closest(r.Reason.Value, keys(Corrections)))
	}
}

// Response is what a registry's maintainer says of one feature. It stands
// beside what the probes found, and never in its place.
type Response struct {
	Wave        string // the wave whose verdict was shown
	Feature     string
	Line        int    // in responses/WAVE.yml
	Answer      string // one of Answers
	Verdict     string // that follows from the answer
	Enforcement string // with supported and partial, where known
	Reason      string // a key of Reasons
	Role        string
	Date        string // YYYY-MM-DD
	Link        string // the public place where it is said
}

// The answers of a maintainer.
const (
	Confirm = "confirm"
	Correct = "correct"
)

// intents are the answers that state a plan, with the verdict that follows.
var intents = map[string]string{"planned": "planned", "exploring": "exploring", "no-plans": "unsupported"}

// Answers are those that a maintainer can give.
var Answers = []string{Confirm, Correct, "planned", "exploring", "no-plans"}

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
var corrected = append(slices.Clone(Verdicts), "not-applicable")

// offers says whether an enforcement goes with a verdict.
func offers(verdict string) bool { return verdict == "supported" || verdict == "partial" }
