// SPDX-License-Identifier: Apache-2.0

package cohort

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
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

// drawing keeps the least of what it is shown, and never more than twice as many.
type drawing struct {
	seed  [8]byte
	most  int
	kept  []drawn
	limit uint64 // packages of a greater key are not among the least
}

func newDrawing(most int, seed uint64) *drawing {
	d := &drawing{most: most, limit: math.MaxUint64}
	binary.BigEndian.PutUint64(d.seed[:], seed)
	return d
}

// show takes a package into the sample, or leaves it out.
func (d *drawing) show(purl []byte, line int) {
	sum := sha256.Sum256(append(d.seed[:len(d.seed):len(d.seed)], purl...))
	key := binary.BigEndian.Uint64(sum[:])
	if key > d.limit {
		return
	}
	d.kept = append(d.kept, drawn{key, string(purl), line})
	if len(d.kept) == 2*d.most {
		d.sorted()
	}
}

// sorted gives the sample by its digests, and forgets the rest. Of a package that was
// shown twice the first counts.
func (d *drawing) sorted() []drawn {
	slices.SortStableFunc(d.kept, drawn.compare)
	d.kept = slices.CompactFunc(d.kept, func(a, b drawn) bool { return a.purl == b.purl })
	if len(d.kept) > d.most {
		d.kept = slices.Delete(d.kept, d.most, len(d.kept))
		d.limit = d.kept[d.most-1].key
	}
	return d.kept
}

// sample makes packages of what was drawn. Rank is the place in the sample; of a URL that
// cannot be read line says where it was.
func (d *drawing) sample() (sample []Package, line int, err error) {
	kept := d.sorted()
	if len(kept) < d.most {
		return nil, 0, fmt.Errorf("the index holds %d packages, and not %d", len(kept), d.most)
	}
	for i, one := range kept {
		p, err := Parse(one.purl)
		if err != nil {
			return nil, one.line, err
		}
		p.Rank = i + 1
		sample = append(sample, p)
	}
	return sample, 0, nil
}

// Sample draws n packages. Rank is the place in the sample.
func Sample(packages []Package, n int, seed uint64) ([]Package, error) {
	d := newDrawing(n, seed)
	for _, p := range packages {
		d.show([]byte(p.PURL), 0)
	}
	sample, _, err := d.sample()
	return sample, err
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
	sample, _, err = d.sample()
	return sample, left, err
}

// SampleFile draws n packages of a cohort file of any size, in one pass. Every line is
// held to be a rank and a URL of the type; those that are drawn are read as Read does.
func SampleFile(file string, in io.Reader, kind string, known []string, n int, seed uint64) ([]Package, error) {
	lines := bufio.NewScanner(in)
	d, line := newDrawing(n, seed), 0
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
		d.show(purl, line)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("%s:%d: a line longer than any package URL", file, line+1)
	} else if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, line+1, err)
	}
	sample, line, err := d.sample()
	switch {
	case err != nil && line > 0:
		return nil, fmt.Errorf("%s:%d: %w", file, line, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, err)
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
