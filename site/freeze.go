// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/site/feed"
	"github.com/ossf/package-manager-landscape/site/model"
	"github.com/ossf/package-manager-landscape/site/page"
)

const sums = "SHA256SUMS"

// frozenFiles lists the files of this version, v/DATE, which is the one to cite.
func frozenFiles(m *model.Model, set *page.Set, dir string) []feed.File {
	var list []feed.File
	add := func(name string, fill func(*bytes.Buffer) error) {
		list = append(list, feed.File{Path: path.Join(m.VersionFolder, name), Make: fill})
	}
	for _, name := range []string{"site.css", "icon.svg"} {
		add(name, copied(func() ([]byte, error) { return page.ReadAsset("assets/" + name) }))
	}
	for _, p := range set.Frozen() {
		list = append(list, feed.File{Path: p.Path, Make: p.Render})
	}
	for _, t := range m.Tables {
		name := "data/" + t.Name + ".parquet"
		add(name, copied(func() ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) }))
	}
	return list
}

// freezeVersion writes the digests of the files of this version, and carries earlier
// ones along from the folder versions, "" for none.
func freezeVersion(m *model.Model, files []feed.File, dir, versions string) error {
	var list strings.Builder
	slices.SortFunc(files, func(a, b feed.File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(data), strings.TrimPrefix(f.Path, m.VersionFolder+"/"))
	}
	if err := writeFile(dir, path.Join(m.VersionFolder, sums), []byte(list.String())); err != nil {
		return err
	}
	if err := carryVersions(dir, m.VersionFolder, versions); err != nil {
		return err
	}
	return listVersions(dir)
}

// listVersions writes v/versions.txt, by which the next site finds what it must
// carry along.
func listVersions(dir string) error {
	entries, err := os.ReadDir(filepath.Join(dir, "v"))
	if err != nil {
		return err
	}
	var names strings.Builder
	for _, entry := range entries {
		if entry.IsDir() {
			names.WriteString(entry.Name() + "\n")
		}
	}
	return writeFile(dir, "v/versions.txt", []byte(names.String()))
}

// carryVersions copies earlier versions. One whose files are not what its SHA256SUMS
// says was edited, which is an error. This version stays as it was published
// before, if its tables are the same; with others it needs another name.
func carryVersions(dir, folder, versions string) error {
	if versions == "" {
		return nil
	}
	earlier, err := os.ReadDir(versions)
	if err != nil {
		return err
	}
	for _, entry := range earlier {
		if !entry.IsDir() {
			continue
		}
		from := filepath.Join(versions, entry.Name())
		if err := CheckVersion(from); err != nil {
			return err
		}
		to := filepath.Join(dir, "v", entry.Name())
		if "v/"+entry.Name() == folder {
			if err := sameTables(from, to); err != nil {
				return err
			}
			if err := os.RemoveAll(to); err != nil {
				return err
			}
		}
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			return err
		}
	}
	return nil
}

// nameVersion finds the name of this version among those published before. A
// day's tables that differ from those published under its name get a name of
// their own; a name that somebody gave is not changed.
func nameVersion(m *model.Model, data string, o Options) error {
	if o.Versions == "" || o.Version != "" {
		return nil
	}
	var own strings.Builder
	for _, t := range m.Tables {
		table, err := os.ReadFile(filepath.Join(data, t.Name+".parquet"))
		if err != nil {
			return err
		}
		fmt.Fprintf(&own, "%x  data/%s.parquet\n", sha256.Sum256(table), t.Name)
	}
	suffix := ""
	for n := 2; ; n++ {
		before, err := tableSums(filepath.Join(o.Versions, strings.TrimPrefix(m.VersionFolder, "v/")+suffix))
		if errors.Is(err, fs.ErrNotExist) || err == nil && before == own.String() {
			m.RenameVersion(suffix)
			return nil
		}
		if err != nil {
			return err
		}
		suffix = fmt.Sprintf(".%d", n)
	}
}

// sameTables compares the digests of the tables of a version, published before
// and made now. Its pages may differ, as other programs make other pages.
func sameTables(before, now string) error {
	x, err := tableSums(before)
	if err != nil {
		return err
	}
	y, err := tableSums(now)
	if err == nil && x != y {
		err = fmt.Errorf("%s: this version was published before with other tables: versions never change, so give another one with --version", before)
	}
	return err
}

func tableSums(dir string) (string, error) {
	list, err := os.ReadFile(filepath.Join(dir, sums))
	if err != nil {
		return "", err
	}
	var tables strings.Builder
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, "  data/") {
			tables.WriteString(line)
		}
	}
	return tables.String(), nil
}

// CheckVersion compares a frozen version with its SHA256SUMS.
func CheckVersion(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, sums))
	if err != nil {
		return fmt.Errorf("%s: a version without %s: %w", dir, sums, err)
	}
	listed := make(map[string]string)
	for line := range strings.Lines(string(list)) {
		digest, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		listed[name] = digest
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == sums {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if want := listed[name]; want != fmt.Sprintf("%x", sha256.Sum256(data)) {
			return fmt.Errorf("%s/%s: its content is not what %s says: versions never change", dir, name, sums)
		}
		delete(listed, name)
		return nil
	})
	if err == nil && len(listed) > 0 {
		err = errors.New(dir + ": files of " + sums + " are missing")
	}
	return err
}
