// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption"
)

// The dumps are made, in the shapes that the registries document.

type member struct{ name, text string }

// archive packs files into a tar.
func archive(members ...member) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, m := range members {
		_ = w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.text)), Typeflag: tar.TypeReg, Format: tar.FormatUSTAR})
		_, _ = io.WriteString(w, m.text)
	}
	_ = w.Close()
	return out.Bytes()
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

const (
	cratesCSV    = "created_at,description,id,name,trustpub_only\n2020,\"a, \"\"b\"\"\nc\",7,serde,f\n2021,,9,made,t\n"
	versionsCSV  = "crate_id,num,yanked\n7,1.0.0,f\n7,1.0.1,t\n9,0.1.0,f\n"
	downloadsCSV = "crate_id,downloads\n7,10\n9,20\n"
	metadataJSON = `{"timestamp":"2026-11-27T02:00:00Z","crates_io_commit":"x"}`
)

func cargoDump(change func(*[]member)) []byte {
	files := []member{
		{"2026-11-27/metadata.json", metadataJSON}, {"2026-11-27/data/versions.csv", versionsCSV},
		{"2026-11-27/data/users.csv", "id\n1\n"}, {"2026-11-27/data/crates.csv", cratesCSV}, {"2026-11-27/data/crate_downloads.csv", downloadsCSV},
	}
	change(&files)
	return archive(files...)
}

func TestCargo(t *testing.T) {
	for _, dump := range [][]byte{cargoDump(func(*[]member) {}), zipped(cargoDump(func(*[]member) {})), cargoDump(func(f *[]member) { slices.Reverse(*f) })} {
		var all []Package
		origin, err := dumps["cargo"].show(bytes.NewReader(dump), func(p Package) error { all = append(all, p); return nil })
		if err != nil || len(all) != 2 || origin.Read != "db-dump 2026-11-27" || origin.Date.Day() != 27 {
			t.Fatalf("%v %v %v", all, origin, err)
		}
		if all[0].Name != "made" || all[0].Values[cargoTrustedOnly] != (adoption.Value{With: 1, Of: 1}) || all[1].Values[cargoYanked] != (adoption.Value{With: 1, Of: 2}) {
			t.Errorf("%+v", all)
		}
		read := func(see func(Package) error) (Origin, error) { return dumps["cargo"].show(bytes.NewReader(dump), see) }
		if names, _, err := rankedNames(read); err != nil || !slices.Equal(names, []string{"made", "serde"}) {
			t.Errorf("%v %v", names, err)
		}
	}
}

func TestBadCargo(t *testing.T) {
	replace := func(name, old, fresh string) func(*[]member) {
		return func(f *[]member) {
			for i := range *f {
				if strings.HasSuffix((*f)[i].name, name) {
					(*f)[i].text = strings.Replace((*f)[i].text, old, fresh, 1)
				}
			}
		}
	}
	for name, dump := range map[string][]byte{
		"a wall":         []byte("<html>wait</html>"),
		"nothing":        {},
		"half":           cargoDump(func(*[]member) {})[:2000],
		"half of a gzip": zipped(cargoDump(func(*[]member) {}))[:100],
		"no versions":    cargoDump(func(f *[]member) { *f = slices.Delete(*f, 1, 2) }),
		"no timestamp":   cargoDump(replace("metadata.json", "timestamp", "time")),
		"no column":      cargoDump(replace("crates.csv", "trustpub_only", "other")),
		"no truth":       cargoDump(replace("versions.csv", "1.0.1,t", "1.0.1,yes")),
		"no number":      cargoDump(replace("versions.csv", "9,0.1.0", "x,0.1.0")),
		"half a row":     cargoDump(replace("crates.csv", "made,t\n", "made\n")),
		"twice":          cargoDump(replace("crates.csv", "9,made", "7,made")),
		"of no crate":    cargoDump(replace("versions.csv", "9,0.1.0", "8,0.1.0")),
	} {
		if origin, err := dumps["cargo"].show(bytes.NewReader(dump), func(Package) error { return nil }); !errors.Is(err, errDump) {
			t.Errorf("%s: %v %v", name, origin, err)
		}
	}
	full := errors.New("full")
	if _, err := dumps["cargo"].show(bytes.NewReader(cargoDump(func(*[]member) {})), func(Package) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

const gemSQL = `--
-- PostgreSQL database dump
--
COPY public.gem_downloads (id, rubygem_id, version_id, count) FROM stdin;
1	5	0	70
2	5	11	60
3	6	0	90
\.

COPY public.linksets (id, home) FROM stdin;
1	\N
\.

COPY public.rubygems (id, name, created_at, updated_at, indexed) FROM stdin;
5	rails	2009-01-01	2026-01-01	t
6	made	2010-01-01	\N	t
7	gone	2010-01-01	\N	f
\.

COPY public.versions (id, authors, description, number, rubygem_id, indexed, "position", metadata, created_at) FROM stdin;
11	a	a\tb\nc	8.0	5	t	1		2025-01-01 00:00:00
12	a	\N	8.1	5	t	0	"x"=>"a, \\"b\\" => c", "rubygems_mfa_required"=>"true"	2026-11-20 00:00:00
13	a	\N	7.9	5	f	\N	"rubygems_mfa_required"=>"true"	2024-01-01 00:00:00
14	a	\N	1.0	6	t	0	"rubygems_mfa_required"=>"false", "y"=>NULL	2024-01-01 00:00:00
\.
`

func TestRubyGems(t *testing.T) {
	packed := archive(member{"public_postgresql/databases/PostgreSQL.sql.gz", string(zipped([]byte(gemSQL)))})
	for name, dump := range map[string][]byte{"text": []byte(gemSQL), "gzip": zipped([]byte(gemSQL)), "tar": packed} {
		var all []Package
		origin, err := dumps["gem"].show(bytes.NewReader(dump), func(p Package) error { all = append(all, p); return nil })
		if err != nil || len(all) != 2 || origin.Date.Format("2006-01-02") != "2026-11-20" {
			t.Fatalf("%s: %v %v %v", name, all, origin, err)
		}
		rails := all[1].Values
		if all[0].Name != "made" || all[0].Values[gemMFALatest] != (adoption.Value{Of: 1}) || rails[gemMFALatest] != (adoption.Value{With: 1, Of: 1}) ||
			rails[gemMFAReleases] != (adoption.Value{With: 1, Of: 2}) || rails[gemYanked] != (adoption.Value{With: 1, Of: 3}) {
			t.Errorf("%s: %+v", name, all)
		}
		read := func(see func(Package) error) (Origin, error) { return dumps["gem"].show(bytes.NewReader(dump), see) }
		if names, _, err := rankedNames(read); err != nil || !slices.Equal(names, []string{"made", "rails"}) {
			t.Errorf("%v %v", names, err)
		}
	}
}

func TestBadRubyGems(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":       "",
		"a wall":        "<html>",
		"breaks off":    gemSQL[:len(gemSQL)-40],
		"no table":      strings.Replace(gemSQL, "public.versions", "public.others", 1),
		"no column":     strings.Replace(gemSQL, "metadata", "about", 1),
		"a field less":  strings.Replace(gemSQL, "5\trails\t2009-01-01\t", "5\trails\t", 1),
		"no truth":      strings.Replace(gemSQL, "\t5\tt\t1", "\t5\tyes\t1", 1),
		"half a hstore": strings.Replace(gemSQL, `"rubygems_mfa_required"=>"false"`, `"rubygems_mfa_required"`, 1),
		"open quotes":   strings.Replace(gemSQL, `"y"=>NULL`, `"y"=>"`, 1),
		"no number":     strings.Replace(gemSQL, "6\tmade", "six\tmade", 1),
		"twice":         strings.Replace(gemSQL, "6\tmade", "5\tmade", 1),
	} {
		if _, err := dumps["gem"].show(strings.NewReader(text), func(Package) error { return nil }); !errors.Is(err, errDump) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// madeCargo writes a dump of made crates, with descriptions that make it large, and
// says what is true of it.
func madeCargo(w io.Writer, n, versions, described int, seed uint64) (trusted, yanked int64) {
	source := rand.New(rand.NewPCG(seed, 1))
	text := strings.Repeat("made ", described/5+1)[:described]
	var about, releases, counts strings.Builder
	about.WriteString("description,id,name,trustpub_only\n")
	releases.WriteString("crate_id,description,num,yanked\n")
	counts.WriteString("crate_id,downloads\n")
	letter := func(is bool) string {
		if is {
			return "t"
		}
		return "f"
	}
	for i := range n {
		only := source.Float64() < 0.3
		trusted += number(only)
		fmt.Fprintf(&about, "%s,%d,made-%06d,%s\n", text, i, i, letter(only))
		fmt.Fprintf(&counts, "%d,%d\n", i, source.IntN(1000))
		for v := range versions {
			gone := source.Float64() < 0.1
			yanked += number(gone)
			fmt.Fprintf(&releases, "%d,%s,%d.0.0,%s\n", i, text, v, letter(gone))
		}
	}
	_, _ = w.Write(archive(member{"d/metadata.json", metadataJSON}, member{"d/data/crates.csv", about.String()},
		member{"d/data/versions.csv", releases.String()}, member{"d/data/crate_downloads.csv", counts.String()}))
	return trusted, yanked
}

// Of a whole made dump each count is the truth exactly.
func TestMadeCargo(t *testing.T) {
	for seed := range uint64(3) {
		var dump bytes.Buffer
		trusted, yanked := madeCargo(&dump, 2000, 4, 20, seed)
		var gotTrusted, gotYanked, crates, releases int64
		_, err := dumps["cargo"].show(&dump, func(p Package) error {
			crates++
			gotTrusted += p.Values[cargoTrustedOnly].With
			gotYanked += p.Values[cargoYanked].With
			releases += p.Values[cargoYanked].Of
			return nil
		})
		if err != nil || crates != 2000 || releases != 8000 || gotTrusted != trusted || gotYanked != yanked {
			t.Errorf("%d crates, %d releases, %d of %d trusted, %d of %d yanked: %v", crates, releases, gotTrusted, trusted, gotYanked, yanked, err)
		}
	}
}

func FuzzDumps(f *testing.F) {
	f.Add([]byte(gemSQL))
	f.Add(cargoDump(func(*[]member) {}))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = dumps["gem"].show(bytes.NewReader(data), func(Package) error { return nil })
		_, _ = dumps["cargo"].show(bytes.NewReader(data), func(Package) error { return nil })
	})
}
