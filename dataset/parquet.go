// SPDX-License-Identifier: Apache-2.0

package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// table is one table of the dataset, whatever its rows.
type table interface {
	name() string
	about() string
	key() []string
	encode(*Dataset) ([]byte, error)
	decode(*Dataset, []byte) error
	rows(*Dataset) any
	schema() *parquet.Schema
}

type tableOf[T any] struct {
	title, doc string
	keys       []string
	at         func(*Dataset) *[]T
}

func of[T any](name, doc string, key []string, at func(*Dataset) *[]T) table {
	return tableOf[T]{name, doc, key, at}
}

func (t tableOf[T]) name() string            { return t.title }
func (t tableOf[T]) about() string           { return t.doc }
func (t tableOf[T]) key() []string           { return t.keys }
func (t tableOf[T]) rows(d *Dataset) any     { return *t.at(d) }
func (t tableOf[T]) schema() *parquet.Schema { return parquet.SchemaOf(new(T)) }

// batch is the number of rows given to the writer at a time: one, since
// parquet-go v0.32.0 takes a run of n values at place n of 64 rows for one that
// goes on to the end of the 64, and writes NULLs there as empty values. The
// bytes are the same otherwise.
const batch = 1

func (t tableOf[T]) encode(d *Dataset) ([]byte, error) {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out,
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}),
		parquet.CreatedBy("landscape", "1", "parquet-go"), parquet.DataPageStatistics(true))
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

// decode reads a file's bytes. The library panics on some damaged files, which
// is an error about the file here.
func (t tableOf[T]) decode(d *Dataset, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not a readable Parquet file of %s: %v", t.title, r)
		}
	}()
	rows, err := parquet.Read[T](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("not a readable Parquet file of %s: %w", t.title, err)
	}
	*t.at(d) = rows
	return nil
}

// Write writes every table into dir, which must exist, and the metadata beside them.
func (d *Dataset) Write(dir string) error { return d.WriteVersion(dir, "") }

// Open reads the tables in dir, or in its folder dataset. A table that has no
// file is empty; no table at all is an error.
func Open(dir string) (*Dataset, error) {
	d := &Dataset{}
	for _, folder := range []string{dir, filepath.Join(dir, "dataset")} {
		found := false
		for _, t := range tables {
			file := filepath.Join(folder, t.name()+".parquet")
			data, err := os.ReadFile(file)
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if err := t.decode(d, data); err != nil {
				return nil, fmt.Errorf("%s: %w: make it again with landscape survey", file, err)
			}
			found = true
		}
		if found {
			about, err := selfDescription(folder)
			d.Rules = about.Rules
			return d, err
		}
	}
	return nil, fmt.Errorf("%s: no table of a dataset is there: give the folder that landscape survey --out wrote", dir)
}
