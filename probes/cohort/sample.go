// SPDX-License-Identifier: Apache-2.0

package cohort

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A sample is the packages of which a digest of seed and URL is least: uniform, each
// once, the same whatever their order, and drawn in one pass.

// drawn is a package of a sample with its digest.
type drawn struct {
	key  uint64
	purl string
	line int
}

func (d drawn) compare(other drawn) int {
	return cmp.Or(cmp.Compare(d.key, other.key), strings.Compare(d.purl, other.purl))
}

// drawing keeps the least of what it is shown, the greatest of them first.
type drawing struct {
	seed  [8]byte
	most  int
	kept  []drawn
	known map[string]bool
}

func newDrawing(most int, seed uint64) *drawing {
	d := &drawing{most: most, known: make(map[string]bool)}
	binary.BigEndian.PutUint64(d.seed[:], seed)
	return d
}

func (d *drawing) Len() int           { return len(d.kept) }
func (d *drawing) Less(i, j int) bool { return d.kept[i].compare(d.kept[j]) > 0 }
func (d *drawing) Swap(i, j int)      { d.kept[i], d.kept[j] = d.kept[j], d.kept[i] }
func (d *drawing) Push(x any)         { d.kept = append(d.kept, x.(drawn)) }
func (d *drawing) Pop() any {
	last := d.kept[len(d.kept)-1]
	d.kept = d.kept[:len(d.kept)-1]
	return last
}

// show takes a package into the sample, or leaves it out.
func (d *drawing) show(purl []byte, line int) {
	sum := sha256.Sum256(append(d.seed[:len(d.seed):len(d.seed)], purl...))
	key := binary.BigEndian.Uint64(sum[:])
	full := len(d.kept) == d.most
	if full && key > d.kept[0].key || d.known[string(purl)] {
		return
	}
	one := drawn{key, string(purl), line}
	if full {
		if one.compare(d.kept[0]) > 0 {
			return
		}
		delete(d.known, heap.Pop(d).(drawn).purl)
	}
	d.known[one.purl] = true
	heap.Push(d, one)
}

// sorted gives the sample by its digests.
func (d *drawing) sorted() []drawn {
	return slices.SortedFunc(slices.Values(d.kept), drawn.compare)
}

// Sample draws n packages. Rank is the place in the sample.
func Sample(packages []Package, n int, seed uint64) ([]Package, error) {
	if n > len(packages) {
		return nil, fmt.Errorf("the index holds %d packages, and not %d", len(packages), n)
	}
	d, at := newDrawing(n, seed), make(map[string]Package, len(packages))
	for _, p := range packages {
		at[p.PURL] = p
		d.show([]byte(p.PURL), 0)
	}
	var sample []Package
	for i, one := range d.sorted() {
		p := at[one.purl]
		p.Rank = i + 1
		sample = append(sample, p)
	}
	return sample, nil
}

// SampleNames draws n packages of an index of names, and counts the entries that do not
// name a package of the type. It is what SampleFile draws of a file of them.
func SampleNames(kind string, names []string, n int, seed uint64) (sample []Package, left int, err error) {
	d := newDrawing(n, seed)
	for _, name := range names {
		p, err := FromName(kind, name)
		if err != nil {
			left++
			continue
		}
		d.show([]byte(p.PURL), 0)
	}
	if d.Len() < n {
		return nil, left, fmt.Errorf("the index holds %d packages, and not %d", d.Len(), n)
	}
	for i, one := range d.sorted() {
		p, err := Parse(one.purl)
		if err != nil {
			return nil, left, err
		}
		p.Rank = i + 1
		sample = append(sample, p)
	}
	return sample, left, nil
}

// SampleFile draws n packages of a cohort file of any size, in one pass. Every line is
// held to be a rank and a URL of the type; those that are drawn are read as Read does.
func SampleFile(file string, in io.Reader, kind string, known []string, n int, seed uint64) ([]Package, error) {
	lines := bufio.NewScanner(in)
	d, count, line := newDrawing(n, seed), 0, 0
	begin := []byte("pkg:" + kind + "/")
	for lines.Scan() {
		line++
		text := bytes.TrimRight(lines.Bytes(), "\r")
		if line == 1 {
			if string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))) != strings.Join(header, ",") {
				return nil, fmt.Errorf("%s:1: the first line is not rank,purl", file)
			}
			continue
		}
		_, purl, ok := bytes.Cut(text, []byte(","))
		if purl = bytes.Trim(purl, `"`); !ok || !bytes.HasPrefix(purl, begin) || bytes.IndexByte(purl, ',') >= 0 {
			_, err := Read(file, append([]byte("rank,purl\n"), text...), kind, known)
			return nil, fmt.Errorf("%s:%d: not a rank and a package URL of %s: %s", file, line, kind, lastPart(err))
		}
		count++
		d.show(purl, line)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s:%d: a line longer than any package URL", file, line+1)
	} else if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, line+1, err)
	}
	if count < n || d.Len() < n {
		return nil, fmt.Errorf("%s: the index holds %d packages, and not %d", file, min(count, d.Len()), n)
	}
	var sample []Package
	for i, one := range d.sorted() {
		p, err := Parse(one.purl)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, one.line, err)
		}
		p.Rank = i + 1
		sample = append(sample, p)
	}
	return sample, nil
}

// lastPart is an error without the file and line in front of it.
func lastPart(err error) string {
	if err == nil {
		return "a blank or a comma too many"
	}
	parts := strings.SplitN(err.Error(), ": ", 2)
	return parts[len(parts)-1]
}
