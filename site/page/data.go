// SPDX-License-Identifier: Apache-2.0

package page

import (
	"slices"

	"github.com/ossf/package-manager-landscape/site/model"
)

// Formats are those of the downloads, beside Parquet.
var Formats = []string{"csv", "json"}

type dataData struct {
	Tables []tableInfo
	BibTeX string
	Text   string

	Questions []question // of the explorer
}

// question is one that papers ask; assets/questions.js answers it.
type question struct{ Name, Text string }

// questions are named as in .github/queries, each with the table that not every
// dataset has, "" for none.
var questions = []struct{ name, table string }{
	{"mfa-before-2023", ""}, {"trusted-publishing-delay", ""}, {"planned-in-2022", ""}, {"kinds-of-evidence", ""}, {"nobody-has", ""}, {"answers-and-history", "calibration"},
}

type tableInfo struct {
	model.Table
	Formats            []string
	PagePath, PageName string // where it is shown
}

// tablePage is a page that shows a table, with the key of its title.
type tablePage struct{ path, key string }

// shownAt says which page shows a table.
var shownAt = map[string]tablePage{
	"adoption":         {adoptionPath, "adoption"},
	"agreement":        {"coverage/index.html#agreement", "agreement"},
	"calibration":      {calibrationPath, "calibration"},
	"changes":          {"changes/index.html", "changes"},
	"conformance":      {"guidance/index.html", "guidance"},
	"coverage":         {"coverage/index.html", "coverage"},
	"ecosystems":       {"registries/index.html", "registries"},
	"features":         {"features/index.html", "features"},
	"maturity":         {"maturity/index.html", "maturity"},
	"maturity_items":   {"maturity/index.html", "maturity"},
	"observations":     {"features/index.html", "features"},
	"responses":        {"coverage/index.html#agreement", "agreement"},
	"survey_2022":      {"survey-2022/index.html", "answers"},
	"timeline":         {timePath, "time"},
	"timeline_monthly": {curvePath(nil), "curve"},
	"verdicts":         {"compare/index.html", "compare.now"},
}

// elsewhere stands for the page of a table without rows.
var elsewhere = tablePage{"features/index.html", "features"}

// dataPages are the downloads, the explorer and the badges.
func (s *Set) dataPages() []*Page {
	p := s.newTitled("data/index.html", "data.html", "data", "data")
	d := dataData{Text: citationText(s.Model), BibTeX: bibTeX(s.Model)}
	for _, t := range s.Tables {
		info := tableInfo{Table: t, Formats: Formats}
		at := shownAt[t.Name]
		if !s.hasPage(at.path) { // it would have no rows to show
			at = elsewhere
		}
		if at.path != "" {
			info.PagePath, info.PageName = at.path, s.Texts.Must(at.key+".title")
		}
		d.Tables = append(d.Tables, info)
	}
	for _, q := range questions {
		if q.table == "" || slices.ContainsFunc(s.Tables, func(t model.Table) bool { return t.Name == q.table }) {
			d.Questions = append(d.Questions, question{q.name, s.Texts.Must("question." + q.name)})
		}
	}
	p.Data, p.LD = d, datasetLD(s.Model)
	explorer := s.newTitled("explorer/index.html", "explorer.html", "data", "explorer")
	explorer.Data, explorer.Script = d, "explorer.js"
	badges := s.newTitled("badges/index.html", "badges.html", "data", "badges")
	return []*Page{p, explorer, badges}
}
