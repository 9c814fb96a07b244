// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	_ "embed" // for the records
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

//go:embed published.yml
var publishedFile []byte

//go:embed errata.yml
var errataFile []byte

// figure is one figure of the group's summary and how to count it.
type figure struct {
	id, section, claim, published string
	rows                          []int
	classes, ticks, who           []string
	among                         amongRecord
}

// Measured is one published figure beside the count.
type Measured struct {
	Figure          string   `json:"figure"`
	Section         string   `json:"section"`
	Claim           string   `json:"claim"`
	Row             int      `json:"row"`
	Published       string   `json:"published"`
	Counted         string   `json:"counted"`
	Of              int      `json:"of"`
	PackageManagers []string `json:"package_managers"`
	Agrees          bool     `json:"agrees"`
}

// Erratum is a published figure that does not follow from the answers.
type Erratum struct {
	Figure    string `json:"figure"`
	Row       int    `json:"row"`
	Published string `json:"published"`
	Counted   string `json:"counted"`
	Why       string `json:"why"`
}

func (f figure) measureRow(rows answers, row int) Measured {
	population := namesOf(rows[row], func(Answer) bool { return true })
	if f.among.Row != 0 {
		population = namesOf(rows[f.among.Row], func(a Answer) bool { return slices.Contains(f.among.Classes.Values(), string(a.Class)) })
	}
	who := namesOf(rows[row], func(a Answer) bool {
		return slices.Contains(population, a.PackageManager) && (slices.Contains(f.classes, string(a.Class)) || ticksAny(a, f.ticks))
	})
	m := Measured{
		Figure: f.id, Section: f.section, Claim: f.claim, Row: row, Published: f.published,
		Counted: strconv.Itoa(len(who)), Of: len(population), PackageManagers: who,
	}
	if strings.HasSuffix(f.published, "%") {
		m.Counted = fmt.Sprintf("%.1f%%", percent(len(who), len(population)))
	}
	m.Agrees = f.agrees(m, who)
	return m
}

func ticksAny(a Answer, ticks []string) bool {
	return slices.ContainsFunc(ticks, func(id string) bool { return slices.Contains(a.Codes, id) })
}

// agrees compares the count with what was published, and the package managers
// with those that were named.
func (f figure) agrees(m Measured, who []string) bool {
	if len(f.who) > 0 && !slices.Equal(slices.Sorted(slices.Values(f.who)), slices.Sorted(slices.Values(who))) {
		return false
	}
	low, high, isRange := strings.Cut(f.published, "-")
	switch {
	case f.published == "named":
		return len(f.who) > 0
	case f.published == "all":
		return len(who) == m.Of
	case f.published == "none":
		return len(who) == 0
	case f.published == "most":
		return 2*len(who) > m.Of
	case isRange:
		return number(low) <= len(who) && len(who) <= number(high)
	}
	return f.published == m.Counted
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

type amongRecord struct {
	Row     int            `yaml:"row"`
	Classes record.Strings `yaml:"classes"`
}

type figureRecord struct {
	ID        record.String  `yaml:"id"`
	Section   record.String  `yaml:"section"`
	Claim     record.String  `yaml:"claim"`
	Published record.String  `yaml:"published"`
	Rows      []int          `yaml:"rows"`
	Classes   record.Strings `yaml:"classes"`
	Ticks     record.Strings `yaml:"ticks"`
	Among     amongRecord    `yaml:"among"`
	Who       record.Strings `yaml:"who"`
}

var loadFigures = sync.OnceValues(func() ([]figure, error) {
	table, err := Load()
	if err != nil {
		return nil, err
	}
	return readFigures("dataset/survey2022/published.yml", publishedFile, table)
})

func readFigures(file string, data []byte, table *Table) ([]figure, error) {
	var r struct {
		Figures []record.Item[figureRecord] `yaml:"figures"`
	}
	if err := record.Decode(file, data, &r); err != nil {
		return nil, err
	}
	var (
		figures  []figure
		problems record.Problems
		seen     = make(map[string]bool)
	)
	for _, item := range r.Figures {
		v := item.Value
		f := figure{
			id: v.ID.Value, section: v.Section.Value, claim: v.Claim.Value, published: v.Published.Value, rows: v.Rows,
			classes: v.Classes.Values(), ticks: v.Ticks.Values(), who: v.Who.Values(), among: v.Among,
		}
		if problem := f.findProblem(table); problem != "" || seen[f.id] {
			problems.Add(file, item.At, "figure %q is there twice or incomplete: %s", f.id, problem)
		}
		seen[f.id] = true
		figures = append(figures, f)
	}
	return figures, problems.Err()
}

func (f figure) findProblem(table *Table) string {
	if f.id == "" || f.claim == "" || f.published == "" || len(f.rows) == 0 || len(f.classes)+len(f.ticks) == 0 {
		return "it needs id, claim, published, rows, and classes or ticks"
	}
	for _, row := range f.rows {
		q, ok := table.Question(row)
		if !ok {
			return fmt.Sprintf("no row %d", row)
		}
		for _, id := range f.ticks {
			if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.ID == id }) {
				return fmt.Sprintf("row %d has no option %s", row, id)
			}
		}
	}
	known := vocabulary.Texts(append(slices.Clone(vocabulary.ClosedClasses), vocabulary.Text))
	for _, class := range slices.Concat(f.classes, f.among.Classes.Values()) {
		if !slices.Contains(known, class) {
			return fmt.Sprintf("class %q is not one of %s", class, strings.Join(known, ", "))
		}
	}
	for _, name := range f.who {
		if !slices.Contains(table.PackageManagers, name) {
			return fmt.Sprintf("no package manager %q", name)
		}
	}
	return ""
}

// LoadErrata reads the errata built into the program.
var LoadErrata = sync.OnceValues(func() ([]Erratum, error) {
	figures, err := loadFigures()
	if err != nil {
		return nil, err
	}
	return readErrata("dataset/survey2022/errata.yml", errataFile, figures)
})

func readErrata(file string, data []byte, figures []figure) ([]Erratum, error) {
	var r struct {
		Errata []record.Item[struct {
			Figure    record.String `yaml:"figure"`
			Row       int           `yaml:"row"`
			Published record.String `yaml:"published"`
			Counted   record.String `yaml:"counted"`
			Why       record.String `yaml:"why"`
		}] `yaml:"errata"`
	}
	if err := record.Decode(file, data, &r); err != nil {
		return nil, err
	}
	var (
		errata   []Erratum
		problems record.Problems
	)
	for _, item := range r.Errata {
		v := item.Value
		if !slices.ContainsFunc(figures, func(f figure) bool {
			return f.id == v.Figure.Value && f.published == v.Published.Value && slices.Contains(f.rows, v.Row)
		}) {
			problems.Add(file, item.At, "published.yml has no figure %s at row %d with %s", v.Figure.Value, v.Row, v.Published.Value)
		}
		errata = append(errata, Erratum{v.Figure.Value, v.Row, v.Published.Value, v.Counted.Value, v.Why.Value})
	}
	return errata, problems.Err()
}
