// SPDX-License-Identifier: Apache-2.0

package cohort

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Cohort is a fixed list of packages, most popular first.
type Cohort struct {
	Name     string // such as top-1000, sample-2000, or the file's
	Packages []Package
}

// header is the first line of a cohort file.
var header = []string{"rank", "purl"}

// largestFile is the most bytes of a cohort that is read whole: some two million packages.
const largestFile = 64 << 20

// ReadFile reads a cohort file as Read does. Of one that cannot be opened or read the
// error is an *fs.PathError.
func ReadFile(file, kind string, known []string) ([]Package, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(io.LimitReader(in, largestFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > largestFile:
		return nil, fmt.Errorf("%s: larger than %d MB: draw a sample of it with --cohort sample-N --names", file, largestFile>>20)
	}
	return Read(file, data, kind, known)
}

// Read reads a cohort file: csv with the header rank,purl. file is what errors call it;
// kind is the purl type that every package must have, and known the types there are.
func Read(file string, data []byte, kind string, known []string) ([]Package, error) {
	if !bytes.HasSuffix(data, []byte("\n")) && len(data) > 0 {
		data = append(data[:len(data):len(data)], '\n')
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	var (
		all         []Package
		seen, ranks = make(map[string]int), make(map[int]int)
	)
	for n := 0; ; n++ {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, why := 1, err
			if parse, ok := errors.AsType[*csv.ParseError](err); ok {
				line, why = parse.Line, parse.Err
			}
			return nil, fmt.Errorf("%s:%d: not csv: %w", file, line, why)
		}
		line, _ := in.FieldPos(0)
		if n == 0 {
			if !slices.Equal(fields, header) {
				return nil, fmt.Errorf("%s:%d: the first line is not rank,purl", file, line)
			}
			continue
		}
		p, err := readLine(fields, kind, known)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, line, err)
		}
		if first, ok := seen[p.identity()]; ok {
			return nil, fmt.Errorf("%s:%d: %s is there already, at line %d", file, line, p.PURL, first)
		}
		if first, ok := ranks[p.Rank]; ok {
			return nil, fmt.Errorf("%s:%d: rank %d is there already, at line %d", file, line, p.Rank, first)
		}
		seen[p.identity()], ranks[p.Rank] = line, line
		all = append(all, p)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s:1: no package: the file is csv with the header rank,purl and a package a line", file)
	}
	slices.SortFunc(all, func(a, b Package) int { return a.Rank - b.Rank })
	return all, nil
}

func readLine(fields []string, kind string, known []string) (Package, error) {
	if len(fields) != len(header) {
		return Package{}, fmt.Errorf("%d fields in place of rank,purl", len(fields))
	}
	rank, err := strconv.Atoi(fields[0])
	if err != nil || rank < 1 {
		return Package{}, fmt.Errorf("rank %.40q is not a number from 1", fields[0])
	}
	p, err := Parse(fields[1])
	switch {
	case err != nil:
		return p, err
	case !slices.Contains(known, p.Type):
		return p, fmt.Errorf("%s: unknown ecosystem %q: they are %s", p.PURL, p.Type, strings.Join(known, ", "))
	case p.Type != kind:
		return p, fmt.Errorf("%s is of ecosystem %s, and %s is measured", p.PURL, p.Type, kind)
	}
	p.Rank = rank
	return p, nil
}

// Write writes a cohort file.
func Write(packages []Package) []byte {
	var out bytes.Buffer
	out.WriteString(strings.Join(header, ",") + "\n")
	w := csv.NewWriter(&out)
	for _, p := range packages {
		_ = w.Write([]string{strconv.Itoa(p.Rank), p.PURL}) // a buffer never fails
	}
	w.Flush()
	return out.Bytes()
}

// Digest is the SHA-256, hexadecimal, of the cohort's file.
func Digest(packages []Package) string {
	sum := sha256.Sum256(Write(packages))
	return hex.EncodeToString(sum[:])
}

// Top is the first n packages.
func Top(packages []Package, n int) ([]Package, error) {
	if n > len(packages) {
		return nil, fmt.Errorf("the list holds %d packages, and not %d", len(packages), n)
	}
	return packages[:n], nil
}

// Ranked makes packages of names in their order; names that are not a package's of that
// type, and those that come again, are counted and left out.
func Ranked(kind string, names []string) (packages []Package, left int) {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		p, err := FromName(kind, name)
		if err != nil || seen[p.identity()] {
			left++
			continue
		}
		seen[p.identity()] = true
		p.Rank = len(packages) + 1
		packages = append(packages, p)
	}
	return packages, left
}
