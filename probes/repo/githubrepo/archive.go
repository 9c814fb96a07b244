// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"archive/tar"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// streamArchive streams the commit's archive and shows every wanted blob that it
// holds, taking it out of wanted. A file counts by the digest of its bytes and
// not by its path, so an archive can hold back a file but not change one.
func (r *hosted) streamArchive(ctx context.Context, wanted map[string]int, see repo.See) error {
	request, err := r.hub.raw.NewRequest(http.MethodGet, fmt.Sprintf("repos/%s/%s/tarball/%s", r.owner, r.name, r.Commit), nil)
	if err != nil {
		return err
	}
	response, err := r.hub.gate.callWithRetry(ctx, func() (*github.Response, error) { return r.hub.raw.BareDo(ctx, request) })
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if err := r.unpackArchive(response.Body, wanted, see); err != nil {
		return repo.Failure(probes.Invalid, err.Error())
	}
	return nil
}

func (r *hosted) unpackArchive(packed io.Reader, wanted map[string]int, see repo.See) error {
	plain, err := gzip.NewReader(packed)
	if err != nil {
		return err
	}
	bound := &io.LimitedReader{R: plain, N: cmp.Or(r.hub.MaxArchive, defaultMaxArchive)}
	archive := tar.NewReader(bound)
	var buffer []byte
	for len(wanted) > 0 {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) && bound.N > 0 {
			return nil
		}
		if err == nil && entry.Typeflag == tar.TypeReg && entry.Size <= repo.MaxFile {
			buffer, err = r.member(archive, entry.Size, buffer, wanted, see)
		}
		switch {
		case bound.N <= 0:
			return fmt.Errorf("it has more than %d bytes", cmp.Or(r.hub.MaxArchive, defaultMaxArchive))
		case err != nil:
			return err
		}
	}
	return nil
}

func (r *hosted) member(in io.Reader, size int64, buffer []byte, wanted map[string]int, see repo.See) ([]byte, error) {
	if int64(cap(buffer)) < size {
		buffer = make([]byte, size+size/4)
	}
	data := buffer[:size]
	if _, err := io.ReadFull(in, data); err != nil {
		return buffer, fmt.Errorf("a file of it ends early: %w", err)
	}
	object := objectName(r.root, "blob", data)
	if i, ok := wanted[object]; ok {
		delete(wanted, object)
		see(i, "blob", data, nil)
	}
	return buffer, nil
}
