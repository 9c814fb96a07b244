// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"maps"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/record"
)

// readFormer reads the earlier names of repositories that moved.
func (l *loader) readFormer(moved record.Map[record.Strings]) {
	e := l.ecosystem
	for _, f := range moved {
		l.checkDeclared(record.String{Value: f.Key, At: f.At})
		if len(f.Value) == 0 {
			l.addProblem(f.At, "former has no earlier name of %s: give one or more", f.Key)
			continue
		}
		for _, name := range f.Value {
			l.repositoryName(name.Value, name.At)
			if e.declares(name.Value) {
				l.addProblem(name.At, "%s is listed under repositories, so it is not a former name of %s", name.Value, f.Key)
			}
		}
		if e.Former == nil {
			e.Former = make(map[string][]string)
		}
		e.Former[f.Key] = f.Value.Values()
	}
}

// firstName is the name that a repository had first. It is in the keys of
// questions: a repository that moved is still the same one.
func (e *Ecosystem) firstName(repository string) string {
	if names := e.Former[repository]; len(names) > 0 {
		return names[0]
	}
	return repository
}

// Former gathers the earlier names of repositories, by their present names.
func Former(all []*Ecosystem) map[string][]string {
	former := make(map[string][]string)
	for _, e := range all {
		maps.Copy(former, e.Former)
	}
	return former
}

// PresentNames maps earlier names of repositories to the present ones, as a
// function on addresses: https://github.com/OWNER/NAME and what follows.
func PresentNames(all []*Ecosystem) (name, address func(string) string) {
	present := make(map[string]string)
	for to, earlier := range Former(all) {
		for _, from := range earlier {
			present[from] = to
		}
	}
	name = func(repository string) string {
		if to, ok := present[repository]; ok {
			return to
		}
		return repository
	}
	const host = "https://github.com/"
	address = func(url string) string {
		rest, ok := strings.CutPrefix(url, host)
		parts := strings.SplitN(rest, "/", 3)
		if !ok || len(parts) < 2 {
			return url
		}
		from := parts[0] + "/" + parts[1]
		return host + name(from) + rest[len(from):]
	}
	return name, address
}
