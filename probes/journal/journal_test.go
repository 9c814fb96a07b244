// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"bytes"
	"testing"
)

func FuzzJournal(f *testing.F) {
	f.Add([]byte("{\"run\":\"run\",\"start\":\"2026-01-02T03:04:05Z\"}\n{\"Key\":\"a\"}\n{\"Key\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		j := &File{kind: Kind{Member: "run"}}
		var taken int64
		err := j.readLines(bytes.NewReader(data), "run", func(line []byte, at int64) bool {
			if !bytes.Equal(data[at:at+int64(len(line))], line) {
				t.Fatal("the line is not where it is said to be")
			}
			taken = at + int64(len(line))
			return true
		})
		if err == nil && (j.end > int64(len(data)) || j.end < taken) {
			t.Fatal("more whole than there is")
		}
	})
}
