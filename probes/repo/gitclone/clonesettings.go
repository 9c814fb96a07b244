// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// cloneSettings is what is taken from a clone's configuration: how its objects
// are named and where it came from. No value is handed to git.
type cloneSettings struct {
	sha256  bool
	partial bool // made with --filter: objects may be missing
	bare    *bool
	remotes []remote
}

type remote struct{ name, url string }

// knownExtensions change nothing of what is read here.
var knownExtensions = []string{"noop", "preciousobjects", "partialclone", "worktreeconfig", "objectformat", "refstorage", "compatobjectformat", "relativeworktrees"}

// readSettings lets git parse the text of a clone's configuration. Files that
// it includes are not read.
func readSettings(ctx context.Context, c cloneDir, silence time.Duration) (s cloneSettings, err error) {
	packs, _ := filepath.Glob(filepath.Join(escapeGlob(c.common), "objects", "pack", "*.promisor"))
	s.partial = len(packs) > 0
	text, err := readRegular(filepath.Join(c.common, "config"), maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("its configuration cannot be read: %w", err)
	}
	empty, err := os.MkdirTemp("", "landscape-git-")
	if err != nil {
		return s, err
	}
	defer func() { _ = os.RemoveAll(empty) }()
	listed, err := place{dir: empty, silence: silence}.gitOutput(ctx, bytes.NewReader(text), 4*maxConfig, callConfig)
	if err != nil {
		return s, fmt.Errorf("its configuration cannot be read: %w", err)
	}
	for entry := range bytes.SplitSeq(listed, []byte{0}) {
		key, value, _ := strings.Cut(string(entry), "\n")
		if err := s.apply(key, value); err != nil {
			return s, err
		}
	}
	return s, nil
}

// escapeGlob escapes what filepath.Glob would take for a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

func (s *cloneSettings) apply(key, value string) error {
	switch section, name, last := splitKey(key); {
	case section == "core" && last == "bare":
		bare := slices.Contains([]string{"", "true", "yes", "on", "1"}, strings.ToLower(value))
		s.bare = &bare
	case section == "core" && last == "repositoryformatversion" && value != "0" && value != "1":
		return fmt.Errorf("its format has the version %.20q, which is newer than can be read", value)
	case section == "remote" && last == "url":
		s.remotes = append(s.remotes, remote{name, value})
	case section == "remote" && (last == "promisor" || last == "partialclonefilter"):
		s.partial = true
	case section == "extensions":
		return s.extension(last, strings.ToLower(value))
	}
	return nil
}

func (s *cloneSettings) extension(name, value string) error {
	switch {
	case name == "objectformat":
		s.sha256 = value == "sha256"
	case name == "partialclone":
		s.partial = true
	case name == "refstorage" && value != "files":
		return errReftable
	case !slices.Contains(knownExtensions, name):
		return fmt.Errorf("it uses the extension %.40q of git's format, which is not read here", name)
	}
	return nil
}

var errReftable = errors.New("it keeps its references as a reftable, which is not read here: run git refs migrate --ref-format=files in it, or clone it anew")

// splitKey splits a key: section.name.last; the name may hold dots.
func splitKey(key string) (section, name, last string) {
	section, rest, _ := strings.Cut(key, ".")
	if i := strings.LastIndexByte(rest, '.'); i >= 0 {
		name, rest = rest[:i], rest[i+1:]
	}
	return section, name, rest
}
