// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// maxRestarts bounds how often git is started again on a damaged clone; what
// is left unread then is reported as such.
const maxRestarts = 20

// Cat streams the objects in their order to see. The slice is valid only
// during the call. An object that cannot be read comes with an error, and the
// objects after it still come. Cat's own error is for a context that ended.
// Sizes are asked first: what is too large is never unpacked.
func (r *repository) Cat(ctx context.Context, objects []string, see repo.See) error {
	var (
		wanted []int // indices of the objects to read
		names  []string
		total  int64
	)
	err := r.readBatch(ctx, callSizes, objects, see, func(i int, in *bufio.Reader) error {
		_, size, err := r.readHeader(in)
		switch {
		case err != nil:
			return err
		case size > repo.MaxFile:
			see(i, "", nil, tooLarge(size))
		case total+size > repo.MaxRead:
			see(i, "", nil, fmt.Errorf("not read: the files before it have %d bytes, and %d are read of a repository", total, int64(repo.MaxRead)))
		default:
			total += size
			wanted, names = append(wanted, i), append(names, objects[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.Stream(ctx, names, func(k int, kind string, data []byte, err error) { see(wanted[k], kind, data, err) })
}

// Stream shows objects as Cat does, without a bound on how many bytes are read in
// all. Sizes are not asked first: what is too large is passed over as it comes, and
// git's own memory is bounded.
func (r *repository) Stream(ctx context.Context, objects []string, see repo.See) error {
	buffer := make([]byte, 0, 64<<10)
	return r.readBatch(ctx, callObjects, objects, see, func(i int, in *bufio.Reader) error {
		kind, data, err := r.readObject(in, &buffer)
		if err == nil {
			see(i, kind, data, nil)
		}
		return err
	})
}

// readBatch hands objects to git and reads its answers one by one. Where it fails
// at an object, see is told why, and git is started again behind it; a goneError is
// told as well, and costs no start.
func (r *repository) readBatch(ctx context.Context, what call, objects []string, see repo.See, one func(i int, in *bufio.Reader) error) error {
	for next, starts := 0, 0; next < len(objects); starts++ {
		if starts > maxRestarts {
			for ; next < len(objects); next++ {
				see(next, "", nil, errors.New("not read: the clone has too many damaged objects; run git fsck on it"))
			}
			break
		}
		done, failure := r.batchRun(ctx, what, objects[next:], func(i int, in *bufio.Reader) error {
			err := one(next+i, in)
			if _, gone := errors.AsType[*goneError](err); gone {
				see(next+i, "", nil, err)
				return nil
			}
			return err
		})
		if err := ctx.Err(); err != nil {
			return err
		}
		next += done
		if errors.Is(failure, errSilent) {
			starts = maxRestarts // a clone that holds git up does it again
		}
		if next < len(objects) {
			see(next, "", nil, fmt.Errorf("the object cannot be read from the clone (%w): run git fsck on it%s", failure, r.missingHint()))
			next++
		}
	}
	return nil
}

// batchRun starts git once and reads until it ends or fails; done counts the
// objects answered.
func (r *repository) batchRun(ctx context.Context, what call, objects []string, one func(i int, in *bufio.Reader) error) (done int, failure error) {
	c, err := r.place().startGit(ctx, strings.NewReader(strings.Join(objects, "\n")+"\n"), what)
	if err != nil {
		return 0, err
	}
	for done < len(objects) {
		if failure = one(done, c.out); failure != nil {
			break
		}
		done++
	}
	if failure == nil {
		c.stop(errEnough)
	} else if !errors.Is(failure, io.ErrUnexpectedEOF) {
		c.stop(failure)
	}
	if why := c.waitForEnd(nil); why != nil {
		failure = why
	}
	return done, failure
}

// goneError is about one object, after which the stream goes on.
type goneError struct{ text string }

func (e *goneError) Error() string { return e.text }

// readHeader reads "<object> <type> <size>" or "<object> missing".
func (r *repository) readHeader(in *bufio.Reader) (kind string, size int64, err error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", 0, unexpected(err)
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		if why := r.missingHint(); why != "" {
			return "", 0, &goneError{"the object is missing from the clone" + why}
		}
		return "", 0, &goneError{"the object is missing from the clone or damaged: run git fsck on it"}
	}
	if len(fields) == 3 {
		size, err = strconv.ParseInt(fields[2], 10, 64)
	}
	if len(fields) != 3 || err != nil || size < 0 {
		return "", 0, fmt.Errorf("git answered %.60q", strings.TrimSpace(line))
	}
	return fields[1], size, nil
}

// readObject reads one answer: the header, the bytes, a newline. What is too large
// is passed over.
func (r *repository) readObject(in *bufio.Reader, buffer *[]byte) (kind string, data []byte, err error) {
	kind, size, err := r.readHeader(in)
	if err != nil {
		return "", nil, err
	}
	if size > repo.MaxFile {
		if _, err := io.CopyN(io.Discard, in, size+1); err != nil {
			return "", nil, unexpected(err)
		}
		return "", nil, &goneError{tooLarge(size).Error()}
	}
	if data, err = readBody(in, size, buffer); err != nil {
		return "", nil, err
	}
	return kind, data, nil
}

// readBody reads the bytes of an object and the newline after them. They are there
// until the next read.
func readBody(in *bufio.Reader, size int64, buffer *[]byte) ([]byte, error) {
	if size < int64(in.Size()) { // it is shown where it lies in the reader
		whole, err := in.Peek(int(size) + 1)
		if err != nil {
			return nil, unexpected(err)
		}
		_, _ = in.Discard(len(whole)) // they are there
		return whole[:size:size], nil
	}
	if int64(cap(*buffer)) < size+1 {
		*buffer = make([]byte, 0, size+size/4+1)
	}
	whole := (*buffer)[:size+1]
	if _, err := io.ReadFull(in, whole); err != nil {
		return nil, unexpected(err)
	}
	return whole[:size], nil
}

func tooLarge(size int64) error {
	return fmt.Errorf("the file has %d bytes, more than the %d that are read", size, repo.MaxFile)
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

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
