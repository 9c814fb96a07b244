// SPDX-License-Identifier: Apache-2.0

package cohort

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/package-url/packageurl-go"
)

// Package is one package, without a version.
type Package struct {
	Rank      int    // by popularity, from 1; of a sample, the place in it
	PURL      string // in its normal form
	Type      string // of the purl
	Namespace string // scope, group or vendor; empty where there is none
	Name      string
}

// namespaced says which types need a namespace, and which have none.
var namespaced = map[string]bool{"maven": true, "composer": true, "gem": false, "cargo": false, "nuget": false, "pub": false, "pypi": false, "opam": false}

// runs are what PEP 503 makes one hyphen.
var runs = regexp.MustCompile(`[-_.]+`)

// Parse reads a package URL that names a package and no version of it.
func Parse(purl string) (Package, error) {
	u, err := packageurl.FromString(purl)
	if err != nil {
		return Package{}, fmt.Errorf("malformed package URL %.200q: %s", purl, strings.TrimPrefix(err.Error(), "purl is "))
	}
	switch {
	case u.Version != "":
		return Package{}, fmt.Errorf("package URL %.200q names a version: a cohort lists packages", purl)
	case len(u.Qualifiers) > 0 || u.Subpath != "":
		return Package{}, fmt.Errorf("package URL %.200q has qualifiers or a subpath: name the package alone", purl)
	}
	return New(u.Type, u.Namespace, u.Name)
}

// New makes a package of its type, namespace and name.
func New(kind, namespace, name string) (Package, error) {
	if kind == "pypi" {
		name = strings.ToLower(runs.ReplaceAllString(name, "-"))
	}
	u := packageurl.NewPackageURL(kind, namespace, name, "", nil, "")
	if err := u.Normalize(); err != nil {
		return Package{}, fmt.Errorf("malformed package URL of %.200q: %w", name, err)
	}
	for _, part := range append(strings.Split(u.Namespace, "/"), u.Name) {
		if err := checkPart(part); err != nil {
			return Package{}, fmt.Errorf("malformed package URL of %.200q: %w", name, err)
		}
	}
	needs, known := namespaced[u.Type]
	switch {
	case known && needs && u.Namespace == "":
		return Package{}, fmt.Errorf("malformed package URL %.200q: a package of type %s has a namespace", u.ToString(), kind)
	case known && !needs && u.Namespace != "":
		return Package{}, fmt.Errorf("malformed package URL %.200q: a package of type %s has no namespace", u.ToString(), kind)
	}
	return Package{PURL: u.ToString(), Type: u.Type, Namespace: u.Namespace, Name: u.Name}, nil
}

// identity is the same for every spelling that a registry takes for one package.
func (p Package) identity() string {
	switch p.Type {
	case "nuget":
		return strings.ToLower(p.PURL)
	case "cargo":
		return strings.ToLower(strings.ReplaceAll(p.PURL, "_", "-"))
	}
	return p.PURL
}

// checkPart keeps out what could lead elsewhere in an address, and what no registry
// takes for a name.
func checkPart(part string) error {
	switch {
	case part == "." || part == "..":
		return errors.New("a part is a path")
	case strings.ContainsAny(part, "/\\?#{}\x00\r\n\t "):
		return errors.New("a part holds a character that no name has")
	case len(part) > 300:
		return errors.New("a part is longer than 300 bytes")
	case !utf8.ValidString(part) || strings.ContainsFunc(part, unicode.IsControl):
		return errors.New("a part is not text")
	}
	return nil
}

// FromName makes a package of the name that an ecosystem's users write: @scope/name,
// vendor/name, group:artifact, or a plain name.
func FromName(kind, name string) (Package, error) {
	namespace := ""
	switch kind {
	case "maven":
		namespace, name, _ = strings.Cut(name, ":")
	case "npm", "composer", "golang", "brew":
		if i := strings.LastIndexByte(name, '/'); i >= 0 {
			namespace, name = name[:i], name[i+1:]
		}
	}
	if name == "" {
		return Package{}, errors.New("an empty name")
	}
	return New(kind, namespace, name)
}

// FullName is the name as the ecosystem's users write it.
func (p Package) FullName() string {
	if p.Namespace == "" {
		return p.Name
	}
	if p.Type == "maven" {
		return p.Namespace + ":" + p.Name
	}
	return p.Namespace + "/" + p.Name
}

// Values fill the placeholders of an endpoint's address.
func (p Package) Values() map[string]string {
	return map[string]string{
		"package": p.FullName(), "name": p.Name, "namespace": p.Namespace,
		"namespace_path": strings.ReplaceAll(p.Namespace, ".", "/"),
	}
}
