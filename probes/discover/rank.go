// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/page"
	"github.com/ossf/package-manager-landscape/probes/website"
)

// Passage is a place that may hold evidence, for a person to read.
type Passage struct {
	URL     string // the page's
	Title   string
	Heading string
	Line    int      // in the page's file, from 1
	Excerpt string   // somebody else's words: for the reader, not to be kept
	Words   []string // of the heading and the excerpt that the feature asks for
	Score   float64  // comparable within one feature only
}

// Index is pages made ready for ranking many features.
type Index struct {
	pages    []website.Page
	whole    []bag // of each page
	sections []section
	common   map[string]float64 // in how many sections a word stands
	length   float64            // of a mean section
	pageLen  float64
}

// section is a heading and what stands under it.
type section struct {
	page    int
	heading string
	blocks  []page.Block
	bag     bag
}

// bag is weighted counts of words.
type bag struct {
	words  map[string]float64
	length float64
}

// Words in these places weigh more, and neighbours together more than alone.
const (
	headingWeight = 4
	titleWeight   = 4
	addressWeight = 3
	pairWeight    = 1.5
)

// A page counts by its best section, by what all of it says, and a little by
// its second best; and by how many other features it is known to hold evidence for.
const (
	secondWeight = 0.4
	knownWeight  = 0.15
)

// NewIndex splits pages into sections and counts their words.
func NewIndex(pages []website.Page) *Index {
	x := &Index{pages: pages, common: make(map[string]float64)}
	for i, p := range pages {
		x.addPage(i, p)
	}
	for _, s := range x.sections {
		x.length += s.bag.length / float64(len(x.sections))
		for w := range s.bag.words {
			x.common[w]++
		}
	}
	for _, b := range x.whole {
		x.pageLen += b.length / float64(len(x.whole))
	}
	return x
}

func (x *Index) addPage(i int, p website.Page) {
	whole := bag{words: make(map[string]float64)}
	whole.addText(p.Document.Title, titleWeight)
	whole.addText(addressWords(p.URL), addressWeight)
	open := section{page: i, heading: p.Document.Title, bag: bag{words: make(map[string]float64)}}
	for _, b := range p.Document.Blocks {
		weight := 1.0
		if b.Kind == page.Heading {
			x.keepSection(open)
			open = section{page: i, heading: b.Text, bag: bag{words: make(map[string]float64)}}
			weight = headingWeight
		}
		open.bag.addText(b.Text, weight)
		open.blocks = append(open.blocks, b)
		whole.addText(b.Text, weight/2)
	}
	x.keepSection(open)
	x.whole = append(x.whole, whole)
}

func (x *Index) keepSection(s section) {
	if len(s.blocks) > 0 {
		x.sections = append(x.sections, s)
	}
}

func (b *bag) addText(text string, weight float64) {
	eachWord(text, func(w string) {
		b.words[w] += weight
		if !strings.Contains(w, " ") {
			b.length++
		}
	})
}

// Rank gives the likeliest passage of each page that shares a word with the feature,
// the likeliest first.
func (x *Index) Rank(f catalog.Feature, hints Hints) []Passage {
	query := newQuery(f, hints)
	var found []Passage
	for page, best := range x.bestSections(query) {
		if best.first <= 0 {
			continue
		}
		p := x.pages[page]
		passage := x.likeliestPassage(p, x.sections[best.at], query)
		passage.Score = best.first + secondWeight*best.second + x.scoreBag(query, x.whole[page], x.pageLen)
		passage.Score *= 1 + knownWeight*math.Log1p(float64(hints.Known[p.URL]))
		found = append(found, passage)
	}
	slices.SortFunc(found, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.URL, b.URL))
	})
	return onceEach(found)
}

// query is what is looked for; its terms have one order, so that sums of their
// weights come out the same every time.
type query struct {
	weights map[string]float64
	terms   []string
}

func newQuery(f catalog.Feature, hints Hints) query {
	weights := queryOf(f)
	hints.weighQuery(weights)
	return query{weights, slices.Sorted(maps.Keys(weights))}
}

// ranked is a page's best section and the scores of its two best.
type ranked struct {
	at            int
	first, second float64
}

func (x *Index) bestSections(query query) []ranked {
	best := make([]ranked, len(x.pages))
	for i, s := range x.sections {
		b := &best[s.page]
		switch score := x.scoreBag(query, s.bag, x.length); {
		case score > b.first:
			*b = ranked{i, score, b.first}
		case score > b.second:
			b.second = score
		}
	}
	return best
}

func (x *Index) likeliestPassage(p website.Page, s section, query query) Passage {
	block := s.likeliestBlock(query.weights)
	return Passage{
		URL: p.URL, Title: p.Document.Title, Heading: s.heading, Line: block.Start,
		Excerpt: page.Excerpt(block.Text), Words: x.reasonWords(s.heading+"\n"+block.Text, query.weights),
	}
}

// onceEach leaves out what says the same again: other versions of a page, and
// the same text in another place.
func onceEach(found []Passage) []Passage {
	seen := make(map[string]bool)
	return slices.DeleteFunc(found, func(p Passage) bool {
		again := p.Title != "" && seen["title "+p.Title] || p.Excerpt != "" && seen[p.Excerpt]
		seen["title "+p.Title], seen[p.Excerpt] = true, true
		return again
	})
}

// The usual constants of BM25.
const (
	saturation = 1.2
	lengthBias = 0.6
)

func (x *Index) scoreBag(query query, b bag, mean float64) float64 {
	total := 0.0
	for _, w := range query.terms {
		count, weight := b.words[w], query.weights[w]
		if count == 0 {
			continue
		}
		if strings.Contains(w, " ") {
			weight *= pairWeight
		}
		total += weight * x.wordRarity(w) * count * (saturation + 1) / (count + saturation*(1-lengthBias+lengthBias*b.length/mean))
	}
	return total
}

// wordRarity weighs a word by how few sections have it.
func (x *Index) wordRarity(word string) float64 {
	return math.Log(1 + (float64(len(x.sections))-x.common[word]+0.5)/(x.common[word]+0.5))
}

// likeliestBlock is the block that shares most with the query.
func (s section) likeliestBlock(query map[string]float64) (best page.Block) {
	most := -1.0
	for _, b := range s.blocks {
		if b.Kind == page.Heading && len(s.blocks) > 1 {
			continue
		}
		score := 0.0
		for _, w := range wordsOf(b.Text) {
			score += query[w]
		}
		if score /= math.Sqrt(float64(len(b.Text) + 60)); score > most {
			best, most = b, score
		}
	}
	return best
}
