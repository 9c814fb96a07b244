// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

// Bounds on the repositories that a clone borrows objects from.
const (
	maxAlternates     = 20
	maxAlternateDepth = 5
)

// borrowed is a git directory of ours, bare and empty but for links to the
// folders in which a clone keeps its objects. Nothing else of the clone is
// there: no configuration, hook, attribute, graft, replacement or cache.
type borrowed struct {
	dir     string
	objects []string // folders borrowed from already
	lacks   string   // why objects may be missing
}

// borrowObjects makes the directory; close removes it.
func borrowObjects(c cloneDir, settings cloneSettings, shallow []byte) (*borrowed, error) {
	dir, err := os.MkdirTemp("", "landscape-git-")
	if err != nil {
		return nil, err
	}
	b := &borrowed{dir: dir}
	if err := b.linkObjects(c, settings, shallow); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *borrowed) close() { _ = os.RemoveAll(b.dir) }

func (b *borrowed) linkObjects(c cloneDir, settings cloneSettings, shallow []byte) error {
	files := map[string]string{"HEAD": "ref: refs/heads/none\n", "config": ourConfig(settings)}
	if len(shallow) > 0 {
		files["shallow"] = string(shallow)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	for _, name := range []string{"refs", "objects/info"} {
		if err := os.MkdirAll(filepath.Join(b.dir, name), 0o700); err != nil {
			return err
		}
	}
	if err := b.borrowFolder(filepath.Join(c.common, "objects"), filepath.Join(b.dir, "objects")); err != nil {
		return err
	}
	return b.followAlternates(filepath.Join(c.common, "objects"), 1)
}

// ourConfig is the whole configuration that git sees. Objects above the
// threshold are streamed.
func ourConfig(settings cloneSettings) string {
	version, format := "0", ""
	if settings.sha256 {
		version, format = "1", "[extensions]\n\tobjectFormat = sha256\n"
	}
	return fmt.Sprintf("[core]\n\trepositoryFormatVersion = %s\n\tbare = true\n\tbigFileThreshold = %d\n"+
		"\tcommitGraph = false\n\tmultiPackIndex = false\n\thooksPath = %s\n\tfsmonitor = false\n[protocol]\n\tallow = never\n%s", version, repo.MaxFile, os.DevNull, format)
}

var fanOut = regexp.MustCompile(`^(pack|[0-9a-f]{2})$`)

// borrowFolder borrows one folder of objects, after a look at what lies in it.
func (b *borrowed) borrowFolder(from, to string) error {
	real, err := filepath.EvalSymlinks(from)
	if err != nil || !isFolder(real) {
		return fmt.Errorf("it has no folder of objects")
	}
	if real, err = filepath.Abs(real); err != nil {
		return err
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return err
	}
	b.objects = append(b.objects, real)
	for _, entry := range entries {
		name := filepath.Join(real, entry.Name())
		if !fanOut.MatchString(entry.Name()) || !isFolder(name) {
			continue
		}
		if err := onlyFiles(name); err != nil {
			return err
		}
		if err := os.Symlink(name, filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// onlyFiles refuses a folder in which git would open a pipe or a device.
func onlyFiles(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		kind := entry.Type()
		if kind&os.ModeSymlink != 0 {
			if info, err := os.Stat(filepath.Join(dir, entry.Name())); err == nil {
				kind = info.Mode().Type()
			}
		}
		if !kind.IsRegular() && !kind.IsDir() {
			return fmt.Errorf("objects/%s/%s is not a regular file", filepath.Base(dir), entry.Name())
		}
	}
	return nil
}

// followAlternates borrows from the repositories that the clone borrows from, as
// after git clone --shared or --reference. What cannot be borrowed is told when
// an object is missing.
func (b *borrowed) followAlternates(objects string, depth int) error {
	place := filepath.Join(objects, "info", "alternates")
	if _, err := os.Lstat(place); err != nil {
		return nil
	}
	text, err := readRegular(place, maxSmall)
	if err != nil {
		return fmt.Errorf("objects/info/alternates cannot be read: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := b.followAlternate(resolvePath(objects, line), depth); err != nil {
			return err
		}
	}
	return nil
}

func (b *borrowed) followAlternate(from string, depth int) error {
	real, err := filepath.EvalSymlinks(from)
	switch {
	case err != nil || !isFolder(real):
		b.lacks = "the clone borrows objects from a repository that is not there"
		return nil
	case slices.Contains(b.objects, real):
		return nil
	case len(b.objects) > maxAlternates || depth > maxAlternateDepth:
		b.lacks = "the clone borrows objects from more repositories than are followed"
		return nil
	}
	to := filepath.Join(b.dir, fmt.Sprintf("alternate-%d", len(b.objects)))
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	if err := b.borrowFolder(real, to); err != nil {
		return err
	}
	ours, err := os.OpenFile(filepath.Join(b.dir, "objects", "info", "alternates"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = ours.WriteString(to + "\n")
	if err = cmp.Or(err, ours.Close()); err != nil {
		return err
	}
	return b.followAlternates(real, depth+1)
}
