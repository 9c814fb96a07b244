// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Whole entries of the folders, since a pattern such as */responses/*.yml must
// match something in each build: folder responses comes along where there is one.
//
//go:embed */*
var embedded embed.FS

// Embedded is the ecosystems built into the program.
func Embedded() fs.FS { return embedded }

// Dir is the ecosystems in a folder, such as the one of a checkout.
func Dir(path string) fs.FS { return os.DirFS(path) }

// IDs lists the folders of files that hold an ecosystem, sorted.
func IDs(files fs.FS, at string) ([]string, error) {
	names, err := fs.Glob(files, "*/ecosystem.yml")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("%s: no folder with an ecosystem.yml", at)
	}
	for i, name := range names {
		names[i] = path.Dir(name)
	}
	slices.Sort(names)
	return names, nil
}

// Load reads the ecosystems with these ids or names, or all, sorted by id. Paths in
// errors begin with at. The error is a record.Problems with everything that is
// wrong.
func Load(files fs.FS, at string, features *catalog.Catalog, only ...string) ([]*Ecosystem, error) {
	ids, err := IDs(files, at)
	if err != nil {
		return nil, err
	}
	if len(only) > 0 {
		if ids, err = named(files, at, features, ids, only); err != nil {
			return nil, err
		}
	}
	var (
		problems record.Problems
		all      []*Ecosystem
	)
	for _, id := range ids {
		l := &loader{files: files, at: at, folder: id, catalog: features}
		if e := l.loadFolder(); e != nil {
			all = append(all, e)
		}
		problems = append(problems, l.problems...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return all, nil
}

// loader reads one folder.
type loader struct {
	files     fs.FS
	at        string
	folder    string
	catalog   *catalog.Catalog
	file      string // the file being read, as errors name it
	ecosystem *Ecosystem
	problems  record.Problems
}

// addProblem records a problem in the file being read.
func (l *loader) addProblem(at record.Position, format string, args ...any) {
	l.problems.Add(l.file, at, format, args...)
}

// noError records an error and says whether there was none.
func (l *loader) noError(err error) bool { return !l.problems.AddError(l.file, err) }

func (l *loader) openFile(name string) ([]byte, bool) {
	l.file = path.Join(l.at, l.folder, name)
	data, err := fs.ReadFile(l.files, path.Join(l.folder, name))
	return data, l.noError(err)
}

// decodeFile reads a file into a record and says whether that went well.
func (l *loader) decodeFile(name string, into any) bool {
	data, ok := l.openFile(name)
	return ok && l.noError(record.Decode(l.file, data, into))
}

// isThere says whether the folder has a file that it need not have.
func (l *loader) isThere(name string) bool {
	_, err := fs.Stat(l.files, path.Join(l.folder, name))
	return !errors.Is(err, fs.ErrNotExist)
}

// require records a problem when a value is missing.
func (l *loader) require(value string, at record.Position, format string, args ...any) {
	if value == "" {
		l.addProblem(at, format, args...)
	}
}

func (l *loader) loadFolder() *Ecosystem {
	var r ecosystemRecord
	if !l.decodeFile("ecosystem.yml", &r) {
		return nil
	}
	l.ecosystem = &Ecosystem{}
	l.readIdentity(r)
	l.ecosystem.AnsweredApart = r.AnsweredApart.Values()
	l.readSources(r)
	if data, ok := l.openFile("probes.yml"); ok {
		l.readJudgements(data)
	}
	l.checks()
	l.readResponses()
	l.readReviews()
	l.metrics()
	return l.ecosystem
}

func (l *loader) readIdentity(r ecosystemRecord) {
	e := l.ecosystem
	e.ID, e.Name, e.PurlType = r.ID.Value, r.Name.Value, r.PurlType.Value
	e.Registry, e.Homepage, e.PackageOrigin = r.Registry.Value, r.Homepage.Value, r.PackageOrigin.Value
	l.baseURL(r.BaseURL)
	if e.BaseDigest = r.BaseDigest.Value; e.BaseDigest != "" && !hashForm.MatchString(e.BaseDigest) {
		l.addProblem(r.BaseDigest.At, "base_url_sha256 %q must be a SHA-256 of 64 hexadecimal digits", e.BaseDigest)
	}
	e.Maintainers = r.Maintainers.Values()
	if e.ID != l.folder {
		l.addProblem(r.ID.At, "id %q is not the folder's name: write id: %s", e.ID, l.folder)
	}
	l.require(e.Name, r.ID.At, "name is missing")
	l.require(e.Registry, r.ID.At, "registry is missing")
	l.require(e.Homepage, r.ID.At, "homepage is missing")
	if !slices.Contains(catalog.Origins, e.PackageOrigin) {
		l.addProblem(r.PackageOrigin.At, "package_origin %q must be built, builds or source", e.PackageOrigin)
	}
	e.Traits = map[string]bool{"registry": true} // few have none, and records older than the trait do not say so
	for _, t := range r.Traits {
		if _, ok := catalog.Traits[t.Key]; !ok {
			l.addProblem(t.At, "unknown trait %q: %s", t.Key, closestWord(t.Key, sortedKeys(catalog.Traits)))
		}
		e.Traits[t.Key] = t.Value
	}
	for _, name := range sortedKeys(catalog.Traits) {
		if _, ok := e.Traits[name]; !ok {
			l.addProblem(r.ID.At, "trait %s is missing: say true or false", name)
		}
	}
	for _, c := range r.Clients {
		e.Clients = append(e.Clients, Client{c.Name.Value, c.Repository.Value})
	}
}

// baseURL is optional, and no address that a client on the machine is already
// configured for: npm's comes from npm.
func (l *loader) baseURL(s record.String) {
	if s.Value == "" {
		return
	}
	l.webAddress(s)
	if strings.HasSuffix(s.Value, "/") {
		l.addProblem(s.At, "base_url %q must not end with /: endpoints begin with one", s.Value)
	}
	if l.folder == "npm" {
		l.addProblem(s.At, "npm has no base_url: its address comes from npm's own configuration, or from --registry npm=URL")
	}
	l.ecosystem.BaseURL = s.Value
}

func (l *loader) readSources(r ecosystemRecord) {
	e := l.ecosystem
	for _, f := range r.Repositories {
		l.repositoryName(f.Key, f.At)
		e.Repositories = append(e.Repositories, Named{f.Key, f.Value.Value})
	}
	l.readFormer(r.Former)
	for _, f := range r.Links {
		l.webAddress(f.Value)
		e.Links = append(e.Links, Named{f.Key, f.Value.Value})
	}
	for _, f := range r.Pages {
		e.Pages = append(e.Pages, l.readPage(f))
	}
	for _, f := range r.Endpoints {
		e.Endpoints = append(e.Endpoints, l.readEndpoint(f))
	}
	for _, c := range r.Clients {
		l.checkDeclared(c.Repository)
	}
}

// checkDeclared complains about a repository that ecosystem.yml does not list.
func (l *loader) checkDeclared(name record.String) {
	if !l.ecosystem.declares(name.Value) {
		l.addProblem(name.At, "repository %q is not listed under repositories of ecosystem.yml: add it or correct the name", name.Value)
	}
}

func (e *Ecosystem) declares(repository string) bool {
	return slices.ContainsFunc(e.Repositories, func(r Named) bool { return r.Name == repository })
}

func (l *loader) repositoryName(name string, at record.Position) {
	owner, repo, ok := strings.Cut(name, "/")
	if !ok || owner == "" || repo == "" || strings.ContainsAny(name, " :\\") || strings.Contains(name, "..") || strings.Contains(repo, "/") {
		l.addProblem(at, "repository %q is not OWNER/NAME", name)
	}
}

func (l *loader) webAddress(s record.String) {
	if !strings.HasPrefix(s.Value, "https://") {
		l.addProblem(s.At, "address %q must begin with https://", s.Value)
	}
}

func (l *loader) readPage(f record.Field[pageRecord]) Page {
	r := f.Value
	p := Page{ID: f.Key, URL: r.URL.Value, Repository: r.Repository.Value, Paths: r.Path.Values(), Kind: probes.Kind(r.Kind.Value), Selector: r.Selector.Value, Rendered: r.Rendered}
	if r.URL.Value == "" {
		l.addProblem(f.At, "page %s has no url: give the live page", f.Key)
	} else {
		l.webAddress(r.URL)
	}
	switch p.Kind {
	case "":
		p.Kind = probes.Documentation
	case probes.Documentation, probes.Announcement, probes.Proposal, probes.Issue:
	default:
		l.addProblem(r.Kind.At, "kind %q must be documentation, announcement, proposal or issue", p.Kind)
	}
	switch _, thread := probes.ThreadAt(p.URL); {
	case p.Kind == probes.Issue && !thread:
		l.addProblem(r.URL.At, "page %s is of kind issue, and its address is not of an issue or pull request at GitHub: the state of others cannot be told", f.Key)
	case thread && p.Kind != probes.Issue && p.Kind != probes.Proposal:
		l.addProblem(r.URL.At, "page %s is an issue or pull request, which anyone may write: give it kind: issue, or proposal", f.Key)
	}
	if (p.Repository == "") != (len(p.Paths) == 0) {
		l.addProblem(f.At, "page %s needs both repository and path, or neither", f.Key)
	}
	if p.Rendered && p.Repository == "" {
		l.addProblem(f.At, "page %s is client_rendered, so it needs the repository it is built from", f.Key)
	}
	if p.Repository != "" {
		l.checkDeclared(r.Repository)
	}
	for _, one := range r.Path {
		l.goodPath(one, false)
	}
	return p
}

func (l *loader) readEndpoint(f record.Field[endpointRecord]) Endpoint {
	r := f.Value
	e := Endpoint{ID: f.Key, URL: r.URL.Value, Method: r.Method.Value, Accept: r.Accept.Value, Body: r.Body.Value}
	if !strings.HasPrefix(e.URL, "{registry}") && !strings.HasPrefix(e.URL, "https://") {
		l.addProblem(f.At, "endpoint %s: url %q must begin with {registry} or https://", f.Key, e.URL)
	}
	e.Method = cmp.Or(e.Method, "GET")
	e.Samples = make(map[string]map[string]string)
	for _, sample := range r.Samples {
		values := make(map[string]string)
		for _, v := range sample.Value {
			values[v.Key] = v.Value.Value
		}
		e.Samples[sample.Key] = values
	}
	l.readForm(&e, r)
	return e
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// closestWord proposes a known word, or lists them when none is near.
func closestWord[T ~string](word T, known []T) string {
	words := vocabulary.Texts(known)
	if near := record.Closest(string(word), words); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) > 12 {
		return "landscape catalog lists them"
	}
	return "they are " + strings.Join(words, ", ")
}
