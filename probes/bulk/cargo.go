// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption"
)

// The metrics of the database dump of crates.io.
const (
	cargoTrustedOnly = "authentication.trusted-publishing-only.dump-crates"
	cargoYanked      = "policy.yanking.dump-releases"
)

// crate is what is kept of one crate while a dump is read.
type crate struct {
	tally
	trustedOnly bool
}

func (c *crate) values() map[string]adoption.Value {
	return map[string]adoption.Value{
		cargoTrustedOnly: {With: number(c.trustedOnly), Of: 1},
		cargoYanked:      {With: int64(c.yanked), Of: int64(c.releases)},
	}
}

// readCargo reads the database dump of crates.io, tar or tar.gz, and gives its crates. The
// files of a dump come in any order.
func readCargo(in io.Reader) ([]entry, Origin, error) {
	all, origin := make(byNumber[crate]), Origin{}
	found := make(map[string]bool)
	err := eachMember(in, func(name string, file io.Reader) error {
		folder, below, ok := strings.Cut(name, "/")
		if !ok {
			return nil
		}
		if below == "metadata.json" {
			origin = cargoOrigin(file, folder)
		}
		wanted, ok := cargoFiles[below]
		if !ok {
			return nil
		}
		found[below] = true
		return eachRow(file, wanted.columns, func(row []string) error {
			one, err := all.at("crate", row[0])
			if err != nil {
				return err
			}
			return wanted.add(one, row)
		})
	})
	if err != nil {
		return nil, origin, err
	}
	for name := range cargoFiles {
		if !found[name] {
			return nil, origin, fmt.Errorf("%w: no file %s", errDump, name)
		}
	}
	if origin.Date.IsZero() {
		return nil, origin, fmt.Errorf("%w: its metadata.json gives no timestamp", errDump)
	}
	list := make([]entry, 0, len(all))
	for id, one := range all {
		if one.name == "" {
			return nil, origin, fmt.Errorf("%w: crate %d has versions and no name", errDump, id)
		}
		list = append(list, one)
	}
	return list, origin, nil
}

// cargoOrigin reads when a dump was made.
func cargoOrigin(file io.Reader, folder string) Origin {
	var about struct {
		Timestamp time.Time `json:"timestamp"`
	}
	if json.NewDecoder(io.LimitReader(file, 1<<20)).Decode(&about) != nil {
		return Origin{}
	}
	return Origin{"db-dump " + folder, about.Timestamp.UTC()}
}

// cargoFile is a file of a dump: the columns that are read, a crate's number first, and
// what a row adds to its crate.
type cargoFile struct {
	columns []string
	add     func(one *crate, row []string) error
}

// cargoFiles are those that are read of a dump.
var cargoFiles = map[string]cargoFile{
	"data/crates.csv": {[]string{"id", "name", "trustpub_only"}, func(one *crate, row []string) (err error) {
		if one.name != "" {
			return fmt.Errorf("%w: crate %s is there twice", errDump, row[0])
		}
		one.name = strings.Clone(row[1])
		one.trustedOnly, err = truth(row[2])
		return err
	}},
	"data/versions.csv": {[]string{"crate_id", "yanked"}, func(one *crate, row []string) error {
		yanked, err := truth(row[1])
		one.releases++
		one.yanked += int32(number(yanked))
		return err
	}},
	"data/crate_downloads.csv": {[]string{"crate_id", "downloads"}, func(one *crate, row []string) (err error) {
		if one.downloads, err = strconv.ParseInt(row[1], 10, 64); err != nil {
			return fmt.Errorf("%w: %.40q is not a number of downloads", errDump, row[1])
		}
		return nil
	}},
}

// truth reads a truth value as PostgreSQL writes it.
func truth(text string) (bool, error) {
	switch text {
	case "t":
		return true, nil
	case "f":
		return false, nil
	}
	return false, fmt.Errorf("%w: %.40q is neither t nor f", errDump, text)
}
