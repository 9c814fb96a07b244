// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/record"
)

// pageForm: words on a documentation page, or in an issue or pull request.
var pageForm = newForm(probes.Page, (*loader).pageItem)

type pageItemRecord struct {
	Page    record.String  `yaml:"page"`
	Section record.String  `yaml:"section"`
	Says    record.Strings `yaml:"says"`
	Unless  record.Strings `yaml:"unless"`
}

func (l *loader) pageItem(p *probes.Probe, r pageItemRecord, at record.Position) {
	page, ok := l.ecosystem.Page(r.Page.Value)
	if !ok {
		var ids []string
		for _, each := range l.ecosystem.Pages {
			ids = append(ids, each.ID)
		}
		l.addProblem(r.Page.At, "unknown page %q: add it to pages of ecosystem.yml, or %s", r.Page.Value, closestWord(r.Page.Value, ids))
	}
	p.Kind, p.PageID, p.URL = page.Kind, r.Page.Value, page.URL
	p.Selector, p.Repository, p.Paths, p.ClientRendered = page.Selector, page.Repository, page.Paths, page.Rendered
	p.Maintainers = l.ecosystem.Maintainers
	p.Section = strings.Join(strings.Fields(r.Section.Value), " ")
	p.Patterns, p.Unless = l.requiredPatterns(r.Says, at, "says"), l.optionalPatterns(r.Unless)
}
