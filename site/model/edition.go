// SPDX-License-Identifier: Apache-2.0

package model

import (
	"cmp"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/site/messages"
)

// Home is the public repository, where corrections go.
const Home = "https://github.com/ossf/package-manager-landscape"

// Publisher is who publishes dataset and site.
const Publisher = "OpenSSF Securing Software Repositories Working Group"

// Edition says of which day, version and commit the site is, and how the dataset
// describes itself.
type Edition struct {
	BaseURL    string // where the site will be published; "" when it is not known
	Observed   string // day of the last look
	Standing   string // day of the first look that saw what the last one saw; "" without any
	Version    string // of the dataset
	CommitText string // the commit, or that it is not known
	Commit     string // as it was given
	Year       string // of the last look

	Digest        string // SHA-256 of the tables, hexadecimal
	Digest16      string // its head, enough to compare by eye
	VersionFolder string // where this version is kept that never changes, such as v/2026-11-24
	VersionPath   string // its first page

	Name, About, License, LicenseURL string // as the dataset describes itself
}

func newEdition(in Input, wave string, lastLook int64) Edition {
	e := Edition{BaseURL: in.BaseURL, Commit: in.Commit, CommitText: commitText(in.Texts, in.Commit)}
	if lastLook != 0 {
		e.Observed = DayOf(lastLook)
	}
	e.Version = Clean(cmp.Or(in.Version, e.Observed, in.Texts.Must("none")))
	year := cmp.Or(e.Observed, wave+"-")
	e.Year = year[:min(4, len(year))]
	e.nameFolder(Slug(Clean(cmp.Or(in.Version, e.Observed, "undated"))))
	return e
}

// standSince finds since when nothing that was looked at changed: feeds are of that
// day, so that looks that find nothing new do not wake their readers.
func (m *Model) standSince() {
	since := int64(0)
	for _, o := range m.seen {
		if o.Outcome == probes.Matched {
			since = max(since, m.matchedSince(o))
		}
	}
	m.Standing = m.Observed
	if since != 0 {
		m.Standing = DayOf(since)
	}
}

func (e *Edition) nameFolder(name string) {
	e.VersionFolder = "v/" + name
	e.VersionPath = e.VersionFolder + "/index.html"
}

// RenameVersion gives the version's folder a suffix, which tells a day's second
// version from its first.
func (m *Model) RenameVersion(suffix string) {
	m.nameFolder(strings.TrimPrefix(m.VersionFolder, "v/") + suffix)
}

// SetTables says which tables are published, by their digest, and how the dataset
// describes itself.
func (m *Model) SetTables(digest, name, about, license, licenseURL string) {
	m.Digest, m.Digest16 = digest, strings.TrimSuffix(Cut(digest, 16), "…")
	m.Name, m.About, m.License, m.LicenseURL = cmp.Or(name, m.Texts.Must("site.name")), about, license, licenseURL
}

// commitText names the commit, or says that it is not known.
func commitText(texts messages.Texts, commit string) string {
	if revision, changed, _ := strings.Cut(Clean(commit), "-"); len(revision) == 40 {
		return revision[:12] + strings.TrimSuffix("-"+changed, "-") // enough to tell commits apart
	}
	return cmp.Or(Clean(commit), texts.Must("commit.unknown"))
}

// Base is the address of the site with a slash at its end.
func (e *Edition) Base() string { return strings.TrimSuffix(e.BaseURL, "/") + "/" }

// Absolute gives an address to cite: absolute when the site's is known.
func (e *Edition) Absolute(file string) string {
	file = strings.TrimSuffix(file, "index.html")
	if e.BaseURL == "" {
		return file
	}
	return e.Base() + file
}
