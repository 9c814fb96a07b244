// SPDX-License-Identifier: Apache-2.0

package output

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	markName  = ".landscape-files"
	markTitle = "# Files that landscape wrote here, by SHA-256: it replaces them only while they are as it wrote them.\n"
	markLimit = 64 << 20 // bytes: some 500,000 files

	sumsName    = "SHA256SUMS"
	packageName = "datapackage.json"
	project     = "package-manager-landscape"
)

// written lists files by path below a folder, with / between names, and the
// digests under which the program wrote them: two while one replaces the other.
type written map[string][]string

// parseDigestLines parses lines of a digest, two blanks and a path.
func parseDigestLines(data []byte) (written, error) {
	list := make(written)
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		digest, name, ok := strings.Cut(line, "  ")
		if !ok || len(digest) != 2*sha256.Size || !filepath.IsLocal(filepath.FromSlash(name)) {
			return nil, errors.New("not a list of digests and files")
		}
		list[name] = append(list[name], digest)
	}
	return list, lines.Err()
}

func (w written) bytes() []byte {
	var b strings.Builder
	b.WriteString(markTitle)
	for _, name := range slices.Sorted(maps.Keys(w)) {
		for _, digest := range w[name] {
			fmt.Fprintf(&b, "%s  %s\n", digest, name)
		}
	}
	return []byte(b.String())
}

// readMark reads the mark of a folder: nil when there is none.
func readMark(dir string) (written, error) {
	place := filepath.Join(dir, markName)
	data, err := readRegular(place, markLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil || !bytes.HasPrefix(data, []byte(markTitle)) {
		return nil, &Foreign{Place: place, What: "was not written by landscape"}
	}
	list, err := parseDigestLines(data)
	if err != nil {
		return nil, &Foreign{Place: place, What: "was changed"}
	}
	return list, nil
}

// knownFiles is what a folder says the program wrote there: its mark, or the sums
// of a dataset or release, which list every file but themselves.
func knownFiles(dir string) (list written, record string, err error) {
	if list, err = readMark(dir); list != nil || err != nil {
		return list, markName, err
	}
	var about struct {
		Name string `json:"name"`
	}
	data, err := readRegular(filepath.Join(dir, packageName), markLimit)
	if err != nil || json.Unmarshal(data, &about) != nil || about.Name != project {
		return nil, "", nil
	}
	if data, err = readRegular(filepath.Join(dir, sumsName), markLimit); err != nil {
		return nil, "", nil
	}
	if list, err = parseDigestLines(data); err != nil || list[packageName] == nil {
		return nil, "", nil
	}
	return list, sumsName, nil
}

// putMark marks a folder that was just written whole, unless it has sums of its own.
func putMark(dir string) error {
	if own, err := inspectFolder(dir); err == nil && len(own.files) > 0 {
		return nil
	}
	list := make(written)
	err := filepath.WalkDir(dir, func(place string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, place)
		if err != nil {
			return err
		}
		digest, err := digestOf(place)
		list[filepath.ToSlash(name)] = []string{digest}
		return err
	})
	if err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, markName), list.bytes())
}

// readRegular reads a plain file of at most so many bytes; a link is not followed.
func readRegular(place string, most int64) ([]byte, error) {
	file, err := openRegular(place)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s: more than %d bytes", place, most)
	}
	return data, err
}

// openRegular opens a plain file, and not what stands at the end of a link.
func openRegular(place string) (*os.File, error) {
	before, err := os.Lstat(place)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, &Foreign{Place: place, What: kindOf(before.Mode())}
	}
	file, err := os.Open(place)
	if err != nil {
		return nil, err
	}
	if after, err := file.Stat(); err != nil || !os.SameFile(before, after) {
		file.Close()
		return nil, &Foreign{Place: place, What: "was changed meanwhile"}
	}
	return file, nil
}

// digestOf is the SHA-256 of a plain file, in hexadecimal.
func digestOf(place string) (string, error) {
	file, err := openRegular(place)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// writeNew writes a file that must not be there yet.
func writeNew(place string, data []byte) error {
	file, err := os.OpenFile(place, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
