// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset"
)

const sums = "SHA256SUMS"

// frozenPage is a page below v/DATE: every verdict with the addresses of its
// evidence. It needs nothing outside of its folder, so that it stays as it is.
type frozenPage struct {
	*page
	Only *ecosystem // nil on the first page
}

// freeze writes v/DATE, the version to cite, and carries earlier ones along.
func (m *model) freeze(dir string, t *template.Template) error {
	folder := "v/" + m.frozen()
	pages := make(map[string][]byte)
	css, err := files.ReadFile("assets/site.css")
	if err != nil {
		return err
	}
	pages["site.css"] = css
	for _, e := range append([]*ecosystem{nil}, m.Ecosystems...) {
		name, title := "index.html", m.words.Must("frozen.title", m.Version)
		if e != nil {
			name, title = e.Slug+".html", m.words.Must("frozen.of", e.Name, m.Version)
		}
		p := m.page(folder+"/"+name, "frozen.html", "", title, m.words.Must("frozen.description"))
		var out bytes.Buffer
		if err := t.ExecuteTemplate(&out, p.Template, frozenPage{p, e}); err != nil {
			return err
		}
		pages[name] = squeeze(out.Bytes())
	}
	for _, name := range dataset.TableNames() {
		if pages["data/"+name+".parquet"], err = os.ReadFile(filepath.Join(dir, "data", name+".parquet")); err != nil {
			return err
		}
	}
	var list strings.Builder
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(pages[name]), name)
	}
	pages[sums] = []byte(list.String())
	for name, data := range pages {
		if err := put(dir, path.Join(folder, name), data); err != nil {
			return err
		}
	}
	if err := m.carry(dir, folder); err != nil {
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
	return put(dir, "v/versions.txt", []byte(names.String()))
}

// carry copies earlier versions. One whose files are not what its SHA256SUMS
// says was edited, which is an error. This version stays as it was published
// before, if its tables are the same; with others it needs another name.
func (m *model) carry(dir, folder string) error {
	if m.Versions == "" {
		return nil
	}
	earlier, err := os.ReadDir(m.Versions)
	if err != nil {
		return err
	}
	for _, entry := range earlier {
		if !entry.IsDir() {
			continue
		}
		from := filepath.Join(m.Versions, entry.Name())
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
func (m *model) nameVersion(data string) error {
	if m.Versions == "" || m.named != "" {
		return nil
	}
	var own strings.Builder
	for _, name := range dataset.TableNames() {
		table, err := os.ReadFile(filepath.Join(data, name+".parquet"))
		if err != nil {
			return err
		}
		fmt.Fprintf(&own, "%x  data/%s.parquet\n", sha256.Sum256(table), name)
	}
	for n := 2; ; n++ {
		before, err := tableSums(filepath.Join(m.Versions, m.frozen()))
		if errors.Is(err, fs.ErrNotExist) || err == nil && before == own.String() {
			return nil
		}
		if err != nil {
			return err
		}
		m.again = fmt.Sprintf(".%d", n)
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
