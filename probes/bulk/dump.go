// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/ossf/package-manager-landscape/probes/adoption"
)

// tally is what is kept of a package of any dump while it is read.
type tally struct {
	name             string
	downloads        int64
	releases, yanked int32
}

func (t *tally) common() *tally { return t }

// entry is a package of a dump.
type entry interface {
	common() *tally
	values() map[string]adoption.Value // by metric
}

// dump reads the dump of one registry: show gives its packages in the order of their
// names, names the most downloaded first.
type dump struct {
	show  func(in io.Reader, see func(Package) error) (Origin, error)
	names func(in io.Reader) ([]string, Origin, error)
}

// dumpOf makes a dump of what reads its packages, in the order of their names.
func dumpOf[E entry](read func(io.Reader) ([]E, Origin, error)) dump {
	show := func(in io.Reader, see func(Package) error) (Origin, error) {
		all, origin, err := read(in)
		for i := 0; err == nil && i < len(all); i++ {
			err = see(Package{all[i].common().name, all[i].values()})
		}
		return origin, err
	}
	names := func(in io.Reader) ([]string, Origin, error) {
		all, origin, err := read(in)
		slices.SortStableFunc(all, func(a, b E) int { return cmp.Compare(b.common().downloads, a.common().downloads) })
		list := make([]string, len(all))
		for i, one := range all {
			list[i] = one.common().name
		}
		return list, origin, err
	}
	return dump{show, names}
}

// byNumber keeps packages by their number in a dump.
type byNumber[T any] map[int64]*T

// at is the package of that number, made when it comes for the first time.
func (all byNumber[T]) at(what, id string) (*T, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w: %.40q is not the number of a %s", errDump, id, what)
	}
	if all[n] == nil {
		all[n] = new(T)
	}
	return all[n], nil
}
