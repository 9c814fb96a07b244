// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

func (l *loader) judgements(data []byte) {
	if onlyComments(data) {
		return
	}
	entries, err := record.Entries(l.file, data)
	if !l.check(err) {
		return
	}
	for _, entry := range entries {
		feature, ok := l.catalog.Feature(entry.Key)
		if !ok {
			l.bad(entry.At, "unknown feature %q: %s", entry.Key, closest(entry.Key, l.catalog.IDs()))
			continue
		}
		if trait, ok := l.ecosystem.Missing(feature); ok {
			l.bad(entry.At, "%s is not-applicable already, since the trait %s is false: remove the entry or correct the trait", entry.Key, trait)
		}
		l.ecosystem.Judgements = l.judgement(l.ecosystem.Judgements, entry)
	}
}

// checks reads checklists.yml, which a folder need not have: rules for items of
// checklists that no feature answers, keyed CHECKLIST.ITEM.
func (l *loader) checks() {
	if _, err := fs.Stat(l.files, path.Join(l.folder, "checklists.yml")); err != nil {
		return
	}
	data, ok := l.open("checklists.yml")
	if !ok {
		return
	}
	entries, err := record.Entries(l.file, data)
	if !l.check(err) {
		return
	}
	known := l.catalog.Checks()
	for _, entry := range entries {
		if !slices.Contains(known, entry.Key) {
			l.bad(entry.At, "unknown checklist item %q: %s", entry.Key, closest(entry.Key, known))
			continue
		}
		l.ecosystem.Checks = l.judgement(l.ecosystem.Checks, entry)
	}
}

// onlyComments says whether a file holds no rule yet, as landscape new makes it.
func onlyComments(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// Missing names the trait that a feature needs and the ecosystem lacks, if any.
func (e *Ecosystem) Missing(f catalog.Feature) (trait string, missing bool) {
	for _, need := range f.Needs {
		if !e.Traits[need] {
			return need, true
		}
	}
	return "", false
}

// judgement adds what an entry says to a list.
func (l *loader) judgement(list []Judgement, entry record.Entry) []Judgement {
	j := Judgement{Feature: entry.Key, Line: entry.At.Line}
	if entry.IsMapping() {
		l.unprobed(entry, &j)
		return append(list, j)
	}
	var rules []record.Item[ruleRecord]
	if !l.check(entry.Decode(l.file, &rules)) {
		return list
	}
	if len(rules) == 0 {
		l.bad(entry.At, "%s has no rule: write one, or unprobed with its reason", entry.Key)
	}
	for _, item := range rules {
		j.Rules = append(j.Rules, l.rule(entry.Key, item))
	}
	return append(list, j)
}

func (l *loader) unprobed(entry record.Entry, j *Judgement) {
	var r unprobedRecord
	if !l.check(entry.Decode(l.file, &r)) {
		return
	}
	j.Unprobed, j.NotApplicable, j.Note = r.Unprobed.Value, r.NotApplicable.Value, r.Note.Value
	switch {
	case (j.Unprobed == "") == (j.NotApplicable == ""):
		l.bad(entry.At, "%s needs a list of rules, or one of unprobed and not_applicable", entry.Key)
	case j.Unprobed != "" && Unprobed[j.Unprobed] == "":
		l.bad(r.Unprobed.At, "unknown reason %q: %s", j.Unprobed, closest(j.Unprobed, keys(Unprobed)))
	case j.NotApplicable != "":
		if value, ok := l.ecosystem.Traits[j.NotApplicable]; !ok || value {
			l.bad(r.NotApplicable.At, "not_applicable names %q, which is not a trait that is false in ecosystem.yml", j.NotApplicable)
		}
	}
	if strings.TrimSpace(j.Note) == "" {
		l.bad(entry.At, "%s needs a note: say why in one sentence", entry.Key)
	}
}

var sinceForm = regexp.MustCompile(`^20\d\d(-(0[1-9]|1[0-2]))?$`)

func (l *loader) rule(feature string, item record.Item[ruleRecord]) Rule {
	r := item.Value
	rule := Rule{
		Line: item.At.Line, Verdict: r.Verdict.Value, Enforcement: r.Enforcement.Value,
		Since: r.Since.Value, Until: r.Until.Value, Note: strings.TrimSpace(r.Note.Value), Every: r.Every,
	}
	l.verdict(item.At, r)
	if rule.Since != "" && !sinceForm.MatchString(rule.Since) {
		l.bad(r.Since.At, "since %q must be a month such as \"2023-04\", or a year", rule.Since)
	}
	if rule.Until != "" && !sinceForm.MatchString(rule.Until) {
		l.bad(r.Until.At, "until %q must be a month such as \"2023-04\", or a year", rule.Until)
	}
	if (rule.Since == "") != (len(r.SinceEvidence) == 0) {
		l.bad(item.At, "since and since_evidence go together: a date needs evidence of its own")
	}
	if len(r.Evidence) == 0 {
		l.bad(item.At, "the rule has no evidence: a verdict needs an observation behind it")
	}
	for _, each := range r.Evidence {
		p := l.probeOf(feature, each, r)
		if p.Method == probes.Commit {
			l.bad(each.At, "a commit dates a feature but does not show it: move it to since_evidence")
		}
		rule.Evidence = append(rule.Evidence, p)
	}
	if l.onlyRequests(rule) {
		l.bad(item.At, "the rule rests on issues alone, which earn planned or exploring: give %s evidence of another kind", rule.Verdict)
	}
	for _, each := range r.SinceEvidence {
		rule.SinceEvidence = append(rule.SinceEvidence, l.probeOf(feature, each, r))
	}
	return rule
}

// onlyRequests says whether a rule takes an issue's word for what its project
// offers or refuses.
func (l *loader) onlyRequests(rule Rule) bool {
	if len(rule.Evidence) == 0 || rule.Verdict == "planned" || rule.Verdict == "exploring" {
		return false
	}
	requests := 0
	for _, p := range rule.Evidence {
		_, thread := p.Thread()
		switch {
		case thread || p.Kind == probes.Issue:
			requests++
		case p.Method != probes.Absent || rule.Verdict == "unsupported":
			return false
		}
	}
	return requests > 0
}

func (l *loader) verdict(at record.Position, r ruleRecord) {
	verdict, enforcement := r.Verdict.Value, r.Enforcement.Value
	if !slices.Contains(Verdicts, verdict) {
		l.bad(r.Verdict.At, "unknown verdict %q: %s", verdict, closest(verdict, Verdicts))
		return
	}
	offered := verdict == "supported" || verdict == "partial"
	switch {
	case offered && enforcement == "":
		l.bad(at, "enforcement is missing: %s needs required, default or optional", verdict)
	case offered && !slices.Contains(Enforcements, enforcement):
		l.bad(r.Enforcement.At, "unknown enforcement %q: it is required, default or optional", enforcement)
	case !offered && enforcement != "":
		l.bad(r.Enforcement.At, "enforcement goes only with supported and partial: remove it")
	}
	if verdict == "partial" && strings.TrimSpace(r.Note.Value) == "" {
		l.bad(at, "partial needs a note: say what is missing")
	}
}
