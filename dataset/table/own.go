// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"path"
	"strings"
)

// Own says whether a file is as this program writes one of that name: a Parquet
// file of observations, or of the survey of 2022, whose rows give the same bytes.
func Own(name string, data []byte) bool {
	title, isParquet := strings.CutSuffix(path.Base(name), ".parquet")
	if !isParquet {
		return false
	}
	t, ok := Find(title)
	if !ok {
		t = observationsTable
	}
	d := &Dataset{}
	if t.Decode(d, data) != nil {
		return false
	}
	again, err := t.Encode(d)
	return err == nil && bytes.Equal(again, data)
}
