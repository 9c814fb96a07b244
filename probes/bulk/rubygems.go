// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/ossf/package-manager-landscape/probes/adoption"
)

// The metrics of the database dump of RubyGems.
const (
	gemMFAReleases = "authentication.mfa-enforced-critical.dump-releases"
	gemMFALatest   = "authentication.mfa-enforced-critical.dump-latest"
	gemYanked      = "policy.yanking.dump-releases"
)

// gem is what is kept of one gem while a dump is read.
type gem struct {
	tally
	mfa               int32 // releases that are not yanked
	position          int32 // of the newest that is not yanked
	newest, newestMFA bool
}

func (g *gem) values() map[string]adoption.Value {
	return map[string]adoption.Value{
		gemMFAReleases: {With: int64(g.mfa), Of: int64(g.releases - g.yanked)},
		gemMFALatest:   {With: number(g.newestMFA), Of: number(g.newest)},
		gemYanked:      {With: int64(g.yanked), Of: int64(g.releases)},
	}
}

// gemTables are the columns that are read.
var gemTables = map[string][]string{
	"rubygems":      {"id", "name"},
	"versions":      {"rubygem_id", "indexed", "position", "metadata", "created_at"},
	"gem_downloads": {"rubygem_id", "version_id", "count"},
}

// readGems reads the database dump of RubyGems, the tar file or the text in it, and
// gives the gems that have a release.
func readGems(in io.Reader) ([]entry, Origin, error) {
	all, newest := make(byNumber[gem]), ""
	err := eachSQL(in, func(text io.Reader) error {
		return eachCopied(text, gemTables, func(table string, row [][]byte) error {
			one, err := all.at("gem", string(row[0]))
			if err != nil {
				return err
			}
			switch table {
			case "rubygems":
				if one.name != "" || len(row[1]) == 0 {
					return fmt.Errorf("%w: gem %s is there twice, or has no name", errDump, row[0])
				}
				one.name = string(row[1])
				return nil
			case "versions":
				if len(row[4]) >= 10 && string(row[4][:10]) > newest {
					newest = string(row[4][:10])
				}
				return one.addRelease(row)
			}
			if string(row[1]) == "0" { // of all versions
				one.downloads, err = strconv.ParseInt(string(row[2]), 10, 64)
			}
			return err
		})
	})
	if err != nil {
		return nil, Origin{}, err
	}
	date, err := time.Parse(time.DateOnly, newest)
	if err != nil {
		return nil, Origin{}, fmt.Errorf("%w: no release has a date", errDump)
	}
	var list []entry
	for _, one := range all {
		if one.name != "" && one.releases > 0 {
			list = append(list, one)
		}
	}
	return list, Origin{"public_postgresql", date}, nil
}

// addRelease counts a release. A lower position is newer.
func (g *gem) addRelease(row [][]byte) error {
	indexed, err := truth(string(row[1]))
	if err != nil {
		return err
	}
	g.releases++
	if !indexed {
		g.yanked++
		return nil
	}
	asks, given, err := hstore(row[3], "rubygems_mfa_required")
	if err != nil {
		return err
	}
	mfa := given && !slices.Contains(rubyFalse, asks)
	g.mfa += int32(number(mfa))
	if row[2] == nil {
		return nil // not placed among the others yet
	}
	position, err := strconv.ParseInt(string(row[2]), 10, 32)
	if err != nil {
		return fmt.Errorf("%w: %.40q is not the position of a release", errDump, row[2])
	}
	if !g.newest || int32(position) < g.position {
		g.newest, g.position, g.newestMFA = true, int32(position), mfa
	}
	return nil
}

// rubyFalse are the texts that RubyGems takes for no.
var rubyFalse = []string{"", "0", "f", "F", "false", "FALSE", "off", "OFF"}

// eachSQL finds the text of a dump: within a tar file, packed by gzip, or as it is.
func eachSQL(in io.Reader, read func(io.Reader) error) error {
	buffered := bufio.NewReaderSize(in, 1<<20)
	begin, _ := buffered.Peek(262)
	switch {
	case len(begin) >= 2 && begin[0] == 0x1f && begin[1] == 0x8b:
		return unzipped(buffered, read)
	case len(begin) < 262 || !bytes.HasPrefix(begin[257:], []byte("ustar")):
		return read(buffered)
	}
	found := false
	err := eachMember(buffered, func(name string, file io.Reader) error {
		if !strings.HasSuffix(name, "PostgreSQL.sql.gz") {
			return nil
		}
		found = true
		return unzipped(file, read)
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: no PostgreSQL.sql.gz in it", errDump)
	}
	return err
}

func unzipped(in io.Reader, read func(io.Reader) error) error {
	text, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("%w: %w", errDump, err)
	}
	defer func() { _ = text.Close() }()
	return read(text)
}
