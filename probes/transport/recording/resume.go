// SPDX-License-Identifier: Apache-2.0

package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// Began is when the run began that a recording was made of.
func Began(name string) (time.Time, error) {
	record, err := firstRecord(name)
	if err != nil {
		return time.Time{}, fmt.Errorf("replay: %w", err)
	}
	return record.At.UTC(), nil
}

func firstRecord(name string) (*warc.Record, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	in := bufio.NewReaderSize(file, warc.MaxHeader)
	magic, _ := in.Peek(2)
	record, err := warc.Next(in, warc.Zipped(magic), 1<<20, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, warc.Unexpected(err))
	}
	return record, nil
}

// DropPart removes what a run left of its recording, when another one begins it
// anew. Anything else of that name stays.
func DropPart(name string) error {
	part := name + PartSuffix
	info, err := os.Lstat(part)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() && info.Size() > 0 {
		record, err := firstRecord(part)
		if err != nil || record.Type != "warcinfo" || !bytes.Contains(record.Block, []byte(software)) {
			return fmt.Errorf("%s is not a recording of this program: move it away", part)
		}
	}
	if err := plainFile(part); err != nil {
		return err
	}
	return os.Remove(part)
}

// plainFile refuses what is not a file, or stands behind a symbolic link.
func plainFile(name string) error {
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a plain file: move it away", name)
	}
	return err
}

// Resume takes up the recording of a killed run. What it holds up to its
// last whole exchange stays and is there to answer; what was cut off goes. A run
// killed after its recording was finished, and before its result was, has the
// file under its own name.
func Resume(name string, begin Begin, maxBody int64, unasked func(*Failure) bool) (*Writer, *Recording, error) {
	part := name + PartSuffix
	if _, err := os.Lstat(part); errors.Is(err, os.ErrNotExist) {
		if err := plainFile(name); err != nil {
			return nil, nil, fmt.Errorf("the run that is to go on left no %s: begin anew: %w", part, err)
		}
		if err := os.Rename(name, part); err != nil {
			return nil, nil, err
		}
	}
	if err := plainFile(part); err != nil {
		return nil, nil, err
	}
	earlier, err := Open(part, maxBody, unasked)
	if err != nil {
		return nil, nil, err
	}
	earlier.once = true
	file, err := os.OpenFile(part, os.O_WRONLY, 0o600)
	if err == nil {
		err = file.Truncate(earlier.whole)
	}
	if err == nil {
		_, err = file.Seek(earlier.whole, 0)
	}
	if err != nil {
		_ = earlier.Close()
		return nil, nil, err
	}
	return writerOn(name, file, begin), earlier, nil
}
