// SPDX-License-Identifier: Apache-2.0

package page

// Zones of a page, as bits; see htmlReader.chooseBlocks.
const (
	inArticle = 1 << iota
	inMain
	inNav
)

// landmark is an open element that says what part of the page it holds.
type landmark struct {
	name  string
	class tagClass
	depth int // open elements of that name, from it on
}

// maxLandmarks bounds the landmarks within one another; deeper ones are none.
const maxLandmarks = 32

// landmarkRoles are the roles of ARIA that name what an element holds.
var landmarkRoles = map[string]tagClass{
	"main": tagMain, "article": tagArticle, "navigation": tagNav, "complementary": tagNav, "banner": tagNav,
	"contentinfo": tagNav, "search": tagNav, "menu": tagNav, "menubar": tagNav,
}

// enterLandmark opens a landmark.
func (r *htmlReader) enterLandmark(class tagClass) {
	r.sawMain = r.sawMain || class == tagMain
	r.sawArt = r.sawArt || class == tagArticle
	if len(r.landmarks) < maxLandmarks {
		r.landmarks = append(r.landmarks, landmark{name: string(r.name), class: class, depth: 1})
		r.open[class]++
	}
}

// countLandmarks follows the elements within a landmark that have its name. The
// end of one is the end of those within it too.
func (r *htmlReader) countLandmarks(name string, by int) {
	for i := len(r.landmarks) - 1; i >= 0; i-- {
		mark := &r.landmarks[i]
		if mark.name != name {
			continue
		}
		if mark.depth += by; mark.depth > 0 {
			return
		}
		r.endZoned()
		for _, shut := range r.landmarks[i:] {
			r.open[shut.class]--
		}
		r.landmarks = r.landmarks[:i]
		return
	}
}

// chooseBlocks drops what is outside of main, or of the articles where there is no
// main: menus and footers are the site's words, not the page's. A page whose
// main is empty until a script fills it is kept whole, but for its menus.
func (r *htmlReader) chooseBlocks() []Block {
	zone := uint8(0)
	switch {
	case r.opt.fragment:
		return r.blocks
	case r.sawMain:
		zone = inMain
	case r.sawArt:
		zone = inArticle
	}
	for _, zone := range []uint8{zone, 0} {
		if kept := r.inZone(zone); len(kept) > 0 {
			return kept
		}
	}
	return r.blocks
}

// inZone are the blocks of a zone; all that are in no menu for zone 0.
func (r *htmlReader) inZone(zone uint8) (kept []Block) {
	for i, b := range r.blocks {
		if r.zones[i]&zone != 0 || zone == 0 && r.zones[i] != inNav {
			kept = append(kept, b)
		}
	}
	return kept
}
