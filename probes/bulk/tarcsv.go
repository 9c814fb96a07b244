// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"archive/tar"
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/klauspost/compress/gzip"
)

// errDump: a dump is not of the documented shape.
var errDump = errors.New("not a dump of the documented shape")

// eachMember shows the files of a tar archive, or of one that gzip packed, in their
// order.
func eachMember(in io.Reader, see func(name string, file io.Reader) error) error {
	buffered := bufio.NewReaderSize(in, 1<<20)
	if magic, _ := buffered.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return fmt.Errorf("%w: %w", errDump, err)
		}
		defer func() { _ = unzipped.Close() }()
		buffered = bufio.NewReaderSize(unzipped, 1<<20)
	}
	files := tar.NewReader(buffered)
	for {
		file, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errDump, err)
		}
		if file.Typeflag != tar.TypeReg {
			continue
		}
		if err := see(path.Clean(file.Name), files); err != nil {
			return err
		}
	}
}

// eachRow shows the rows of a CSV file, whose first line names its columns: those that
// are asked for, in the order of names. The row is valid only while it is shown.
func eachRow(file io.Reader, names []string, see func(row []string) error) error {
	in := csv.NewReader(bufio.NewReaderSize(file, 256<<10))
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("%w: %w", errDump, err)
	}
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return fmt.Errorf("%w: no column %s", errDump, name)
		}
	}
	row := make([]string, len(names))
	for {
		line, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errDump, err)
		}
		for i, k := range at {
			row[i] = line[k]
		}
		if err := see(row); err != nil {
			return err
		}
	}
}
