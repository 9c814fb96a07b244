// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/ossf/package-manager-landscape/dataset/table/parquetcheck"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// Table is one table of the dataset, whatever its rows.
type Table interface {
	Name() string
	About() string
	Key() []string
	Encode(*Dataset) ([]byte, error)
	Decode(*Dataset, []byte) error
	Rows(*Dataset) any
	Len(*Dataset) int
	Schema() *parquet.Schema
}

type tableOf[T any] struct {
	title, doc string
	keys       []string
	at         func(*Dataset) *[]T
}

func of[T any](name, doc string, key []string, at func(*Dataset) *[]T) Table {
	return tableOf[T]{name, doc, key, at}
}

func (t tableOf[T]) Name() string        { return t.title }
func (t tableOf[T]) About() string       { return t.doc }
func (t tableOf[T]) Key() []string       { return t.keys }
func (t tableOf[T]) Rows(d *Dataset) any { return *t.at(d) }
func (t tableOf[T]) Len(d *Dataset) int  { return len(*t.at(d)) }

// What parquetcheck.Writer says, in the library's three words.
const (
	writerName, writerVersion, writerBuild = "landscape", "1", "parquet-go"
)

// verdictSchema is the name of a row of verdicts in files, which the type had once.
const verdictSchema = "Verdict"

func (t tableOf[T]) Schema() *parquet.Schema {
	schema := parquet.SchemaOf(new(T))
	if schema.Name() == verdictSchema+"Row" {
		return parquet.NewSchema(verdictSchema, schema)
	}
	return schema
}

// codec keeps its encoders from one table to the next.
var codec = &zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}

// batch is the number of rows given to the writer at a time: one, since
// parquet-go v0.32.0 takes a run of n values at place n of 64 rows for one that
// goes on to the end of the 64, and writes NULLs there as empty values. The
// bytes are the same otherwise.
const batch = 1

func (t tableOf[T]) Encode(d *Dataset) ([]byte, error) {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out, t.Schema(),
		parquet.Compression(codec),
		parquet.CreatedBy(writerName, writerVersion, writerBuild), parquet.DataPageStatistics(true))
	rows := *t.at(d)
	for len(rows) > 0 {
		n := min(batch, len(rows))
		if _, err := w.Write(rows[:n]); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.title, err)
		}
		rows = rows[n:]
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("table %s: %w", t.title, err)
	}
	return out.Bytes(), nil
}

// Decode reads a file's bytes. The library panics on some damaged files, which
// is an error about the file here.
func (t tableOf[T]) Decode(d *Dataset, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not a readable Parquet file of %s: %v", t.title, r)
		}
	}()
	writer, err := parquetcheck.File(data)
	if err != nil {
		return fmt.Errorf("not a readable Parquet file of %s: %w", t.title, err)
	}
	rows, known, err := t.readRows(data, writer == parquetcheck.Writer)
	if err != nil {
		return fmt.Errorf("not a readable Parquet file of %s: %w", t.title, err)
	}
	read := &Dataset{}
	*t.at(read) = rows
	if writer == parquetcheck.Writer && known {
		// The same rows give the same bytes, so that a bit that changed anywhere shows.
		if again, err := t.Encode(read); err != nil || !bytes.Equal(again, data) {
			return fmt.Errorf("not a readable Parquet file of %s: its bytes are not those that its rows give: it is damaged, or was changed", t.title)
		}
	}
	if !known {
		completeOlder(rows)
	}
	*t.at(d) = rows
	return nil
}

// readRows reads the rows, and says whether the file has every column of the table. A
// column that the table does not have, or in a file of ours has in another form, is
// an error.
func (t tableOf[T]) readRows(data []byte, ours bool) (rows []T, known bool, err error) {
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, false, err
	}
	has, knows := schemaLines(file.Schema()), schemaLines(t.Schema())
	for _, name := range SortedKeys(has) {
		if knows[name] == "" || ours && knows[name] != has[name] {
			return nil, false, fmt.Errorf("column %q is not one of this table: read it with the program that wrote it", name)
		}
	}
	reader := parquet.NewGenericReader[T](file)
	defer func() { err = errors.Join(err, reader.Close()) }()
	rows = make([]T, file.NumRows())
	for n := 0; n < len(rows); {
		more, err := reader.Read(rows[n:])
		n += more
		if err != nil && (!errors.Is(err, io.EOF) || n < len(rows)) {
			return nil, false, err
		}
	}
	return rows, maps.Equal(has, knows), nil
}
