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
	"strings"

	"github.com/google/go-github/v62/github"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// maxLeft bounds the requests for files that an archive did not hold as they
// are in the tree (export-ignore, export-subst) or that it broke off before.
const maxLeft = 100

// Cat reads blobs by the archive when they are many, and one by one when few.
func (r *hosted) Cat(ctx context.Context, objects []string, see repo.See) error {
	wanted := make(map[string]int)
	var order []string
	for i, object := range objects {
		if _, blob := r.sizes[object]; !blob {
			if err := r.catCommit(ctx, i, object, see); err != nil {
				return err
			}
			continue
		}
		wanted[object] = i
		order = append(order, object)
	}
	most, why := len(order), error(nil)
	if len(order) > cmp.Or(r.hub.ArchiveOver, defaultArchiveOver) {
		if why = r.streamArchive(ctx, wanted, see); stopsReading(ctx, why) {
			return why
		}
		most = maxLeft
	}
	return r.catLeft(ctx, order, wanted, most, why, see)
}

// catLeft asks for what is still wanted, one request each.
func (r *hosted) catLeft(ctx context.Context, order []string, wanted map[string]int, most int, why error, see repo.See) error {
	asked := 0
	for _, object := range order {
		i, left := wanted[object]
		if !left {
			continue
		}
		size := r.sizes[object]
		switch {
		case size > repo.MaxFile:
			see(i, "", nil, fmt.Errorf("the file has %d bytes, more than the %d that are read", size, repo.MaxFile))
		case asked == most:
			see(i, "", nil, notRead(why))
		default:
			asked++
			data, err := r.blob(ctx, object)
			if stopsReading(ctx, err) {
				return err
			}
			see(i, "blob", data, err)
		}
	}
	return nil
}

func notRead(why error) error {
	if why == nil {
		return errors.New("the archive of the commit does not hold the file as it is in the tree")
	}
	return repo.Failure(repo.OutcomeOf(why, probes.Unreachable), "the archive of the commit could not be read to its end: "+why.Error())
}

// stopsReading tells the failures after which no other object can be had.
func stopsReading(ctx context.Context, err error) bool {
	_, limited := errors.AsType[*limitError](err)
	return err != nil && (ctx.Err() != nil || limited)
}

func (r *hosted) blob(ctx context.Context, object string) (data []byte, err error) {
	_, err = r.hub.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		data, response, err = r.hub.api.Git.GetBlobRaw(ctx, r.owner, r.name, object)
		return response, err
	})
	if stopsReading(ctx, err) {
		return nil, err
	}
	if err != nil {
		return nil, repo.Failure(repo.OutcomeOf(err, probes.Unreachable), err.Error())
	}
	if objectName(object, "blob", data) != object {
		return nil, errors.New("the bytes that GitHub sent are not those that the tree names")
	}
	return data, nil
}

func (r *hosted) catCommit(ctx context.Context, i int, object string, see repo.See) error {
	var c *github.Commit
	_, err := r.hub.gate.callWithRetry(ctx, func() (response *github.Response, err error) {
		c, response, err = r.hub.api.Git.GetCommit(ctx, r.owner, r.name, object)
		return response, err
	})
	switch {
	case stopsReading(ctx, err):
		return err
	case isNotFound(err):
		see(i, "", nil, repo.Failure(probes.Unreachable, "the commit is missing from the repository"))
	case err != nil:
		see(i, "", nil, repo.Failure(repo.OutcomeOf(err, probes.Unreachable), err.Error()))
	case c.GetSHA() != object:
		see(i, "", nil, errors.New("GitHub answered with another commit"))
	default:
		see(i, "commit", commitText(c), nil)
	}
	return nil
}

// commitText writes a commit as git does. It is not git's own bytes: the API
// keeps neither time zones nor signatures.
func commitText(c *github.Commit) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.GetTree().GetSHA())
	for _, parent := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", parent.GetSHA())
	}
	person(&b, "author", c.GetAuthor())
	person(&b, "committer", c.GetCommitter())
	fmt.Fprintf(&b, "\n%s\n", c.GetMessage())
	return []byte(b.String())
}

func person(b *strings.Builder, role string, who *github.CommitAuthor) {
	if who == nil || who.Date == nil {
		return
	}
	field := strings.NewReplacer("\n", " ", "<", " ", ">", " ")
	fmt.Fprintf(b, "%s %s <%s> %d +0000\n", role, field.Replace(who.GetName()), field.Replace(who.GetEmail()), who.GetDate().Unix())
}

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
