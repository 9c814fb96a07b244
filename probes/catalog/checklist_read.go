// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// The folders of checklists, one file each.
const (
	principlesDir = "principles"
	guidanceDir   = "guidance"
)

type checklistRecord struct {
	ID         record.String             `yaml:"id"`
	Title      record.String             `yaml:"title"`
	Repository record.String             `yaml:"repository"`
	Commit     record.String             `yaml:"commit"`
	Path       record.String             `yaml:"path"`
	Lines      record.String             `yaml:"lines"`
	Applies    scopeRecord               `yaml:"applies"`
	Because    record.String             `yaml:"because"`
	Refines    record.String             `yaml:"refines"`
	Items      []record.Item[itemRecord] `yaml:"items"`
}

type scopeRecord struct {
	Traits     record.Strings `yaml:"traits"`
	Origins    record.Strings `yaml:"origins"`
	Ecosystems record.Strings `yaml:"ecosystems"`
}

type itemRecord struct {
	ID          record.String  `yaml:"id"`
	Title       record.String  `yaml:"title"`
	Asks        record.String  `yaml:"asks"`
	Lines       record.String  `yaml:"lines"`
	Path        record.String  `yaml:"path"`
	Features    record.Strings `yaml:"features"`
	Combine     record.String  `yaml:"combine"`
	Enforcement record.String  `yaml:"enforcement"`
	Beyond      record.String  `yaml:"beyond"`
	Aim         bool           `yaml:"aim"`
	Grade       record.String  `yaml:"grade"`
}

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	linesForm  = regexp.MustCompile(`^[1-9]\d*(-[1-9]\d*)?(,[1-9]\d*(-[1-9]\d*)?)*$`)
	commitForm = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// readChecklists reads a folder of checklists in the order of ids. A catalog
// without the folder has none.
func (r *reading) readChecklists(folder string, ids []string) []Checklist {
	names, _ := fs.Glob(r.files, folder+"/*.yml")
	var all []Checklist
	for _, name := range names {
		var list checklistRecord
		if !r.decodeFile(name, &list) {
			continue
		}
		l := &checklistReading{reading: r, file: path.Join(r.at, name), folder: folder, record: list}
		if want := strings.TrimSuffix(path.Base(name), ".yml"); list.ID.Value != want || !slices.Contains(ids, want) {
			l.addProblem(list.ID.At, "id %q must be the file's name, and one of %s", list.ID.Value, strings.Join(ids, ", "))
			continue
		}
		all = append(all, l.checklist())
	}
	slices.SortStableFunc(all, func(a, b Checklist) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return all
}

// checklistReading reads one file.
type checklistReading struct {
	*reading
	file   string
	folder string
	record checklistRecord
	seen   map[string]bool
	level  int // of the last item of a track
	number int // of the last item within its level
}

func (l *checklistReading) addProblem(at record.Position, format string, args ...any) {
	l.problems.Add(l.file, at, format, args...)
}

func (l *checklistReading) checklist() Checklist {
	r := l.record
	l.seen = make(map[string]bool)
	c := Checklist{
		ID: r.ID.Value, Title: r.Title.Value, Because: r.Because.Value, Refines: r.Refines.Value, URL: l.url(r.Lines),
		Scope: Scope{Traits: r.Applies.Traits.Values(), Origins: r.Applies.Origins.Values(), Ecosystems: r.Applies.Ecosystems.Values()},
	}
	l.text(r.ID.At, "title", r.Title)
	if owner, name, ok := strings.Cut(r.Repository.Value, "/"); !ok || owner == "" || name == "" {
		l.addProblem(r.Repository.At, "repository %q is not OWNER/NAME", r.Repository.Value)
	}
	if !commitForm.MatchString(r.Commit.Value) {
		l.addProblem(r.Commit.At, "commit %q must be a whole commit id of 40 hexadecimal digits, since lines move", r.Commit.Value)
	}
	if !fs.ValidPath(r.Path.Value) {
		l.addProblem(r.Path.At, "path %q must name the document within the repository", r.Path.Value)
	}
	l.readScope(r)
	if _, ok := l.features[r.Refines.Value]; r.Refines.Value != "" && !ok {
		l.addProblem(r.Refines.At, "no feature %q: landscape catalog lists them", r.Refines.Value)
	}
	if len(r.Items) == 0 {
		l.addProblem(r.ID.At, "the checklist has no items")
	}
	for _, item := range r.Items {
		c.Items = append(c.Items, l.readItem(item))
	}
	return c
}

func (l *checklistReading) readScope(r checklistRecord) {
	for _, trait := range r.Applies.Traits {
		if _, ok := Traits[trait.Value]; !ok {
			l.addProblem(trait.At, "unknown trait %q", trait.Value)
		}
	}
	for _, origin := range r.Applies.Origins {
		if !slices.Contains(Origins, origin.Value) {
			l.addProblem(origin.At, "unknown origin %q: it is one of %s", origin.Value, strings.Join(Origins, ", "))
		}
	}
	limited := len(r.Applies.Traits)+len(r.Applies.Origins)+len(r.Applies.Ecosystems) > 0
	if limited != (r.Because.Value != "") {
		l.addProblem(r.ID.At, "applies and because go together: say in one sentence for whom it is")
	}
}

func (l *checklistReading) readItem(item record.Item[itemRecord]) Item {
	r := item.Value
	l.checkID(item.At, r.ID)
	l.text(item.At, "title", r.Title)
	l.text(item.At, "asks", r.Asks)
	if g := r.Grade; g.Value != "" && !slices.Contains(grades, g.Value) {
		l.addProblem(g.At, "unknown grade %q: it is %s", g.Value, strings.Join(grades, ", "))
	}
	if r.Lines.Value == "" {
		l.addProblem(item.At, "lines is missing: say where the document asks it, such as 12-14")
	}
	for _, id := range r.Features {
		if _, ok := l.features[id.Value]; !ok {
			l.addProblem(id.At, "no feature %q: landscape catalog lists them", id.Value)
		}
	}
	l.checkCombine(item.At, r)
	if e := r.Enforcement; e.Value != "" && !slices.Contains(leastEnforcements, vocabulary.Enforcement(e.Value)) {
		l.addProblem(e.At, "unknown enforcement %q: it is %s, or left out", e.Value, strings.Join(vocabulary.Texts(leastEnforcements), " or "))
	}
	return Item{
		ID: r.ID.Value, Level: l.level, Title: r.Title.Value, Asks: r.Asks.Value, URL: l.itemURL(r),
		Features: r.Features.Values(), Any: r.Combine.Value == "any", Enforcement: vocabulary.Enforcement(r.Enforcement.Value),
		Beyond: r.Beyond.Value, Aim: r.Aim, Grade: r.Grade.Value,
	}
}

// checkID checks the form: in a track the items count up within each level.
func (l *checklistReading) checkID(at record.Position, id record.String) {
	if l.seen[id.Value] {
		l.addProblem(at, "item %s is there twice", id.Value)
	}
	l.seen[id.Value] = true
	if l.folder == guidanceDir {
		if !nameForm.MatchString(id.Value) {
			l.addProblem(at, "id %q must be a name of small letters, digits and hyphens", id.Value)
		}
		return
	}
	p, ok := parsePrinciple(id.Value)
	if !ok || p.Track != l.record.ID.Value {
		l.addProblem(at, "id %q is not %s-LEVEL-ITEM, such as %s-1-1", id.Value, l.record.ID.Value, l.record.ID.Value)
		return
	}
	if p.Level != l.level {
		l.number = 0
	}
	if p.Level < l.level || p.Item != l.number+1 {
		l.addProblem(at, "item %s is out of order: items count up from 1 within each level", id.Value)
	}
	l.level, l.number = p.Level, p.Item
}

// checkCombine checks how the features answer the item together. A guidance takes
// over the verdict of one feature, so that it cannot have several.
func (l *checklistReading) checkCombine(at record.Position, r itemRecord) {
	several := len(r.Features) > 1
	switch {
	case l.folder == guidanceDir && several:
		l.addProblem(r.Features[1].At, "an item of a guidance has one feature at most: split it")
	case l.folder == guidanceDir && r.Enforcement.Value != "":
		l.addProblem(r.Enforcement.At, "enforcement goes only with principles: remove it")
	case l.folder == principlesDir && len(r.Features) == 0:
		l.addProblem(at, "the item has no feature: name those that answer it")
	case several && r.Combine.Value != "all" && r.Combine.Value != "any":
		l.addProblem(at, "combine is missing: say whether all of the features are needed, or any is enough")
	case !several && r.Combine.Value != "":
		l.addProblem(r.Combine.At, "combine goes only with several features: remove it")
	}
}

func (l *checklistReading) text(at record.Position, key string, s record.String) {
	if strings.TrimSpace(s.Value) == "" {
		l.addProblem(at, "%s is missing: write one sentence", key)
	}
}

func (l *checklistReading) url(lines record.String) string {
	if lines.Value != "" && !linesForm.MatchString(lines.Value) {
		l.addProblem(lines.At, "lines %q must be such as 12, 12-14 or 12,20-22", lines.Value)
	}
	return documentURL(l.record.Repository.Value, l.record.Commit.Value, l.record.Path.Value, lines.Value)
}

// itemURL points to the lines of the document, or of the page of it that the item names.
func (l *checklistReading) itemURL(r itemRecord) string {
	if r.Path.Value == "" {
		return l.url(r.Lines)
	}
	if !fs.ValidPath(r.Path.Value) {
		l.addProblem(r.Path.At, "path %q must name the page within the repository", r.Path.Value)
	}
	return documentURL(l.record.Repository.Value, l.record.Commit.Value, r.Path.Value, r.Lines.Value)
}

// checkLinks checks that features and checklists name each other, once everything
// else is right.
func (r *reading) checkLinks(c *Catalog) {
	if len(r.problems) > 0 {
		return
	}
	if len(c.Principles) > 0 {
		r.backLinks(c.Principles, "principle", func(f Feature) []string { return nonEmpty(f.Principle.String()) },
			func(_ Checklist, i Item) string { return i.ID }, true)
	}
	if len(c.Guidance) > 0 {
		r.backLinks(c.Guidance, "guidance", func(f Feature) []string { return f.Guidance },
			func(l Checklist, _ Item) string { return l.ID }, false)
	}
}

// backLinks compares what a feature says (key) with the items that name it.
// With one, a feature that several items name says any one of them.
func (r *reading) backLinks(lists []Checklist, key string, says func(Feature) []string, name func(Checklist, Item) string, one bool) {
	named := make(map[string][]string)
	for _, list := range lists {
		for _, item := range list.Items {
			for _, id := range item.Features {
				named[id] = append(named[id], name(list, item))
			}
		}
	}
	for id, f := range r.features {
		said := says(f)
		file, at := path.Join(r.at, "features", id+".yml"), record.Position{Line: 1, Column: 1}
		for _, s := range said {
			if !slices.Contains(named[id], s) {
				r.problems.Add(file, at, "%s: %s, but no item of it names %s: add it there or remove it here", key, s, id)
			}
		}
		for _, n := range slices.Compact(named[id]) {
			if !slices.Contains(said, n) && (!one || len(said) == 0) {
				r.problems.Add(file, at, "%s: %s is missing, whose checklist names %s: add it here or remove it there", key, n, id)
			}
		}
	}
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
