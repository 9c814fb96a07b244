// SPDX-License-Identifier: Apache-2.0

package timeline

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
)

// Kept is a folder that keeps what was found out of contents, by their digest and
// that of the question, and of whole histories, by their tip and their questions. It
// may be deleted at any time. A file that is damaged, or of another program, is as
// good as none. After a run what was used longest ago is removed, as far as more
// bytes are kept than MostKept.
type Kept struct {
	dir     string
	program string // digest of the program: another one may read documents otherwise
	most    int64  // bytes
}

// MostKept is how many bytes stay in the folder after a run.
const MostKept = 512 << 20

// OpenKept makes the folder if need be.
func OpenKept(dir string) (*Kept, error) {
	program, err := programDigest()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Kept{dir, program, MostKept}, nil
}

// programDigest is the SHA-256 of the program that runs.
func programDigest() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // it is only read
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// title is the first line of every file: its format, and what it is about.
const title = "landscape timeline 1 "

// read gives the content of a file that was kept whole; nil for every other.
func (k *Kept) read(name, about string) []byte {
	data, err := os.ReadFile(filepath.Join(k.dir, name))
	if err != nil {
		return nil
	}
	head := []byte(title + about + "\n")
	if !bytes.HasPrefix(data, head) || len(data) < len(head)+sha256.Size {
		return nil
	}
	body, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(want[:], sum) {
		return nil
	}
	now := time.Now()
	_ = os.Chtimes(filepath.Join(k.dir, name), now, now) // else it goes sooner than it might
	return body[len(head):]
}

// write keeps a content. What cannot be kept is found out again.
func (k *Kept) write(name, about string, content []byte) {
	body := append([]byte(title+about+"\n"), content...)
	sum := sha256.Sum256(body)
	file, err := os.CreateTemp(k.dir, "new-*")
	if err != nil {
		return
	}
	_, err = file.Write(append(body, sum[:]...))
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), filepath.Join(k.dir, name))
	}
	if err != nil {
		_ = os.Remove(file.Name()) // it is of no use to anybody
	}
}

// recall decodes what was kept under a name; ok is false for what was not.
func (k *Kept) recall(name string, to any) (ok bool) {
	data := k.read(name, name)
	return data != nil && gob.NewDecoder(bytes.NewReader(data)).Decode(to) == nil
}

// keep encodes a value and keeps it under a name.
func (k *Kept) keep(name string, value any) {
	var out bytes.Buffer
	if gob.NewEncoder(&out).Encode(value) == nil {
		k.write(name, name, out.Bytes())
	}
}

var keptName = regexp.MustCompile(`^(story|signs)-[0-9a-f]{32}$|^new-[0-9]+$`)

// leftOver is how old a file is that a stopped run was writing.
const leftOver = 24 * time.Hour

// prune removes what was used longest ago, and what stopped runs left. Files that
// Kept has not made stay.
func (k *Kept) prune() {
	if k == nil {
		return
	}
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || !keptName.MatchString(entry.Name()) {
			continue
		}
		if !strings.HasPrefix(entry.Name(), "new-") {
			files = append(files, info)
		} else if time.Since(info.ModTime()) > leftOver {
			_ = os.Remove(filepath.Join(k.dir, entry.Name())) // the next run tries again
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), strings.Compare(a.Name(), b.Name()))
	})
	var total int64
	for _, info := range files { // the newest first
		if total += info.Size(); total > k.most {
			_ = os.Remove(filepath.Join(k.dir, info.Name()))
		}
	}
}

func digestName(kind string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return kind + "-" + hex.EncodeToString(sum[:16])
}

// storyName names the history of a repository up to its tip, as these questions see
// it. What the answers depend on is in it.
func (k *Kept) storyName(line past.Line, asked []probes.Probe, from int) string {
	parts := []string{k.program, line.At().Name, line.State(), fmt.Sprint(from)}
	var keys []string
	for _, p := range asked {
		keys = append(keys, p.Key+" "+strings.Join(p.Paths, " ")) // a page's key leaves its paths out
	}
	slices.Sort(keys)
	return digestName("story", append(parts, keys...)...)
}

// story recalls a whole history; nil when it is not kept.
func (k *Kept) story(ctx context.Context, line past.Line, asked []probes.Probe, from int) *past.Story {
	if k == nil {
		return nil
	}
	story := &past.Story{}
	if !k.recall(k.storyName(line, asked, from), story) || !stillLost(ctx, line, story.Lost) {
		return nil
	}
	story.FromKept = story.Objects
	before := slices.Clone(story.Moments)
	if past.CountMoments(story.Moments, time.Now()); !slices.Equal(before, story.Moments) {
		return nil // a date that lay in the future then has come
	}
	return story
}

// stillLost says whether contents that could not be read still cannot.
func stillLost(ctx context.Context, line past.Line, lost []string) bool {
	found := false
	err := line.Stream(ctx, lost, func(_ int, _ string, _ []byte, err error) { found = found || err == nil })
	return err == nil && !found
}

func (k *Kept) keepStory(line past.Line, asked []probes.Probe, from int, story *past.Story) {
	if k != nil && len(story.Trouble) == 0 {
		k.keep(k.storyName(line, asked, from), story)
	}
}

// keptSigns is what the contents of one repository say, by question and object.
type keptSigns struct {
	kept  *Kept
	name  string
	signs map[string]map[string]byte
	count int // how many there were when it was read
}

// signsOf recalls the signs of a repository's contents.
func (k *Kept) signsOf(repository string) *keptSigns {
	if k == nil {
		return nil
	}
	s := &keptSigns{kept: k, name: digestName("signs", k.program, repository), signs: make(map[string]map[string]byte)}
	if !k.recall(s.name, &s.signs) {
		s.signs = make(map[string]map[string]byte)
	}
	s.count = s.size()
	return s
}

func (s *keptSigns) size() (n int) {
	for _, signs := range s.signs {
		n += len(signs)
	}
	return n
}

// Signs gives what is known of a question by object.
func (s *keptSigns) Signs(question string) map[string]byte {
	if s.signs[question] == nil {
		s.signs[question] = make(map[string]byte)
	}
	return s.signs[question]
}

// save keeps what came to be known.
func (s *keptSigns) save() {
	if s.size() != s.count {
		s.kept.keep(s.name, s.signs)
	}
}
