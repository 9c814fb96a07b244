// SPDX-License-Identifier: Apache-2.0

package packagelist

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
)

// Names reads a list of one of the formats json, lines, csv and module. Of a list that
// ranks by a number, the names come with the highest first, and by name where two have
// the same.
func Names(list ecosystems.List, data []byte) ([]string, error) {
	if !Fetchable(list) {
		return nil, fmt.Errorf("a list of format %s is not read as one text", list.Format)
	}
	return formats[list.Format](list, data)
}

// formats read the names of lists that come as one text.
var formats = map[string]func(ecosystems.List, []byte) ([]string, error){
	"json": fromJSON, "lines": fromLines, "csv": fromCSV, "module": fromModule,
}

// Fetchable says whether Names reads the list, so that Fetch can: a dump or a clone is
// for package bulk.
func Fetchable(list ecosystems.List) bool {
	return formats[list.Format] != nil
}

// entry is a name with the number that it is ranked by.
type entry struct {
	name  string
	count int64
}

func fromJSON(list ecosystems.List, data []byte) ([]string, error) {
	root, err := endpoint.ParseValue(data)
	if err != nil {
		return nil, err
	}
	if root, err = root.At(list.Each); err != nil || !root.Present() {
		return nil, fmt.Errorf("no list at %q", list.Each)
	}
	values, err := root.Each("")
	if err != nil {
		return nil, err
	}
	members, all := root.Members(), make([]entry, 0, len(values))
	for i, value := range values {
		var one entry
		if members != nil && list.At == "" {
			one.name = members[i]
		} else if one.name, err = textAt(value, list.At); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if list.Count != "" {
			text, err := textAt(value, strings.TrimSuffix(list.Count, "/"))
			if err != nil {
				return nil, fmt.Errorf("entry %d: %w", i+1, err)
			}
			if one.count, err = strconv.ParseInt(text, 10, 64); err != nil {
				return nil, fmt.Errorf("entry %d: %.40q is not a number", i+1, text)
			}
		}
		all = append(all, one)
	}
	return ranked(all, list.Count != ""), nil
}

func textAt(value endpoint.Value, at string) (string, error) {
	v, err := value.At(at)
	if err != nil {
		return "", err
	}
	if !v.Present() || !v.IsScalar() {
		return "", fmt.Errorf("no value at %q", at)
	}
	return v.Text(), nil
}

func ranked(all []entry, counted bool) []string {
	if counted {
		slices.SortStableFunc(all, func(a, b entry) int {
			return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.name, b.name))
		})
	}
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = one.name
	}
	return names
}

// fromLines reads a name a line; a line --- ends a header, as in the compact index.
func fromLines(_ ecosystems.List, data []byte) ([]string, error) {
	var names []string
	var bad error
	in := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSpace(in.Text())
		switch {
		case line == "---":
			names, bad = nil, nil
		case strings.ContainsAny(line, " \t\"<>{}") && !strings.HasPrefix(line, "#"): // such as a wall's
			bad = fmt.Errorf("line %d: not a name: %.60q", n, line)
		case line != "" && !strings.HasPrefix(line, "#"):
			names = append(names, line)
		}
	}
	if bad != nil {
		return nil, bad
	}
	return names, in.Err()
}

func fromCSV(list ecosystems.List, data []byte) ([]string, error) {
	in := csv.NewReader(bytes.NewReader(data))
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("not csv: %w", err)
	}
	at := slices.Index(head, strings.TrimPrefix(list.At, "/"))
	if at < 0 {
		return nil, fmt.Errorf("no column %q", list.At)
	}
	var names []string
	for {
		line, err := in.Read()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, fmt.Errorf("not csv: %w", err)
		}
		names = append(names, line[at])
	}
}

// literal is a string of a module that lists them, and nothing else.
var (
	literal = regexp.MustCompile(`^\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*,?\s*$`)
	opening = regexp.MustCompile(`^\s*export\s+(?:const\s+\w+\s*=|default)\s*\[\s*$`)
)

// fromModule reads a module that exports one array of strings, a string a line. It is
// read, and never run.
func fromModule(_ ecosystems.List, data []byte) ([]string, error) {
	var names []string
	open := false
	in := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; in.Scan(); n++ {
		line := in.Text()
		found := literal.FindStringSubmatch(line)
		switch {
		case !open && opening.MatchString(line):
			open = true
		case open && found != nil:
			names = append(names, found[1]+found[2])
		case open && strings.HasPrefix(strings.TrimSpace(line), "]"):
			return names, nil
		case open:
			return nil, fmt.Errorf("line %d: not a string of a list: %.60q", n, line)
		}
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	return nil, errors.New("no array that is exported, or it does not end")
}
