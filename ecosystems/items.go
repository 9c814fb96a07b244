// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// item turns one item of evidence into a probe.
func (l *loader) item(feature string, item record.Item[itemRecord], since string) probes.Probe {
	r := item.Value
	p := probes.Probe{Ecosystem: l.ecosystem.ID, Feature: feature, Kind: probes.SourceCode}
	p.Origin = fmt.Sprintf("%s:%d", l.file, item.At.Line)
	switch l.method(item.At, r) {
	case probes.Page:
		l.pageItem(&p, r, item.At)
	case probes.Source:
		p.Method, p.Repository, p.Patterns = probes.Source, r.Source.Value, l.patterns(r.Has, item.At, "has")
		l.treeItem(&p, r, r.Source, item.At)
	case probes.Exists:
		p.Method, p.Repository = probes.Exists, r.Exists.Value
		l.treeItem(&p, r, r.Exists, item.At)
	case probes.Absent:
		p.Method, p.Repository, p.Patterns = probes.Absent, r.Absent.Value, l.patterns(r.Lacks, item.At, "lacks")
		l.treeItem(&p, r, r.Absent, record.Position{})
	case probes.Commit:
		l.commitItem(&p, r, since)
	case probes.Endpoint:
		l.endpointItem(&p, r, item.At)
	case probes.Attestation:
		l.attestationItem(&p, r, item.At)
	case probes.PGP:
		l.ask(&p, probes.PGP, r.PGP, r.Of)
	case probes.SecurityTxt:
		l.ask(&p, probes.SecurityTxt, r.SecurityTxt, r.Of)
	case probes.OSV:
		l.osvItem(&p, r, item.At)
	}
	p.Unless = l.optionalPatterns(r.Unless)
	named := p
	named.Repository = l.ecosystem.firstName(p.Repository)
	p.Key = probes.NewKey(named)
	return p
}

// method finds which of the forms an item has, and complains unless it is one
// and only with the keys that go with it.
func (l *loader) method(at record.Position, r itemRecord) probes.Method {
	var found []probes.Method
	for _, each := range []struct {
		method probes.Method
		value  string
	}{
		{probes.Page, r.Page.Value}, {probes.Source, r.Source.Value}, {probes.Absent, r.Absent.Value},
		{probes.Commit, r.Commit.Value}, {probes.Endpoint, r.Endpoint.Value}, {probes.Attestation, r.Attestation.Value},
		{probes.PGP, r.PGP.Value}, {probes.SecurityTxt, r.SecurityTxt.Value}, {probes.OSV, r.OSV.Value},
	} {
		if each.value != "" {
			found = append(found, each.method)
		}
	}
	if r.Exists.Value != "" && r.Endpoint.Value == "" { // with endpoint it asks that a value exists
		found = append(found, probes.Exists)
	}
	if len(found) != 1 {
		l.bad(at, "an item of evidence has exactly one of page, source, exists, absent, commit, endpoint, attestation, pgp, security-txt and osv; this one has %d", len(found))
		return ""
	}
	l.stray(found[0], r)
	return found[0]
}

// stray complains about keys of another form.
func (l *loader) stray(method probes.Method, r itemRecord) {
	for _, key := range []struct {
		name string
		at   record.Strings
		with []probes.Method
	}{
		{"section", one(r.Section), []probes.Method{probes.Page}},
		{"says", r.Says, []probes.Method{probes.Page}},
		{"unless", r.Unless, []probes.Method{probes.Page, probes.Source}},
		{"path", r.Path, []probes.Method{probes.Source, probes.Exists, probes.Absent}},
		{"except", r.Except, []probes.Method{probes.Source, probes.Exists, probes.Absent}},
		{"has", r.Has, []probes.Method{probes.Source}},
		{"lacks", r.Lacks, []probes.Method{probes.Absent}},
		{"hash", one(r.Hash), []probes.Method{probes.Commit}},
		{"of", one(r.Of), probes.Endpoints},
		{"at", one(r.At), []probes.Method{probes.Endpoint, probes.Attestation}},
		{"equals", one(r.Equals), []probes.Method{probes.Endpoint}},
		{"matches", one(r.Matches), []probes.Method{probes.Endpoint}},
		{"status", one(r.Status), []probes.Method{probes.Endpoint}},
		{"header", one(r.Header.Name), []probes.Method{probes.Endpoint}},
		{"predicate", one(r.Predicate), []probes.Method{probes.Attestation}},
		{"issuer", one(r.Issuer), []probes.Method{probes.Attestation}},
		{"identity", one(r.Identity), []probes.Method{probes.Attestation}},
		{"keys", one(r.Keys.Endpoint), []probes.Method{probes.Attestation}},
		{"digest", one(r.Digest.Endpoint), []probes.Method{probes.Attestation}},
		{"artifact", one(r.Artifact.Endpoint), []probes.Method{probes.Attestation}},
		{"ecosystem", one(r.Ecosystem), []probes.Method{probes.OSV}},
		{"ids", one(r.IDs), []probes.Method{probes.OSV}},
	} {
		if len(key.at) == 0 || contains(key.with, method) {
			continue
		}
		l.bad(key.at[0].At, "%s does not go with %s: remove it", key.name, method)
	}
}

func one(s record.String) record.Strings {
	if s.Value == "" {
		return nil
	}
	return record.Strings{s}
}

func contains(list []probes.Method, m probes.Method) bool {
	for _, each := range list {
		if each == m {
			return true
		}
	}
	return false
}

func (l *loader) pageItem(p *probes.Probe, r itemRecord, at record.Position) {
	page, ok := l.ecosystem.Page(r.Page.Value)
	if !ok {
		var ids []string
		for _, each := range l.ecosystem.Pages {
			ids = append(ids, each.ID)
		}
		l.bad(r.Page.At, "unknown page %q: add it to pages of ecosystem.yml, or %s", r.Page.Value, closest(r.Page.Value, ids))
	}
	p.Method, p.Kind, p.PageID, p.URL = probes.Page, page.Kind, r.Page.Value, page.URL
	p.Selector, p.Repository, p.Paths, p.ClientRendered = page.Selector, page.Repository, page.Paths, page.Rendered
	p.Maintainers = l.ecosystem.Maintainers
	p.Section = strings.Join(strings.Fields(r.Section.Value), " ")
	p.Patterns = l.patterns(r.Says, at, "says")
}

func (l *loader) treeItem(p *probes.Probe, r itemRecord, repository record.String, needsPath record.Position) {
	l.declared(repository)
	p.Paths, p.Except = r.Path.Values(), r.Except.Values()
	if len(p.Paths) == 0 && needsPath.Line > 0 {
		l.bad(needsPath, "path is missing: name the files, or a glob")
	}
	for _, list := range []record.Strings{r.Path, r.Except} {
		for _, each := range list {
			l.goodPath(each, true)
		}
	}
}

func (l *loader) goodPath(s record.String, glob bool) {
	switch {
	case s.Value == "" || path.IsAbs(s.Value) || strings.Contains(s.Value, "\\") || path.Clean(s.Value) != s.Value || strings.HasPrefix(s.Value, ".."):
		l.bad(s.At, "path %q must be relative to the repository, with / between names", s.Value)
	case glob && !doublestar.ValidatePattern(s.Value):
		l.bad(s.At, "bad glob %q", s.Value)
	}
}

func (l *loader) patterns(list record.Strings, at record.Position, key string) []*probes.Pattern {
	if len(list) == 0 {
		l.bad(at, "%s is missing: give at least one regular expression", key)
	}
	return l.optionalPatterns(list)
}

func (l *loader) optionalPatterns(list record.Strings) []*probes.Pattern {
	var compiled []*probes.Pattern
	for _, s := range list {
		pattern, err := probes.Compile(s.Value)
		if err != nil {
			l.bad(s.At, "%v", err)
			continue
		}
		compiled = append(compiled, pattern)
	}
	return compiled
}

var hashForm = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

func (l *loader) commitItem(p *probes.Probe, r itemRecord, since string) {
	l.declared(r.Commit)
	if !hashForm.MatchString(r.Hash.Value) {
		l.bad(r.Commit.At, "hash %q must be a whole commit id of 40 hexadecimal digits", r.Hash.Value)
	}
	p.Method, p.Repository, p.Hash, p.Month = probes.Commit, r.Commit.Value, r.Hash.Value, since
}

func (l *loader) single(s record.String) *probes.Pattern {
	if s.Value == "" {
		return nil
	}
	if list := l.optionalPatterns(record.Strings{s}); len(list) == 1 {
		return list[0]
	}
	return nil
}
