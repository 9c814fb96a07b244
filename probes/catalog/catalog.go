// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes/record"
)

//go:embed journeys.yml features/*.yml principles/*.yml guidance/*.yml
var embedded embed.FS

// Wave is the survey that the catalog and the rules describe.
const Wave = "2026"

// Feature is one security feature that a registry may offer.
type Feature struct {
	ID        string // journey.name; never reused
	Journey   string
	Title     string
	Synonyms  []string // everyday words that lead to it
	Why       string   // why it matters, in plain words
	Supported string   // what earns supported
	Partial   string   // what earns only partial
	Row       int      // row of the 2022 question, 0 when it was not asked
	Principle Principle
	Guidance  []string // guidance documents that ask for it
	Needs     []string // traits without which it is not-applicable
	Edition   int      // of the criterion: 1, or the edition of the criteria that last changed it
	Changed   string   // what that edition changed, in one sentence; "" in the first
}

// Principle points to an item of the Principles for Package Repository
// Security; the zero value is none.
type Principle struct {
	Track string // authentication, authorization, general or cli
	Level int    // 1 to 3
	Item  int    // within the level, from 1
}

// String gives "track-level-item", or "" for none.
func (p Principle) String() string {
	if p.Track == "" {
		return ""
	}
	return fmt.Sprintf("%s-%d-%d", p.Track, p.Level, p.Item)
}

// Journey is a security-critical user journey of the 2022 survey.
type Journey struct {
	ID       string
	Title    string
	Question string // what a newcomer would ask
}

// Catalog is every journey, in the survey's order, every feature by journey,
// and the working group's documents as checklists.
type Catalog struct {
	Journeys   []Journey
	Features   []Feature   // by journey, then as the journey lists them
	Principles []Checklist // the tracks, in the order of Tracks
	Guidance   []Checklist // in the order of Guidances
	byID       map[string]int
}

// Feature finds a feature by id.
func (c *Catalog) Feature(id string) (Feature, bool) {
	i, ok := c.byID[id]
	if !ok {
		return Feature{}, false
	}
	return c.Features[i], true
}

// Edition is that of the criteria: the newest of any feature.
func (c *Catalog) Edition() int {
	newest := 1
	for _, f := range c.Features {
		newest = max(newest, f.Edition)
	}
	return newest
}

// Of returns the features of a journey.
func (c *Catalog) Of(journey string) []Feature {
	var found []Feature
	for _, f := range c.Features {
		if f.Journey == journey {
			found = append(found, f)
		}
	}
	return found
}

// IDs lists every feature's id in the catalog's order.
func (c *Catalog) IDs() []string {
	ids := make([]string, len(c.Features))
	for i, f := range c.Features {
		ids[i] = f.ID
	}
	return ids
}

// Load reads the catalog built into the program.
var Load = sync.OnceValues(func() (*Catalog, error) { return Read(embedded, "probes/catalog") })

// Traits are the names of traits that a feature may need, with what each means.
var Traits = map[string]string{
	"registry":              "there is a central registry that holds packages or their index",
	"accounts":              "the registry has accounts of its own",
	"passwords":             "the registry keeps passwords itself",
	"domain_namespaces":     "namespaces look like domain names",
	"namespaces":            "organisations can own a namespace",
	"uploads":               "publishers upload what they built",
	"self_service_deletion": "owners can delete what they published",
}

// Having says of each trait what an ecosystem has with it, after the words "it has"
// or "it does not have".
var Having = map[string]string{
	"registry":              "a central registry that holds packages or their index",
	"accounts":              "accounts of its own",
	"passwords":             "passwords that it keeps itself",
	"domain_namespaces":     "namespaces that look like domain names",
	"namespaces":            "namespaces that organisations can own",
	"uploads":               "uploads of what publishers built",
	"self_service_deletion": "deletion by the owners of what they published",
}

// Origins are the values of package_origin: publishers upload what they built,
// the registry builds, or it serves source.
var Origins = []string{"built", "builds", "source"}

// Guidances are the working group's documents that a feature can answer to.
var Guidances = []string{"trusted-publishers", "provenance", "deletion", "homebrew", "attestations-ui"}

var (
	idForm        = regexp.MustCompile(`^[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*$`)
	principleForm = regexp.MustCompile(`^(authentication|authorization|general|cli)-([1-3])-([1-9])$`)
)

type journeyRecord struct {
	ID       record.String  `yaml:"id"`
	Title    record.String  `yaml:"title"`
	Question record.String  `yaml:"question"`
	Features record.Strings `yaml:"features"`
}

type featureRecord struct {
	ID        record.String  `yaml:"id"`
	Journey   record.String  `yaml:"journey"`
	Title     record.String  `yaml:"title"`
	Synonyms  record.Strings `yaml:"synonyms"`
	Why       record.String  `yaml:"why"`
	Supported record.String  `yaml:"supported"`
	Partial   record.String  `yaml:"partial"`
	Row       record.String  `yaml:"survey_2022_row"`
	Principle record.String  `yaml:"principle"`
	Guidance  record.Strings `yaml:"guidance"`
	Needs     record.Strings `yaml:"needs"`
	Edition   record.String  `yaml:"edition"`
	Changed   record.String  `yaml:"changed"`
}

// Read reads a catalog from files: journeys.yml, features/ID.yml, and the
// checklists principles/TRACK.yml and guidance/ID.yml if there are any. Errors
// are record.Problems with paths below at.
func Read(files fs.FS, at string) (*Catalog, error) {
	r := &reading{files: files, at: at, features: make(map[string]Feature)}
	r.readFeatures()
	c := r.readJourneys()
	c.Principles = r.readChecklists(principlesDir, Tracks)
	c.Guidance = r.readChecklists(guidanceDir, Guidances)
	r.checkLinks(c)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

type reading struct {
	files    fs.FS
	at       string
	features map[string]Feature
	problems record.Problems
}

func (r *reading) decodeFile(name string, into any) bool {
	file := path.Join(r.at, name)
	data, err := fs.ReadFile(r.files, name)
	if err == nil {
		err = record.Decode(file, data, into)
	}
	return !r.problems.AddError(file, err)
}

func (r *reading) readFeatures() {
	names, _ := fs.Glob(r.files, "features/*.yml")
	for _, name := range names {
		var f featureRecord
		if r.decodeFile(name, &f) {
			r.readFeature(name, f)
		}
	}
}

func (r *reading) readFeature(name string, f featureRecord) {
	file := path.Join(r.at, name)
	bad := func(at record.Position, format string, args ...any) {
		r.problems.Add(file, at, format, args...)
	}
	if want := strings.TrimSuffix(path.Base(name), ".yml"); f.ID.Value != want {
		bad(f.ID.At, "id %q is not the file's name: write id: %s", f.ID.Value, want)
	}
	if !idForm.MatchString(f.ID.Value) || !strings.HasPrefix(f.ID.Value, f.Journey.Value+".") {
		bad(f.ID.At, "id %q must be the journey, a dot and a name of small letters, digits and hyphens", f.ID.Value)
	}
	for _, text := range []struct {
		name string
		s    record.String
	}{{"title", f.Title}, {"why", f.Why}, {"supported", f.Supported}, {"partial", f.Partial}} {
		if strings.TrimSpace(text.s.Value) == "" {
			bad(f.ID.At, "%s is missing: write one sentence", text.name)
		}
	}
	row, err := strconv.Atoi(f.Row.Value)
	if f.Row.Value != "" && (err != nil || row < 1) {
		bad(f.Row.At, "survey_2022_row %q is not a row number", f.Row.Value)
	}
	for _, g := range f.Guidance {
		if !slices.Contains(Guidances, g.Value) {
			bad(g.At, "unknown guidance %q: it is one of %s", g.Value, strings.Join(Guidances, ", "))
		}
	}
	for _, need := range f.Needs {
		if _, ok := Traits[need.Value]; !ok {
			bad(need.At, "unknown trait %q", need.Value)
		}
	}
	edition, problem := parseEdition(f.Edition.Value, f.Changed.Value)
	if problem != "" {
		bad(f.Edition.At, "%s", problem)
	}
	principle, ok := parsePrinciple(f.Principle.Value)
	if !ok {
		bad(f.Principle.At, "principle %q is not TRACK-LEVEL-ITEM, such as authorization-3-1", f.Principle.Value)
	}
	r.features[f.ID.Value] = Feature{
		ID: f.ID.Value, Journey: f.Journey.Value, Title: f.Title.Value, Synonyms: f.Synonyms.Values(), Why: f.Why.Value,
		Supported: f.Supported.Value, Partial: f.Partial.Value, Row: row, Principle: principle,
		Guidance: f.Guidance.Values(), Needs: f.Needs.Values(),
		Edition: edition, Changed: f.Changed.Value,
	}
}

// parseEdition reads the edition of a criterion: 1 where none is named.
func parseEdition(edition, changed string) (number int, problem string) {
	if edition == "" && changed == "" {
		return 1, ""
	}
	number, err := strconv.Atoi(edition)
	switch {
	case err != nil || number < 2:
		return 1, fmt.Sprintf("edition %q is not a number from 2 on; the first edition is not named", edition)
	case strings.TrimSpace(changed) == "":
		return number, "changed is missing: say in one sentence what the edition changed"
	}
	return number, ""
}

func parsePrinciple(text string) (Principle, bool) {
	if text == "" {
		return Principle{}, true
	}
	m := principleForm.FindStringSubmatch(text)
	if m == nil {
		return Principle{}, false
	}
	return Principle{Track: m[1], Level: int(m[2][0] - '0'), Item: int(m[3][0] - '0')}, true
}
