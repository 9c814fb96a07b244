// SPDX-License-Identifier: Apache-2.0

package table

import (
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Formats are those that Export writes.
var Formats = []string{"csv", "json", "ndjson"}

// Export writes one table as csv, json or ndjson. All three come from the same
// rows as the Parquet file: lists are joined by a blank in csv, digests are
// hexadecimal, times are RFC 3339 in UTC, and NULL is empty in csv and null in
// json.
func (d *Dataset) Export(w io.Writer, name, format string) error {
	if t, ok := Find(name); ok {
		return WriteRows(w, format, reflect.ValueOf(t.Rows(d)))
	}
	return fmt.Errorf("no table %q: tables are %s", name, strings.Join(AllNames(), ", "))
}

// WriteRows writes a slice of rows in one of the Formats, as Export does. It serves
// rows that no dataset holds.
func WriteRows(w io.Writer, format string, rows reflect.Value) error {
	columns := ColumnsOf(rows.Type().Elem())
	switch format {
	case "csv":
		return writeCSV(w, columns, rows)
	case "json":
		return writeJSON(w, columns, rows)
	case "ndjson":
		for i := range rows.Len() {
			if err := WriteObject(w, columns, rows.Index(i)); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("no format %q: formats are %s", format, strings.Join(Formats, ", "))
}

// timeForm is RFC 3339 with what there is of a second: nothing in what this program
// writes, and thousandths in tables from before it kept whole seconds only.
const timeForm = "2006-01-02T15:04:05.999Z07:00"

// ColumnsOf lists the columns that a struct of rows has, in the order of its fields.
func ColumnsOf(row reflect.Type) []Column {
	var columns []Column
	for i := range row.NumField() {
		field := row.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		c := Column{
			Name: name, Doc: field.Tag.Get("doc"), Type: TypeString, index: i,
			Optional: strings.Contains(options, "optional"), time: strings.Contains(options, "timestamp"),
		}
		if kind, ok := kinds[field.Type.Kind()]; ok {
			c.Type = kind
		}
		if c.time {
			c.Type = TypeDatetime
		}
		columns = append(columns, c)
	}
	return columns
}

// kinds are the types of fields that are not texts.
var kinds = map[reflect.Kind]string{
	reflect.Bool: TypeBoolean, reflect.Int32: TypeInteger, reflect.Int64: TypeInteger, reflect.Float64: TypeNumber, reflect.Slice: TypeArray,
}

// value gives what json shows: nil for NULL.
func (c Column) value(row reflect.Value) any {
	v := row.Field(c.index)
	if c.Optional && v.IsZero() {
		return nil
	}
	switch x := v.Interface().(type) {
	case int64:
		if c.time {
			return time.UnixMilli(x).UTC().Format(timeForm)
		}
	case *[32]byte:
		return hex.EncodeToString(x[:])
	case []string:
		return append([]string{}, x...)
	}
	return v.Interface()
}

// Text is a row's value of the column as CSV has it; "" for none, times in UTC.
func (c Column) Text(row reflect.Value) string {
	switch x := c.value(row).(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case []string:
		return strings.Join(x, " ")
	case float64:
		text, _ := json.Marshal(x) // no share is infinite
		return string(text)
	default:
		return fmt.Sprint(x)
	}
}

func writeCSV(w io.Writer, columns []Column, rows reflect.Value) error {
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.Name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for i := range rows.Len() {
		for k, c := range columns {
			line[k] = c.Text(rows.Index(i))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeJSON(w io.Writer, columns []Column, rows reflect.Value) error {
	if rows.Len() == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	if _, err := io.WriteString(w, "["); err != nil {
		return err
	}
	for i := range rows.Len() {
		lead := ",\n"
		if i == 0 {
			lead = "\n"
		}
		if _, err := io.WriteString(w, lead); err != nil {
			return err
		}
		if err := WriteObject(w, columns, rows.Index(i)); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}

// WriteObject keeps the order of columns, which encoding/json's maps do not.
func WriteObject(w io.Writer, columns []Column, row reflect.Value) error {
	b := append(make([]byte, 0, 1024), '{')
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), c.Name...), '"', ':')
		var err error
		if b, err = c.appendJSON(b, row); err != nil {
			return err
		}
	}
	_, err := w.Write(append(b, '}'))
	return err
}

// appendJSON writes what encoding/json writes for value, most of it without it:
// tables are long and exported often.
func (c Column) appendJSON(b []byte, row reflect.Value) ([]byte, error) {
	v := row.Field(c.index)
	switch {
	case c.Optional && v.IsZero():
		return append(b, "null"...), nil
	case v.Kind() == reflect.String && isPlainJSON(v.String()):
		return append(append(append(b, '"'), v.String()...), '"'), nil
	case v.Kind() == reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case v.Kind() == reflect.Int64 && c.time:
		return append(time.UnixMilli(v.Int()).UTC().AppendFormat(append(b, '"'), timeForm), '"'), nil
	}
	text, err := json.Marshal(c.value(row))
	return append(b, text...), err
}

// isPlainJSON says whether a text is the same in JSON.
func isPlainJSON(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
