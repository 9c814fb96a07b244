// SPDX-License-Identifier: Apache-2.0

package page

import "github.com/ossf/package-manager-landscape/site/model"

// successor is what took the place of an id, empty when nothing did.
type successor struct{ Path, Title string }

// retiredPages are pages at the addresses of ids that are no longer in use: an id is
// never deleted, its page names the one that took its place.
func (s *Set) retiredPages() []*Page {
	var pages []*Page
	for _, r := range s.Retired {
		if s.FeatureOf(r.ID) != nil || s.EcosystemOf(r.ID) != nil {
			continue
		}
		folder, key := "registries", "tombstone.registry"
		if r.Feature {
			folder, key = "features", "tombstone.feature"
		}
		p := s.newPage(folder+"/"+model.Slug(r.ID)+"/index.html", "tombstone.html", folder, s.Texts.Must("tombstone.title", r.ID), s.Texts.Must(key))
		p.NoIndex, p.Data = true, s.successorOf(r)
		pages = append(pages, p)
	}
	return pages
}

func (s *Set) successorOf(r model.Retired) successor {
	if f := s.FeatureOf(r.Successor); f != nil {
		return successor{f.Path, f.Title}
	}
	if e := s.EcosystemOf(r.Successor); e != nil {
		return successor{e.Path, e.Name}
	}
	return successor{}
}
