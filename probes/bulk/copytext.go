// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// largestLine is how long a line of a dump may be.
const largestLine = 64 << 20

// eachCopied reads a dump of PostgreSQL as text, and shows the rows of the tables in
// wanted, which names of each table the columns that are asked for, in their order. A
// field is nil for NULL. The row is valid only while it is shown.
func eachCopied(in io.Reader, wanted map[string][]string, see func(table string, row [][]byte) error) error {
	lines := lineReader{in: bufio.NewReaderSize(in, 1<<20)}
	found := make(map[string]bool)
	for {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		table, columns, ok := copyStatement(line)
		if !ok {
			continue
		}
		at, err := columnsAt(table, columns, wanted[table])
		if err != nil {
			return err
		}
		found[table] = true
		if err := lines.rows(len(columns), at, func(row [][]byte) error { return see(table, row) }); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	for table := range wanted {
		if !found[table] {
			return fmt.Errorf("%w: no table %s", errDump, table)
		}
	}
	return nil
}

// copyStatement reads COPY public.TABLE (COLUMN, …) FROM stdin;
func copyStatement(line []byte) (table string, columns []string, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("COPY "))
	if !ok {
		return "", nil, false
	}
	rest, ok = bytes.CutSuffix(rest, []byte(") FROM stdin;"))
	if !ok {
		return "", nil, false
	}
	name, list, ok := strings.Cut(string(rest), " (")
	for column := range strings.SplitSeq(list, ", ") {
		columns = append(columns, strings.Trim(column, `"`))
	}
	return strings.TrimPrefix(name, "public."), columns, ok
}

// columnsAt finds columns by name; nil when the table is not asked for.
func columnsAt(table string, columns, names []string) ([]int, error) {
	var at []int
	for _, name := range names {
		found := slices.Index(columns, name)
		if found < 0 {
			return nil, fmt.Errorf("%w: table %s has no column %s", errDump, table, name)
		}
		at = append(at, found)
	}
	return at, nil
}

// lineReader reads lines of any length into one buffer.
type lineReader struct {
	in   *bufio.Reader
	long []byte
	row  [][]byte
}

// next gives a line without its end, valid until the next one.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	if err == nil {
		return line[:len(line)-1], nil
	}
	l.long = append(l.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(l.long) > largestLine {
			return nil, fmt.Errorf("%w: a line of more than %d MB", errDump, largestLine>>20)
		}
		line, err = l.in.ReadSlice('\n')
		l.long = append(l.long, line...)
	}
	if errors.Is(err, io.EOF) && len(l.long) > 0 {
		return l.long, nil
	}
	if err != nil {
		return nil, err
	}
	return l.long[:len(l.long)-1], nil
}

// rows shows the rows up to the line \. that ends a table; at is nil when they are not
// asked for.
func (l *lineReader) rows(columns int, at []int, see func([][]byte) error) error {
	for {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: it breaks off", errDump)
		}
		if err != nil {
			return err
		}
		if string(line) == `\.` {
			return nil
		}
		if at == nil {
			continue
		}
		fields := bytes.Split(line, []byte("\t"))
		if len(fields) != columns {
			return fmt.Errorf("%w: %d fields in place of %d", errDump, len(fields), columns)
		}
		l.row = l.row[:0]
		for _, i := range at {
			l.row = append(l.row, copyField(fields[i]))
		}
		if err := see(l.row); err != nil {
			return err
		}
	}
}

// copyEscapes are those of COPY's text format that stand for one character.
var copyEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// copyField takes the escapes out of a field; nil for NULL.
func copyField(field []byte) []byte {
	if string(field) == `\N` {
		return nil
	}
	if bytes.IndexByte(field, '\\') < 0 {
		return field[:len(field):len(field)]
	}
	out := field[:0:0]
	for i := 0; i < len(field); i++ {
		c := field[i]
		if c == '\\' && i+1 < len(field) {
			i++
			if c = field[i]; copyEscapes[c] != 0 {
				c = copyEscapes[c]
			}
		}
		out = append(out, c)
	}
	return out
}

// hstore reads a value of a text that PostgreSQL writes as "key"=>"value", …; ok is
// false when the key is not there, or its value is NULL.
func hstore(text []byte, key string) (value string, ok bool, err error) {
	for rest := bytes.TrimSpace(text); len(rest) > 0; {
		var name, is string
		var null bool
		if name, _, rest, err = hstoreWord(rest); err != nil {
			return "", false, err
		}
		var arrow bool
		if rest, arrow = bytes.CutPrefix(rest, []byte("=>")); !arrow {
			return "", false, fmt.Errorf("%w: hstore without =>", errDump)
		}
		if is, null, rest, err = hstoreWord(rest); err != nil {
			return "", false, err
		}
		if name == key && !null {
			value, ok = is, true
		}
		rest = bytes.TrimLeft(rest, ", ")
	}
	return value, ok, nil
}

// hstoreWord reads a word in quotes, or NULL.
func hstoreWord(text []byte) (word string, null bool, rest []byte, err error) {
	if rest, ok := bytes.CutPrefix(text, []byte("NULL")); ok {
		return "", true, rest, nil
	}
	if len(text) == 0 || text[0] != '"' {
		return "", false, nil, fmt.Errorf("%w: hstore without quotes", errDump)
	}
	var out []byte
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i++; i < len(text) {
				out = append(out, text[i])
			}
		case '"':
			return string(out), false, text[i+1:], nil
		default:
			out = append(out, text[i])
		}
	}
	return "", false, nil, fmt.Errorf("%w: hstore that does not end", errDump)
}
