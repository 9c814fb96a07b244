// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// MaxFile is the largest file, in bytes, that is read: 16 MiB. A larger one is
// an observation that says so. No page or source file comes near it.
const MaxFile = 16 << 20

// maxRestarts bounds how often git is started again on a damaged clone; what
// is left unread then is reported as such.
const maxRestarts = 20

// cat streams the objects in their order to see. The slice is valid only
// during the call. An object that cannot be read comes with an error, and the
// objects after it still come. cat's own error is for a context that ended.
func (r *repository) cat(ctx context.Context, objects []string, see func(i int, kind string, data []byte, err error)) error {
	buffer := make([]byte, 0, 64<<10)
	for next, starts := 0, 0; next < len(objects); starts++ {
		if starts > maxRestarts {
			for ; next < len(objects); next++ {
				see(next, "", nil, errors.New("not read: the clone has too many damaged objects; run git fsck on it"))
			}
			break
		}
		done, failure := r.catRun(ctx, objects[next:], &buffer, func(i int, kind string, data []byte, err error) {
			see(next+i, kind, data, err)
		})
		if err := ctx.Err(); err != nil {
			return err
		}
		next += done
		if next < len(objects) {
			see(next, "", nil, fmt.Errorf("the object cannot be read from the clone (%w): run git fsck on it", failure))
			next++
		}
	}
	return nil
}

// catRun starts one git cat-file and reads until it ends or fails; done counts
// the objects answered.
func (r *repository) catRun(ctx context.Context, objects []string, buffer *[]byte, see func(int, string, []byte, error)) (done int, failure error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := r.command(ctx, "cat-file", "--batch", "--buffer")
	cmd.Stdin = strings.NewReader(strings.Join(objects, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	in := bufio.NewReaderSize(stdout, 256<<10)
	for done < len(objects) {
		kind, data, err := readObject(in, buffer)
		var gone *goneError
		if err != nil && !errors.As(err, &gone) {
			failure = err
			break
		}
		see(done, kind, data, err)
		done++
	}
	stop()
	_ = cmd.Wait() // its status says nothing more than what was read
	if text := firstLine(stderr.String(), ""); text != "" {
		failure = errors.New(text)
	}
	return done, failure
}

// goneError is about one object, after which the stream goes on.
type goneError struct{ text string }

func (e *goneError) Error() string { return e.text }

// readObject reads one answer: "<object> <type> <size>", the bytes, a newline;
// or "<object> missing".
func readObject(in *bufio.Reader, buffer *[]byte) (kind string, data []byte, err error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", nil, unexpected(err)
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		return "", nil, &goneError{"the object is missing from the clone or damaged: run git fsck on it"}
	}
	if len(fields) != 3 {
		return "", nil, fmt.Errorf("git answered %q", strings.TrimSpace(line))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return "", nil, fmt.Errorf("git answered %q", strings.TrimSpace(line))
	}
	if size > MaxFile {
		if _, err := io.CopyN(io.Discard, in, size+1); err != nil {
			return "", nil, unexpected(err)
		}
		return "", nil, &goneError{fmt.Sprintf("the file has %d bytes, more than the %d that are read", size, MaxFile)}
	}
	if int64(cap(*buffer)) < size+1 {
		*buffer = make([]byte, 0, size+size/4+1)
	}
	whole := (*buffer)[:size+1]
	if _, err := io.ReadFull(in, whole); err != nil {
		return "", nil, unexpected(err)
	}
	return fields[1], whole[:size], nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
