// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// sourceForm: words in the files of a public repository.
var sourceForm = newForm(probes.Source, (*loader).sourceItem)

type sourceRecord struct {
	Source record.String  `yaml:"source"`
	Path   record.Strings `yaml:"path"`
	Except record.Strings `yaml:"except"`
	Has    record.Strings `yaml:"has"`
	Unless record.Strings `yaml:"unless"`
}

func (l *loader) sourceItem(p *probes.Probe, r sourceRecord, at record.Position) {
	p.Patterns, p.Unless = l.requiredPatterns(r.Has, at, "has"), l.optionalPatterns(r.Unless)
	l.readTree(p, r.Source, r.Path, r.Except)
	l.needsPath(p, at)
}

// existsForm: a file of a public repository.
var existsForm = newForm(probes.Exists, (*loader).existsItem)

type existsRecord struct {
	Exists record.String  `yaml:"exists"`
	Path   record.Strings `yaml:"path"`
	Except record.Strings `yaml:"except"`
}

func (l *loader) existsItem(p *probes.Probe, r existsRecord, at record.Position) {
	l.readTree(p, r.Exists, r.Path, r.Except)
	l.needsPath(p, at)
}

// absentForm: words that no file of a public repository has.
var absentForm = newForm(probes.Absent, (*loader).absentItem)

type absentRecord struct {
	Absent record.String  `yaml:"absent"`
	Path   record.Strings `yaml:"path"`
	Except record.Strings `yaml:"except"`
	Lacks  record.Strings `yaml:"lacks"`
}

func (l *loader) absentItem(p *probes.Probe, r absentRecord, at record.Position) {
	p.Patterns = l.requiredPatterns(r.Lacks, at, "lacks")
	l.readTree(p, r.Absent, r.Path, r.Except)
}

// commitForm: a commit that lies in the month of its rule.
var commitForm = newDatedForm(probes.Commit, (*loader).commitItem)

type commitRecord struct {
	Commit record.String `yaml:"commit"`
	Hash   record.String `yaml:"hash"`
}

var hashForm = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

func (l *loader) commitItem(p *probes.Probe, r commitRecord, _ record.Position, rule ruleRecord) {
	l.checkDeclared(r.Commit)
	if !hashForm.MatchString(r.Hash.Value) {
		l.addProblem(r.Commit.At, "hash %q must be a whole commit id of 40 hexadecimal digits", r.Hash.Value)
	}
	p.Repository, p.Hash, p.Month = r.Commit.Value, r.Hash.Value, rule.Since.Value
}

// readTree names a repository and files of it.
func (l *loader) readTree(p *probes.Probe, repository record.String, paths, except record.Strings) {
	l.checkDeclared(repository)
	p.Repository, p.Paths, p.Except = repository.Value, paths.Values(), except.Values()
	for _, list := range []record.Strings{paths, except} {
		for _, each := range list {
			l.goodPath(each, true)
		}
	}
}

func (l *loader) needsPath(p *probes.Probe, at record.Position) {
	if len(p.Paths) == 0 {
		l.addProblem(at, "path is missing: name the files, or a glob")
	}
}

func (l *loader) goodPath(s record.String, glob bool) {
	switch {
	case s.Value == "" || path.IsAbs(s.Value) || strings.Contains(s.Value, "\\") || path.Clean(s.Value) != s.Value || strings.HasPrefix(s.Value, ".."):
		l.addProblem(s.At, "path %q must be relative to the repository, with / between names", s.Value)
	case glob && !doublestar.ValidatePattern(s.Value):
		l.addProblem(s.At, "bad glob %q", s.Value)
	}
}
