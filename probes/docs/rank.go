// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// Page is a page to look for passages in.
type Page struct {
	URL      string // or its path in a repository
	Document *Document
}

// Passage is a place that may hold evidence, for a person to read.
type Passage struct {
	URL     string
	Title   string
	Heading string
	Excerpt string
	Score   float64
}

// Rank orders the pages by how likely each holds evidence for the feature,
// with the likeliest passage of each. Pages of one title, such as the versions
// of a manual, are given once. Pages that share no word with it are left out.
func Rank(pages []Page, f catalog.Feature) []Passage { return NewIndex(pages).Rank(f) }

// Index is pages made ready for ranking many features.
type Index struct {
	pages    []Page
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
	blocks  []Block
	bag     bag
}

// bag is weighted counts of words.
type bag struct {
	words  map[string]float64
	length float64
}

// Words in these places weigh more.
const (
	headingWeight = 4
	titleWeight   = 4
	addressWeight = 3
)

// NewIndex splits pages into sections and counts their words.
func NewIndex(pages []Page) *Index {
	x := &Index{pages: pages, common: make(map[string]float64)}
	for i, p := range pages {
		x.add(i, p)
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

func (x *Index) add(i int, p Page) {
	whole := bag{words: make(map[string]float64)}
	whole.add(p.Document.Title, titleWeight)
	whole.add(addressWords(p.URL), addressWeight)
	open := section{page: i, heading: p.Document.Title, bag: bag{words: make(map[string]float64)}}
	for _, b := range p.Document.Blocks {
		weight := 1.0
		if b.Kind == Heading {
			x.keep(open)
			open = section{page: i, heading: b.Text, bag: bag{words: make(map[string]float64)}}
			weight = headingWeight
		}
		open.bag.add(b.Text, weight)
		open.blocks = append(open.blocks, b)
		whole.add(b.Text, weight/2)
	}
	x.keep(open)
	x.whole = append(x.whole, whole)
}

func (x *Index) keep(s section) {
	if len(s.blocks) > 0 {
		x.sections = append(x.sections, s)
	}
}

func (b *bag) add(text string, weight float64) {
	last := ""
	for _, w := range wordsOf(text) {
		b.words[w] += weight
		b.length++
		if last != "" {
			b.words[last+" "+w] += weight // pairs: "trusted publish"
		}
		last = w
	}
}

// Rank is the function Rank on pages that are indexed already.
func (x *Index) Rank(f catalog.Feature) []Passage {
	query := queryOf(f)
	best := make(map[int]int) // page: section
	scores := make([]float64, len(x.sections))
	for i, s := range x.sections {
		scores[i] = x.score(query, s.bag, x.length)
		if at, ok := best[s.page]; scores[i] > 0 && (!ok || scores[i] > scores[at]) {
			best[s.page] = i
		}
	}
	var found []Passage
	for page, at := range best {
		s := x.sections[at]
		found = append(found, Passage{
			URL: x.pages[page].URL, Title: x.pages[page].Document.Title, Heading: s.heading,
			Excerpt: excerpt(s.likeliest(query)), Score: scores[at] + x.score(query, x.whole[page], x.pageLen),
		})
	}
	slices.SortFunc(found, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.URL, b.URL))
	})
	return oncePerTitle(found)
}

func oncePerTitle(found []Passage) []Passage {
	seen := make(map[string]bool)
	return slices.DeleteFunc(found, func(p Passage) bool {
		again := p.Title != "" && seen[p.Title]
		seen[p.Title] = true
		return again
	})
}

// The usual constants of BM25.
const (
	saturation = 1.2
	lengthBias = 0.6
)

func (x *Index) score(query map[string]float64, b bag, mean float64) float64 {
	total := 0.0
	n := float64(len(x.sections))
	for w, weight := range query {
		count := b.words[w]
		if count == 0 {
			continue
		}
		rare := math.Log(1 + (n-x.common[w]+0.5)/(x.common[w]+0.5))
		total += weight * rare * count * (saturation + 1) / (count + saturation*(1-lengthBias+lengthBias*b.length/mean))
	}
	return total
}

// likeliest is the block that shares most with the query.
func (s section) likeliest(query map[string]float64) string {
	best, most := "", -1.0
	for _, b := range s.blocks {
		if b.Kind == Heading && len(s.blocks) > 1 {
			continue
		}
		score := 0.0
		for _, w := range wordsOf(b.Text) {
			score += query[w]
		}
		if score /= math.Sqrt(float64(len(b.Text) + 60)); score > most {
			best, most = b.Text, score
		}
	}
	return best
}
