// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sort"
	"time"
	"unicode/utf8"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// reader answers one probe from the files it wants.
type reader interface {
	// wantedEntries names the files to read, and the error when there are none.
	wantedEntries(*Tree) ([]Entry, error)
	// read is called once for each wanted file, in no promised order.
	read(Entry, *Content)
	// observation is called when all were read.
	observation() probes.Observation
}

// wish is a file that a reader waits for.
type wish struct {
	reader reader
	file   Entry
}

// plan gathers all wishes of a repository, so that each object is read once.
type plan struct {
	repo     Repo
	tree     *Tree
	now      time.Time
	excerpts bool
	readers  []reader
	wishes   map[string][]wish // by object
	order    []string          // objects, by the path first wished for
}

func newPlan(repo Repo, files *Tree, now time.Time, excerpts bool) *plan {
	return &plan{repo: repo, tree: files, now: now, excerpts: excerpts, wishes: make(map[string][]wish)}
}

func (p *plan) addProbe(probe probes.Probe) {
	at := p.repo.At()
	base := answer{probe: probe, repo: at, excerpts: p.excerpts, seen: Blank(probe, p.now)}
	base.seen.Commit, base.seen.CommittedAt = at.Commit, at.Date
	base.seen.URL = at.webTree("")
	r := newReader(base)
	p.readers = append(p.readers, r)
	files, err := r.wantedEntries(p.tree)
	if err != nil {
		return // the reader keeps it for its observation
	}
	for _, f := range files {
		if len(p.wishes[f.Object]) == 0 {
			p.order = append(p.order, f.Object)
		}
		p.wishes[f.Object] = append(p.wishes[f.Object], wish{r, f})
	}
}

func (p *plan) answerObjects(ctx context.Context) error {
	// The tree's order is close to the pack's, which lets git reuse what it unpacked.
	sort.SliceStable(p.order, func(i, j int) bool {
		return p.wishes[p.order[i]][0].file.Path < p.wishes[p.order[j]][0].file.Path
	})
	b := &Content{}
	return p.repo.Cat(ctx, p.order, func(i int, kind string, data []byte, err error) {
		b.Reset(kind, data, err)
		for _, w := range p.wishes[p.order[i]] {
			w.reader.read(w.file, b)
		}
	})
}

// Content is one object's bytes with what several readers share of it.
type Content struct {
	kind     string
	Err      error
	raw      []byte      // the file as it is
	size     int64       // of raw
	Text     probes.Text // as patterns see it
	packed   bool        // the text is an archive's, whose lines are not the file's
	Opaque   error       // why there is no text
	searched bool        // for NULs
	stripped *probes.Text
	document map[string]*reduced // by path: the extension decides how a page is read
	digest   []byte
	utf8     error
	checked  bool
}

type reduced struct {
	document *page.Document
	err      error
}

// Reset makes b hold what git gave for an object: its kind and bytes, or why it has none.
func (b *Content) Reset(kind string, data []byte, err error) {
	b.kind, b.Err, b.document, b.digest, b.checked, b.searched, b.stripped = kind, err, nil, nil, false, false, nil
	b.raw, b.size, b.packed, b.Opaque = data, int64(len(data)), false, nil
	if err == nil && kind == "blob" {
		data, b.packed, b.Opaque = searchableText(data)
	}
	b.Text.Reset(data)
}

// WithoutNULs is the text without its NULs, or nil when it has none.
func (b *Content) WithoutNULs() *probes.Text {
	if !b.searched {
		b.searched = true
		if plain := withoutNUL(b.Text.Raw); plain != nil {
			b.stripped = &probes.Text{}
			b.stripped.Reset(plain)
		}
	}
	return b.stripped
}

// digestSHA256 is the SHA-256 of the whole file.
func (b *Content) digestSHA256() []byte {
	if b.digest == nil {
		sum := sha256.Sum256(b.raw)
		b.digest = sum[:]
	}
	return b.digest
}

// ReducedPage reduces the file to text once, however many probes ask.
func (b *Content) ReducedPage(path string) (*page.Document, error) {
	if r, ok := b.document[path]; ok {
		return r.document, r.err
	}
	if b.Opaque != nil {
		return nil, b.Opaque
	}
	document, err := page.Reduce(path, b.Text.Raw)
	if b.document == nil {
		b.document = make(map[string]*reduced)
	}
	b.document[path] = &reduced{document, err}
	return document, err
}

// InvalidAt says where the bytes stop being UTF-8, if they do.
func (b *Content) InvalidAt() error {
	if b.Opaque != nil {
		return b.Opaque
	}
	if b.checked {
		return b.utf8
	}
	b.checked, b.utf8 = true, nil
	if !utf8.Valid(b.Text.Raw) {
		b.utf8 = fmt.Errorf("not valid UTF-8 at byte %d", firstInvalid(b.Text.Raw))
	}
	return b.utf8
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}
