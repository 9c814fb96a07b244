// SPDX-License-Identifier: Apache-2.0

package site

import (
	"bytes"
	"sync"

	"github.com/ossf/package-manager-landscape/dataset"
)

// lines are the rows of each table as JSON, in the order of the dataset. The
// dataset encodes each row once, and every file is put together from them.
type lines map[string][][]byte

func encode(d *dataset.Dataset) (lines, error) {
	var (
		group sync.WaitGroup
		names = dataset.TableNames()
		out   = make([]bytes.Buffer, len(names))
		errs  = make([]error, len(names))
	)
	for i, name := range names {
		group.Go(func() { errs[i] = d.Export(&out[i], name, "ndjson") })
	}
	group.Wait()
	all := make(lines, len(names))
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all[name] = bytes.Split(out[i].Bytes(), []byte{'\n'})
		all[name] = all[name][:len(all[name])-1] // after the last line
	}
	return all, nil
}

// array writes rows as the dataset writes a table as JSON.
func array(b *bytes.Buffer, rows [][]byte) {
	if len(rows) == 0 {
		b.WriteString("[]\n")
		return
	}
	for i, row := range rows {
		if i == 0 {
			b.WriteString("[\n")
		} else {
			b.WriteString(",\n")
		}
		b.Write(row)
	}
	b.WriteString("\n]\n")
}

// size is about the number of bytes that array writes.
func size(rows [][]byte) int {
	n := 8
	for _, row := range rows {
		n += len(row) + 2
	}
	return n
}

// pick takes the rows at some places.
func pick(rows [][]byte, at []int) [][]byte {
	some := make([][]byte, len(at))
	for i, k := range at {
		some[i] = rows[k]
	}
	return some
}
