// SPDX-License-Identifier: Apache-2.0

package page

// methodologyPages tell how verdicts come about, and how to contest one.
func (s *Set) methodologyPages() []*Page {
	p := s.newTitled("methodology/index.html", "methodology.html", "methodology", "methodology")
	p.Data = s.Method()
	corrections := s.newTitled("corrections/index.html", "corrections.html", "methodology", "corrections")
	corrections.Data = issueURL("Correction: REGISTRY, FEATURE", s.Texts.Must("corrections.body", s.Version, s.Digest16))
	return []*Page{p, corrections}
}
