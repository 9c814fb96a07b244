// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption"
)

const catalogAt = "https://catalog.example/v3/catalog0/index.json"

// madeCatalog is a catalog of made releases, with the truth of it.
func madeCatalog(packages int) (answers map[string]string, truth map[string][2]int64) {
	source := rand.New(rand.NewPCG(3, 4))
	truth = make(map[string][2]int64)
	var events []map[string]any
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	add := func(kind, id, version string) {
		at = at.Add(time.Duration(1+source.IntN(3)) * 1234567891)
		events = append(events, map[string]any{"@id": "https://catalog.example/leaf", "@type": kind, "commitTimeStamp": at, "nuget:id": id, "nuget:version": version})
	}
	for i := range packages {
		id := fmt.Sprintf("Made.P%04d", i)
		var one [2]int64
		for v := range 1 + source.IntN(5) {
			version, gone := fmt.Sprintf("1.%d.0-Beta+build", v), source.Float64() < 0.2
			add("nuget:PackageDetails", id, version)
			switch {
			case gone && v%2 == 0: // deleted, pushed again and deleted again
				add("nuget:PackageDelete", strings.ToLower(id), version)
				add("nuget:PackageDetails", id, "1."+fmt.Sprint(v)+".0-beta")
				add("nuget:PackageDelete", id, version)
			case gone:
				add("nuget:PackageDelete", id, version)
			case v%3 == 0:
				add("nuget:PackageDelete", id, version)
				add("nuget:PackageDetails", id, version)
			}
			one[1]++
			one[0] += number(gone)
		}
		truth[strings.ToLower(id)] = one
	}
	answers = make(map[string]string)
	var pages []map[string]any
	for n := 0; len(events) > 0; n++ {
		page := events[:min(550, len(events))]
		events = events[len(page):]
		address := fmt.Sprintf("https://catalog.example/v3/catalog0/page%d.json", n)
		answers[address] = asJSON(map[string]any{"@id": address, "commitTimeStamp": at, "count": len(page), "items": page})
		pages = append(pages, map[string]any{"@id": address, "commitTimeStamp": at, "count": len(page)})
	}
	source.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	answers[catalogAt] = asJSON(map[string]any{"commitTimeStamp": at, "count": len(pages), "items": pages})
	return answers, truth
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func getFrom(answers map[string]string) Get {
	return func(_ context.Context, address string) (Answer, error) {
		text, ok := answers[address]
		if !ok {
			return Answer{}, errors.New("HTTP status 404")
		}
		return Answer{io.NopCloser(strings.NewReader(text)), time.Unix(9, 0)}, nil
	}
}

func readIndex(t *testing.T, ecosystem, address string, answers map[string]string) ([]Package, Origin, error) {
	t.Helper()
	var all []Package
	last := 0
	origin, err := Indexes[ecosystem].Read(t.Context(), getFrom(answers), address, func(done, total int) {
		if last = done; done > total {
			t.Errorf("page %d of %d", done, total)
		}
	}, func(p Package) error {
		all = append(all, p)
		return nil
	})
	if err == nil && last == 0 {
		t.Error("no page was told")
	}
	return all, origin, err
}

func TestNuGetCatalog(t *testing.T) {
	answers, truth := madeCatalog(900)
	all, origin, err := readIndex(t, "nuget", catalogAt, answers)
	if err != nil || len(all) != 900 || !slices.IsSortedFunc(all, func(a, b Package) int { return strings.Compare(a.Name, b.Name) }) || origin.Date.Year() != 2026 {
		t.Fatalf("%v %d %+v", err, len(all), origin)
	}
	for _, p := range all {
		want := truth[p.Name]
		if got := p.Values[nugetDeleted]; got != (adoption.Value{With: want[0], Of: want[1]}) {
			t.Errorf("%s: %+v, want %v", p.Name, got, want)
		}
		if got := p.Values[nugetAllDeleted]; got != (adoption.Value{With: number(want[0] == want[1]), Of: 1}) {
			t.Errorf("%s: %+v, want %v", p.Name, got, want)
		}
	}
}

// Of a catalog of which one page is not what it should be nothing is counted.
func TestBadCatalog(t *testing.T) {
	const page = "https://catalog.example/v3/catalog0/page1.json"
	for _, test := range []struct{ name, at, old, new, want string }{
		{"a page that is gone", page, "", "-", "page "},
		{"a wall", page, "", "<html>Are you human?", "not JSON of a catalog"},
		{"half of a page", page, "", `{"count":550,"commitTimeStamp":"2026-01-01T00:00:00Z","items":[{"@type"`, "not JSON of a catalog"},
		{"a page with less than it says", page, `"count":550`, `"count":551`, "says that it holds 551 entries, and holds 550"},
		{"a page with less than the index says", page, "", `{"count":0,"commitTimeStamp":"2026-01-01T00:00:00Z","items":[]}`, "holds 0 events, and its index says 550"},
		{"another type of value", page, `"count":550`, `"count":"many"`, "not JSON of a catalog"},
		{"an event of another type", page, "nuget:PackageDetails", "nuget:PackageMoved", `an event of type "nuget:PackageMoved"`},
		{"an event without a version", page, `"nuget:version":"`, `"version":"`, "an event without id, version or time"},
		{"an index of another shape", catalogAt, `"count":`, `"number":`, "no count or commitTimeStamp"},
		{"a page elsewhere", catalogAt, "https://catalog.example/v3/catalog0/page", "https://other.example/page", "a page of the catalog is at another host"},
	} {
		answers, _ := madeCatalog(900)
		switch {
		case test.new == "-":
			delete(answers, test.at)
		case test.old == "":
			answers[test.at] = test.new
		default:
			answers[test.at] = strings.ReplaceAll(answers[test.at], test.old, test.new)
		}
		all, _, err := readIndex(t, "nuget", catalogAt, answers)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") || len(all) > 0 {
			t.Errorf("%s: %v, want %q; %d packages", test.name, err, test.want, len(all))
		}
	}
}

func TestSimpleIndex(t *testing.T) {
	const at = "https://index.example/simple/"
	for _, test := range []struct{ name, text, want string }{
		{"sound", `{"meta":{"api-version":"1.4","_last-serial":77},"projects":[{"name":"b"},{"name":"Zope.Interface","_last-serial":3},{"name":"a_b"}],"x":[{}]}`, "a-b 0, b 1, zope-interface 0"},
		{"meta at the end", `{"projects":[{"name":"b"},{"name":"B"}],"meta":{"api-version":"1.0","_last-serial":77}}`, "b 0"},
		{"half", `{"meta":{"api-version":"1.4"},"projects":[{"name":"b"},{"na`, "it breaks off"},
		{"no end", `{"meta":{"api-version":"1.4"},"projects":[{"name":"b"}]`, "it breaks off"},
		{"a wall", "<html>", "not JSON"},
		{"a list", `["a"]`, "not JSON"},
		{"another type", `{"meta":{"api-version":"1.4"},"projects":{"name":"b"}}`, "not JSON of a simple index"},
		{"no meta", `{"projects":[{"name":"b"}]}`, "no meta of PEP 691"},
		{"another version", `{"meta":{"api-version":"2.0"},"projects":[{"name":"b"}]}`, "no meta of PEP 691"},
		{"a project without a name", `{"meta":{"api-version":"1.4"},"projects":[{"nome":"b"}]}`, "a project without a name"},
		{"a line end", `{"meta":{"api-version":"1.4"},"projects":[{"name":"b\nc"}]}`, "a name with a line end"},
	} {
		all, origin, err := readIndex(t, "pypi", at, map[string]string{at: test.text})
		var words []string
		for _, p := range all {
			words = append(words, fmt.Sprint(p.Name, " ", p.Values[pypiNormal].With))
		}
		said := strings.Join(words, ", ")
		if err != nil {
			said = err.Error()
		} else if origin.Read != "simple index of serial 77" || origin.Date.Unix() != 9 {
			t.Errorf("%s: %+v", test.name, origin)
		}
		if !strings.Contains(said, test.want) || strings.Contains(said, "\n") {
			t.Errorf("%s: %s, want %q", test.name, said, test.want)
		}
	}
}

// Lines come in order, however many files they take.
func TestSorter(t *testing.T) {
	for _, room := range []int{1, 200, 1 << 20} {
		s := newSorter()
		s.room = room
		source := rand.New(rand.NewPCG(1, 2))
		var want [][]byte
		for range 500 {
			line := fmt.Appendf(nil, "%d\x00%d", source.IntN(90), source.IntN(90))
			want = append(want, line)
			if err := s.add(line); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(want, bytes.Compare)
		var got [][]byte
		if err := s.each(func(line []byte) error {
			got = append(got, bytes.Clone(line))
			return nil
		}); err != nil || !slices.EqualFunc(got, want, bytes.Equal) {
			t.Errorf("with room for %d bytes: %v, %d lines", room, err, len(got))
		}
		s.close()
	}
}
