// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// List streams the whole tree.
func (r *repository) List(ctx context.Context) (*repo.Tree, error) {
	c, err := r.place().startGit(ctx, nil, callTree, r.Commit)
	if err != nil {
		return nil, err
	}
	t, err := parseTree(c.out)
	switch failure := c.waitForEnd(err); {
	case failure == nil:
		return t, nil
	case errors.Is(failure, err):
		return nil, repo.Failure(probes.Invalid, fmt.Sprintf("the tree of %s at %.10s cannot be read: %s", r.Name, r.Commit, err))
	default:
		return nil, fmt.Errorf("the tree of %s at %.10s cannot be read: %w%s", r.Name, r.Commit, failure, r.missingHint())
	}
}

// parseTree reads "MODE TYPE OBJECT\tPATH\0" records.
func parseTree(in *bufio.Reader) (*repo.Tree, error) {
	var (
		t     repo.Tree
		bytes int
	)
	for entries := 0; ; entries++ {
		record, err := in.ReadSlice(0)
		switch {
		case errors.Is(err, io.EOF) && len(record) == 0:
			return t.Sort(), nil
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, errors.New("it has a path that is longer than any file's")
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
		meta, name, ok := strings.Cut(strings.TrimSuffix(string(record), "\x00"), "\t")
		fields := strings.Fields(meta)
		if !ok || len(fields) != 3 {
			continue
		}
		if bytes += len(name); entries >= repo.MaxTreeEntries || bytes > repo.MaxTreeBytes {
			return nil, fmt.Errorf("it has more than %d paths or %d bytes of them", repo.MaxTreeEntries, repo.MaxTreeBytes)
		}
		t.Add(fields[0], repo.Entry{Path: name, Object: fields[2]})
	}
}
