// SPDX-License-Identifier: Apache-2.0

package site

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"

	"github.com/ossf/package-manager-landscape/dataset"
)

var (
	update = flag.Bool("update", false, "write testdata/reader.golden anew")
	renew  = flag.Bool("renew", false, "write testdata/release anew, from the built-in release")
	folder = flag.String("texts", "", "write what a reader sees of each page below this folder, to compare two checkouts with diff -r")
)

// frozenRelease is a copy of the tables of the built-in release of one day: what
// readers see of it changes with the program only, not with a new look at the
// registries.
func frozenRelease(t *testing.T) *table.Dataset {
	t.Helper()
	const dir = "testdata/release"
	if *renew {
		if err := dataset.Write(release(t), dir, ""); err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []string{"*.json", "*.cff", "SHA256SUMS", "survey_2022.*"} {
			names, _ := filepath.Glob(filepath.Join(dir, pattern))
			for _, name := range names {
				if err := os.Remove(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	d, err := dataset.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	d.Survey2022 = survey2022.Baseline()
	return d
}

// TestGoldenReader compares what a reader sees of every page, and the bytes of
// every file for machines, with testdata/reader.golden.
func TestGoldenReader(t *testing.T) {
	const golden = "testdata/reader.golden"
	dir := build(t, frozenRelease(t), Options{Commit: "0123abc"})
	now := readerDigests(t, dir)
	if *update {
		var list strings.Builder
		for _, name := range slices.Sorted(maps.Keys(now)) {
			fmt.Fprintf(&list, "%s  %s\n", now[name], name)
		}
		if err := os.WriteFile(golden, []byte(list.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before := make(map[string]string)
	for line := range strings.Lines(read(t, ".", golden)) {
		digest, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		before[name] = digest
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if now[name] == "" {
			t.Errorf("%s is gone", name)
		} else if now[name] != before[name] {
			t.Errorf("%s is not what it was: compare the folders that -texts DIR writes here and in a checkout before; if the change is meant, -update", name)
		}
	}
	for name := range now {
		if before[name] == "" {
			t.Errorf("%s is new: -update lists it", name)
		}
	}
}

// readerDigests gives a digest for each page, and for each folder and kind of
// other files. Left out are the looks, and the tables with what is summed up of
// them, which are the dataset's.
func readerDigests(t *testing.T, dir string) map[string]string {
	t.Helper()
	tables := tablesDigest(t, dir)
	all := make(map[string][]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "data/") && !strings.HasSuffix(name, ".html") {
			return err
		}
		text := strings.NewReplacer(tables, "TABLES", tables[:16], "TABLES").Replace(read(t, dir, name))
		key := name
		switch {
		case strings.HasSuffix(name, ".html"):
			if text, err = readerText(text); err != nil {
				return err
			}
			writeText(t, name, text)
		case strings.HasPrefix(name, "v/"):
			return nil
		default:
			key = strings.SplitN(name, "/", 2)[0] + " *" + path.Ext(name)
			writeText(t, name, text)
		}
		all[key] = append(all[key], fmt.Sprintf("%s %x", name, sha256.Sum256([]byte(text))))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	digests := make(map[string]string)
	for key, of := range all {
		slices.Sort(of)
		digests[key] = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(of, "\n"))))[:24]
	}
	return digests
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if *folder == "" {
		return
	}
	if err := writeFile(*folder, name, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// tablesDigest is the digest that pages name: it changes with the library that
// writes Parquet.
func tablesDigest(t *testing.T, dir string) string {
	t.Helper()
	all := sha256.New()
	files, err := filepath.Glob(filepath.Join(dir, "data", "*.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files { // by name, as the tables are
		all.Write([]byte(read(t, dir, "data/"+filepath.Base(name))))
	}
	return fmt.Sprintf("%x", all.Sum(nil))
}
