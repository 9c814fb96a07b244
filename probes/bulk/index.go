// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption"
)

// The metrics of NuGet's catalog and of PyPI's simple index.
const (
	nugetDeleted    = "policy.deletion-policy.catalog-releases"
	nugetAllDeleted = "policy.deletion-policy.catalog-packages"
	pypiNormal      = "naming.name-normalization.index-names"
)

// Answer is what an address gave. Close its body.
type Answer struct {
	Body io.ReadCloser
	At   time.Time // when it was read
}

// Get fetches an address. Its error says in one line why there is no answer.
type Get func(ctx context.Context, address string) (Answer, error)

// Index is how a registry publishes its packages over the network: page by page, or as
// one large text.
type Index struct {
	List string // id of the list in metrics.yml that says where it is
	// Read shows each package once, in the order of their names; pages is called after
	// each page.
	Read func(ctx context.Context, get Get, address string, pages func(done, total int), see func(Package) error) (Origin, error)
}

// Indexes are those that are read, by ecosystem.
var Indexes = map[string]Index{"nuget": {"catalog", nugetCatalog}, "pypi": {"names", simpleIndex}}

// catalogItem is a page in the catalog's index, or an event on a page.
type catalogItem struct {
	Address string    `json:"@id"`
	Type    string    `json:"@type"`
	At      time.Time `json:"commitTimeStamp"`
	Count   int       `json:"count"`
	ID      string    `json:"nuget:id"`
	Version string    `json:"nuget:version"`
}

// catalogPage is the index, or a page. An index has some twenty thousand pages, and a
// page some five hundred events.
type catalogPage struct {
	At    time.Time     `json:"commitTimeStamp"`
	Count *int          `json:"count"`
	Items []catalogItem `json:"items"`
}

// nugetCatalog reads the pages of NuGet's catalog, which name every release that was
// pushed, changed or deleted. Whether a release is listed or deprecated is said by the
// leaves, of which there are millions: they are not asked for.
func nugetCatalog(ctx context.Context, get Get, address string, pages func(done, total int), see func(Package) error) (Origin, error) {
	index, err := catalogPart(ctx, get, address)
	if err != nil {
		return Origin{}, err
	}
	events := newSorter()
	defer events.close()
	for i, item := range index.Items {
		if !sameHost(item.Address, address) {
			return Origin{}, fmt.Errorf("%w: a page of the catalog is at another host", errDump)
		}
		page, err := catalogPart(ctx, get, item.Address)
		if err != nil {
			return Origin{}, fmt.Errorf("page %d of %d: %w", i+1, len(index.Items), err)
		}
		if len(page.Items) < item.Count { // it may have grown
			return Origin{}, fmt.Errorf("%w: page %d of %d holds %d events, and its index says %d", errDump, i+1, len(index.Items), len(page.Items), item.Count)
		}
		if err := addEvents(events, page.Items); err != nil {
			return Origin{}, err
		}
		pages(i+1, len(index.Items))
	}
	return Origin{"catalog of " + fmt.Sprint(len(index.Items)) + " pages", index.At.UTC()}, showReleases(events, see)
}

func sameHost(one, other string) bool {
	a, errA := url.Parse(one)
	b, errB := url.Parse(other)
	return errA == nil && errB == nil && a.Scheme == b.Scheme && a.Host == b.Host && a.User == nil
}

// catalogPart reads the index or a page, which says itself how much it holds.
func catalogPart(ctx context.Context, get Get, address string) (catalogPage, error) {
	var part catalogPage
	got, err := get(ctx, address)
	if err != nil {
		return part, err
	}
	defer func() { _ = got.Body.Close() }()
	in := json.NewDecoder(io.LimitReader(got.Body, 64<<20))
	if err := in.Decode(&part); err != nil {
		return part, fmt.Errorf("%w: not JSON of a catalog", errDump)
	}
	switch {
	case part.Count == nil || part.At.IsZero():
		return part, fmt.Errorf("%w: no count or commitTimeStamp: not a catalog", errDump)
	case *part.Count != len(part.Items):
		return part, fmt.Errorf("%w: it says that it holds %d entries, and holds %d", errDump, *part.Count, len(part.Items))
	}
	return part, nil
}

// eventTime sorts as text.
const eventTime = "2006-01-02T15:04:05.000000000"

var eventKinds = map[string]string{"nuget:PackageDetails": "+", "nuget:PackageDelete": "-"}

func addEvents(events *sorter, items []catalogItem) error {
	for _, e := range items {
		kind := eventKinds[e.Type]
		if kind == "" {
			return fmt.Errorf("%w: an event of type %.60q", errDump, e.Type)
		}
		if e.ID == "" || e.Version == "" || e.At.IsZero() || strings.ContainsAny(e.ID+e.Version, "\x00\n") {
			return fmt.Errorf("%w: an event without id, version or time", errDump)
		}
		version, _, _ := strings.Cut(strings.ToLower(e.Version), "+")
		line := strings.Join([]string{strings.ToLower(e.ID), version, e.At.UTC().Format(eventTime), kind}, "\x00")
		if err := events.add([]byte(line)); err != nil {
			return err
		}
	}
	return nil
}

// showReleases shows of each package how many of its releases were deleted at last.
func showReleases(events *sorter, see func(Package) error) error {
	var id, version string
	var releases, deleted, gone int64 // gone is 1 while the last event of the release is its deletion
	show := func() error {
		if releases == 0 {
			return nil
		}
		deleted += gone
		return see(Package{Name: id, Values: map[string]adoption.Value{
			nugetDeleted: {With: deleted, Of: releases}, nugetAllDeleted: {With: number(deleted == releases), Of: 1},
		}})
	}
	err := events.each(func(line []byte) error {
		parts := bytes.Split(line, []byte{0})
		if string(parts[0]) != id {
			if err := show(); err != nil {
				return err
			}
			id, version, releases, deleted, gone = string(parts[0]), "", 0, 0, 0
		}
		if string(parts[1]) != version {
			version = string(parts[1])
			releases++
			deleted += gone
		}
		gone = number(string(parts[3]) == "-")
		return nil
	})
	if err != nil {
		return err
	}
	return show()
}

// separators are what PEP 503 makes one hyphen.
var separators = regexp.MustCompile(`[-_.]+`)

// simpleIndex reads PyPI's simple index as JSON (PEP 691), which names every project,
// and nothing else of it.
func simpleIndex(ctx context.Context, get Get, address string, pages func(done, total int), see func(Package) error) (Origin, error) {
	got, err := get(ctx, address)
	if err != nil {
		return Origin{}, err
	}
	defer func() { _ = got.Body.Close() }()
	names := newSorter()
	defer names.close()
	serial, err := eachProject(got.Body, func(name string) error {
		normal := strings.ToLower(separators.ReplaceAllString(name, "-"))
		return names.add([]byte(normal + "\x00" + name))
	})
	if err != nil {
		return Origin{}, err
	}
	pages(1, 1)
	last := ""
	return Origin{"simple index of serial " + serial, got.At.UTC()}, names.each(func(line []byte) error {
		normal, name, _ := strings.Cut(string(line), "\x00")
		if normal == last {
			return nil // a project that is there twice counts once
		}
		last = normal
		return see(Package{Name: normal, Values: map[string]adoption.Value{pypiNormal: {With: number(name == normal), Of: 1}}})
	})
}

// eachProject goes through the index without holding it.
func eachProject(in io.Reader, see func(name string) error) (serial string, err error) {
	var about struct {
		Version string      `json:"api-version"`
		Serial  json.Number `json:"_last-serial"`
	}
	decoder, found := json.NewDecoder(in), false
	if err := wantToken(decoder, json.Delim('{')); err != nil {
		return "", err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return "", notIndex(err)
		}
		switch key {
		case "projects":
			found = true
			err = projects(decoder, see)
		case "meta":
			err = decoder.Decode(&about)
		default:
			var skipped json.RawMessage
			err = decoder.Decode(&skipped)
		}
		if err != nil {
			return "", notIndex(err)
		}
	}
	if err := wantToken(decoder, json.Delim('}')); err != nil {
		return "", err
	}
	if !found || !strings.HasPrefix(about.Version, "1.") {
		return "", fmt.Errorf("%w: no projects, or no meta of PEP 691", errDump)
	}
	return about.Serial.String(), nil
}

func projects(decoder *json.Decoder, see func(name string) error) error {
	if err := wantToken(decoder, json.Delim('[')); err != nil {
		return err
	}
	for decoder.More() {
		var one struct{ Name string }
		if err := decoder.Decode(&one); err != nil {
			return err
		}
		if one.Name == "" || strings.Contains(one.Name, "\x00") {
			return fmt.Errorf("%w: a project without a name", errDump)
		}
		if err := see(one.Name); err != nil {
			return err
		}
	}
	return wantToken(decoder, json.Delim(']'))
}

func wantToken(decoder *json.Decoder, want json.Token) error {
	if token, err := decoder.Token(); err != nil || token != want {
		return notIndex(err)
	}
	return nil
}

// notIndex keeps an error of ours, and makes one line of any other.
func notIndex(err error) error {
	if errors.Is(err, errDump) {
		return err
	}
	return fmt.Errorf("%w: not JSON of a simple index (PEP 691), or it breaks off", errDump)
}
