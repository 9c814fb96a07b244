// SPDX-License-Identifier: Apache-2.0

package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

type parts = map[string]func(string) error

func writes(text string) func(string) error {
	return func(dir string) error {
		return errors.Join(os.Mkdir(filepath.Join(dir, "sub"), 0o755),
			os.WriteFile(filepath.Join(dir, "file"), []byte(text), 0o600), os.WriteFile(filepath.Join(dir, "sub", "file"), []byte("other "+text), 0o600))
	}
}

func reads(t *testing.T, dir, want string) {
	t.Helper()
	if data, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || string(data) != want {
		t.Errorf("%s holds %q (%v), want %q", dir, data, err, want)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, place, content string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(place), 0o755), os.WriteFile(place, []byte(content), 0o600))
}

// listing is every path below a folder with its kind and content.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	must(t, filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s ", place, entry.Type())
		switch {
		case entry.Type().IsRegular():
			data, _ := os.ReadFile(place)
			b.Write(data)
		case entry.Type()&fs.ModeSymlink != 0:
			to, _ := os.Readlink(place)
			b.WriteString(to)
		}
		b.WriteByte('\n')
		return nil
	}))
	return b.String()
}

// bothSteps runs a test where the system exchanges in one step, and where it cannot.
func bothSteps(t *testing.T, test func(t *testing.T)) {
	t.Run("one step", test)
	t.Run("two steps", func(t *testing.T) {
		was := oneStep
		oneStep = func(string, string) error { return errors.ErrUnsupported }
		defer func() { oneStep = was }()
		test(t)
	})
}

func TestFolders(t *testing.T) {
	bothSteps(t, func(t *testing.T) {
		out := Place{Flag: "--out", Dir: filepath.Join(t.TempDir(), "a", "out")}
		for _, text := range []string{"one", "two", "two"} {
			must(t, out.Folders(parts{"dataset": writes(text), "site": writes(text)}))
			reads(t, filepath.Join(out.Dir, "dataset"), text)
			reads(t, filepath.Join(out.Dir, "site"), text)
		}
		broken := errors.New("full")
		err := out.Folders(parts{"dataset": writes("three"), "site": func(string) error { return broken }})
		if !errors.Is(err, broken) {
			t.Errorf("ended with %v", err)
		}
		reads(t, filepath.Join(out.Dir, "dataset"), "two")
		if left, _ := os.ReadDir(out.Dir); len(left) != 2 {
			t.Errorf("left behind: %v", left)
		}
		must(t, os.Mkdir(filepath.Join(out.Dir, "empty"), 0o755), out.Folders(parts{"empty": writes("four")}))
		reads(t, filepath.Join(out.Dir, "empty"), "four")
	})
}

// sums makes a folder known by its sums, as a dataset or release is.
func sums(name string) func(string) error {
	return func(dir string) error {
		about := fmt.Sprintf(`{"name":%q}`, name)
		list := fmt.Sprintf("%x  data/table\n%x  datapackage.json\n", sha256.Sum256([]byte("rows")), sha256.Sum256([]byte(about)))
		return errors.Join(os.Mkdir(filepath.Join(dir, "data"), 0o755), os.WriteFile(filepath.Join(dir, "data", "table"), []byte("rows"), 0o600),
			os.WriteFile(filepath.Join(dir, packageName), []byte(about), 0o600), os.WriteFile(filepath.Join(dir, sumsName), []byte(list), 0o600))
	}
}

// What a person has added, changed or linked keeps a folder as it is.
func TestFoldersKeep(t *testing.T) {
	tests := map[string]struct {
		first func(string) error
		then  func(t *testing.T, place string)
		want  string
	}{
		"added file":    {writes("one"), func(t *testing.T, place string) { text(t, filepath.Join(place, "CNAME"), "mine") }, "CNAME was not written by landscape"},
		"hidden file":   {writes("one"), func(t *testing.T, place string) { text(t, filepath.Join(place, ".git", "HEAD"), "mine") }, ".git/HEAD was not written"},
		"changed file":  {writes("one"), func(t *testing.T, place string) { text(t, filepath.Join(place, "sub", "file"), "mine") }, "sub/file was changed after"},
		"empty folder":  {writes("one"), func(t *testing.T, place string) { must(t, os.MkdirAll(filepath.Join(place, "sub", "mine"), 0o755)) }, "sub/mine was not made"},
		"link within":   {writes("one"), func(t *testing.T, place string) { must(t, os.Symlink("file", filepath.Join(place, "link"))) }, "link is a symbolic link"},
		"file to link":  {writes("one"), fileToLink, "file is a symbolic link"},
		"no mark":       {writes("one"), func(t *testing.T, place string) { must(t, os.Remove(filepath.Join(place, markName))) }, "file was not written"},
		"changed mark":  {writes("one"), func(t *testing.T, place string) { text(t, filepath.Join(place, markName), "mine") }, markName + " was not written"},
		"torn mark":     {writes("one"), func(t *testing.T, place string) { text(t, filepath.Join(place, markName), markTitle+"x\n") }, markName + " was changed"},
		"sums, added":   {sums(project), func(t *testing.T, place string) { text(t, filepath.Join(place, "data", "analysis.sql"), "mine") }, "analysis.sql was not written"},
		"sums, changed": {sums(project), func(t *testing.T, place string) { text(t, filepath.Join(place, "data", "table"), "mine") }, "table was changed"},
		"own sums":      {sums("my-disk-images"), func(t *testing.T, place string) { must(t, os.Remove(filepath.Join(place, markName))) }, "was not written"},
		"a link":        {writes("one"), placeToLink, "is a symbolic link"},
		"a file":        {writes("one"), func(t *testing.T, place string) { must(t, os.RemoveAll(place)); text(t, place, "mine") }, "is a file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out := Place{Flag: "--out x", Dir: t.TempDir()}
			place := filepath.Join(out.Dir, "site")
			must(t, out.Folders(parts{"site": tt.first}))
			tt.then(t, place)
			before := listing(t, out.Dir)
			err := out.Folders(parts{"site": writes("two")})
			var foreign *Foreign
			if !errors.As(err, &foreign) || !strings.Contains(filepath.ToSlash(err.Error()), tt.want) || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "--out x: ") {
				t.Errorf("ended with %v", err)
			}
			if after := listing(t, out.Dir); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

func fileToLink(t *testing.T, place string) {
	file := filepath.Join(place, "file")
	must(t, os.Rename(file, filepath.Join(filepath.Dir(place), "elsewhere")), os.Symlink("../elsewhere", file))
}

func placeToLink(t *testing.T, place string) {
	must(t, os.Rename(place, place+"-real"), os.Symlink(filepath.Base(place)+"-real", place))
}

// A folder with sums of its own needs no mark.
func TestSumsAreAMark(t *testing.T) {
	out := Place{Flag: "--out", Dir: t.TempDir()}
	for range 2 {
		must(t, out.Folders(parts{"release": sums(project)}))
	}
	if _, err := os.Lstat(filepath.Join(out.Dir, "release", markName)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it has a mark as well")
	}
}

// A --out that is a link is not followed; a folder above what is named may be one.
func TestLinkedParents(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	must(t, os.Mkdir(filepath.Join(dir, "real"), 0o755), os.Symlink("real", link))
	out := Place{Flag: "--out", Dir: link}
	if err := out.Folders(parts{"site": writes("one")}); err == nil {
		t.Error("a link was followed")
	}
	if err := out.File("a.json", []byte("{}")); err == nil {
		t.Error("a link was followed by a file")
	}
	place, name := Beside("--out", filepath.Join(link, "site"))
	must(t, place.Folders(parts{name: writes("one")}))
	reads(t, filepath.Join(dir, "real", "site"), "one")
}

// Neither what is read nor the working folder is replaced, nor a folder above.
func TestGuard(t *testing.T) {
	out := Place{Flag: "--out", Dir: t.TempDir()}
	must(t, out.Folders(parts{"site": writes("one")}))
	site := filepath.Join(out.Dir, "site")
	must(t, os.Symlink(filepath.Join(site, "sub"), filepath.Join(out.Dir, "way")))
	for _, read := range []string{site, filepath.Join(site, "sub"), filepath.Join(site, "file"), filepath.Join(out.Dir, "way")} {
		reading := out
		reading.Read = []string{"", "nowhere", read}
		if err := reading.Folders(parts{"site": writes("two")}); err == nil || !strings.Contains(err.Error(), "holds what is read") {
			t.Errorf("%s: %v", read, err)
		}
	}
	t.Chdir(filepath.Join(site, "sub"))
	for _, path := range []string{site, "..", filepath.Join("..", "..", "site"), filepath.Join(site, "sub")} {
		place, name := Beside("--out", path)
		if err := place.Check(name); err == nil || !strings.Contains(err.Error(), "working folder") {
			t.Errorf("--out %s: %v", path, err)
		}
	}
	place, name := Beside("--out", "/")
	if err := place.Check(name); err == nil {
		t.Error("the root may be replaced")
	}
	reads(t, site, "one")
}

// What comes into a folder between the check and the swap survives in its place.
func TestRace(t *testing.T) {
	bothSteps(t, func(t *testing.T) {
		for name, meanwhile := range map[string]func(place string) error{
			"new file":     func(place string) error { return os.WriteFile(filepath.Join(place, "mine"), []byte("mine"), 0o600) },
			"changed file": func(place string) error { return os.WriteFile(filepath.Join(place, "file"), []byte("mine"), 0o600) },
			"link": func(place string) error {
				return errors.Join(os.Rename(place, place+"-real"), os.Symlink(place+"-real", place))
			},
		} {
			t.Run(name, func(t *testing.T) {
				out := Place{Flag: "--out", Dir: t.TempDir()}
				place := filepath.Join(out.Dir, "site")
				must(t, out.Folders(parts{"site": writes("one")}))
				var before string
				err := out.Folders(parts{"site": func(dir string) error {
					must(t, meanwhile(place), writes("two")(dir))
					before = listing(t, place)
					return nil
				}})
				if err == nil || strings.Contains(err.Error(), workPrefix) {
					t.Errorf("ended with %v", err)
				}
				if after := listing(t, place); after != before {
					t.Errorf("before:\n%s\nafter:\n%s", before, after)
				}
			})
		}
	})
	out := Place{Flag: "--out", Dir: t.TempDir()}
	err := out.Folders(parts{"site": func(string) error { return os.WriteFile(filepath.Join(out.Dir, "site"), []byte("mine"), 0o600) }})
	if data, _ := os.ReadFile(filepath.Join(out.Dir, "site")); err == nil || string(data) != "mine" {
		t.Errorf("a file that came meanwhile: %v, %q", err, data)
	}
}

// One step leaves no moment without a folder.
func TestSwapLeavesNoGap(t *testing.T) {
	out := t.TempDir()
	fresh, place := filepath.Join(out, "fresh"), filepath.Join(out, "place")
	for _, dir := range []string{fresh, place} {
		must(t, os.Mkdir(dir, 0o700), writes(filepath.Base(dir))(dir))
	}
	if err := exchangePlaces(fresh, place); err != nil {
		if errors.Is(err, errors.ErrUnsupported) {
			return // two steps are tested everywhere
		}
		t.Fatalf("%v: the file system of %s cannot do it: set TMPDIR to one that can", err, out)
	}
	reads(t, place, "fresh")
	reads(t, fresh, "place")
}

// What a killed process had set aside comes back, and its rest goes; what is not
// the program's own stays.
func TestPutBack(t *testing.T) {
	out := Place{Flag: "--out", Dir: t.TempDir()}
	must(t, out.Folders(parts{"site": writes("new"), "own": writes("old")}))
	work := filepath.Join(out.Dir, workPrefix+"1")
	for _, dir := range []string{filepath.Join(work, "dataset.old"), filepath.Join(work, "site.old"), filepath.Join(work, "half")} {
		must(t, os.MkdirAll(dir, 0o700), writes("set aside")(dir))
	}
	must(t, os.Mkdir(filepath.Join(work, readyDir), 0o700), os.Rename(filepath.Join(out.Dir, "own"), filepath.Join(work, readyDir, "own")))
	text(t, filepath.Join(work, readyDir, "other", "thesis.tex"), "mine")
	elsewhere := t.TempDir()
	text(t, filepath.Join(elsewhere, "file"), "mine")
	must(t, os.Symlink(elsewhere, filepath.Join(out.Dir, workPrefix+"2")))
	before := listing(t, out.Dir)
	out.putBack(time.Now().Add(-time.Hour))
	if after := listing(t, out.Dir); after != before {
		t.Error("a folder in which another process may be at work was touched")
	}
	out.putBack(time.Now().Add(time.Hour))
	reads(t, filepath.Join(out.Dir, "dataset"), "set aside")
	reads(t, filepath.Join(out.Dir, "site"), "new")
	reads(t, filepath.Join(work, "site.old"), "set aside")
	reads(t, elsewhere, "mine")
	for _, gone := range []string{"half", "dataset.old", filepath.Join(readyDir, "own")} {
		if _, err := os.Lstat(filepath.Join(work, gone)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there", gone)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(work, readyDir, "other", "thesis.tex")); string(data) != "mine" {
		t.Error("a person's file is gone")
	}
}
