// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

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

// dump reads the dump of one registry, and gives its packages in any order.
type dump func(in io.Reader) ([]entry, Origin, error)

// show gives the packages in the order of their names.
func (d dump) show(in io.Reader, see func(Package) error) (Origin, error) {
	all, origin, err := d(in)
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(a.common().name, b.common().name) })
	for i := 0; err == nil && i < len(all); i++ {
		one := all[i].common()
		err = see(Package{one.name, all[i].values(), one.downloads})
	}
	return origin, err
}

// rankedNames lists the packages that read shows, the most downloaded first; of as many
// downloads they stay in their order.
func rankedNames(read func(see func(Package) error) (Origin, error)) ([]string, Origin, error) {
	var all []tally
	origin, err := read(func(p Package) error {
		all = append(all, tally{name: p.Name, downloads: p.downloads})
		return nil
	})
	slices.SortStableFunc(all, func(a, b tally) int { return cmp.Compare(b.downloads, a.downloads) })
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = one.name
	}
	return names, origin, err
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
