// SPDX-License-Identifier: Apache-2.0

package packagelist

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// Source is a list that was read, and from where.
type Source struct {
	Read   string // address, package and path, or commit and path
	Date   string // YYYY-MM-DD: the commit's, the file's, or the day it was fetched
	Digest string // SHA-256, hexadecimal, of the bytes of the list; of pages, one after the other
	Names  []string
}

// largest is the most bytes of a list.
const largest = 512 << 20

// ReadFrom reads a list from a file, or from a folder or clone that holds it.
func ReadFrom(ctx context.Context, list ecosystems.List, from string) (*Source, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return readFile(list, filepath.Base(from), from, info)
	}
	for _, name := range list.Paths {
		file := filepath.Join(from, filepath.FromSlash(name))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			manifest, _ := os.ReadFile(filepath.Join(from, "package.json")) // of an unpacked npm package
			return readFile(list, versionOf(manifest)+name, file, info)
		}
	}
	return readClone(ctx, list, from)
}

func readFile(list ecosystems.List, read, file string, info fs.FileInfo) (*Source, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return newSource(list, read, info.ModTime(), data)
}

// readClone reads a list of the head of a clone.
func readClone(ctx context.Context, list ecosystems.List, from string) (source *Source, err error) {
	clones, name, err := gitclone.Split(from)
	if err != nil {
		return nil, err
	}
	choose := func(paths []string) []string {
		for _, want := range list.Paths {
			if slices.Contains(paths, want) {
				return []string{want}
			}
		}
		return nil
	}
	failed := clones.Files(ctx, name, choose, func(f repo.File) {
		if err = f.Err; err == nil {
			source, err = newSource(list, fmt.Sprintf("%s@%.12s:%s", f.In().Name, f.In().Commit, f.Path), f.In().Date, f.Data)
		}
	})
	switch {
	case failed != nil:
		return nil, failed
	case source == nil && err == nil:
		return nil, fmt.Errorf("none of %s is there", strings.Join(list.Paths, ", "))
	}
	return source, err
}

func newSource(list ecosystems.List, read string, at time.Time, data []byte) (*Source, error) {
	names, err := Names(list, data)
	if err != nil {
		return nil, fmt.Errorf("%s: not the list %s: %w", read, list.ID, err)
	}
	sum := sha256.Sum256(data)
	return &Source{Read: read, Date: at.UTC().Format(time.DateOnly), Digest: hex.EncodeToString(sum[:]), Names: names}, nil
}

// versionOf reads name and version of a package.json or a registry's manifest, and names
// the package as NAME@VERSION:, or nothing.
func versionOf(data []byte) string {
	root, err := endpoint.ParseValue(data)
	if err != nil {
		return ""
	}
	name, errName := textAt(root, "/name")
	version, errVersion := textAt(root, "/version")
	if errors.Join(errName, errVersion) != nil {
		return ""
	}
	return name + "@" + version + ":"
}

// Fetch reads a list from where it is published, page by page if it comes in pages.
func Fetch(ctx context.Context, client *http.Client, list ecosystems.List, registry string) (*Source, error) {
	address := strings.ReplaceAll(list.URL, "{registry}", strings.TrimRight(registry, "/"))
	source := &Source{Read: strings.ReplaceAll(address, "{page}", "1"), Date: time.Now().UTC().Format(time.DateOnly)}
	sum := sha256.New()
	for page := 1; page <= list.Most; page++ {
		at := strings.ReplaceAll(address, "{page}", strconv.Itoa(page))
		data, err := get(ctx, client, at)
		if err != nil {
			return nil, err
		}
		if list.Tarball != "" {
			if source.Read = versionOf(data); source.Read == "" {
				return nil, errors.New("no package: its name and version are missing")
			}
			source.Read += list.Paths[0]
			if data, err = unpacked(ctx, client, list, data); err != nil {
				return nil, err
			}
		}
		names, err := Names(list, data)
		if err != nil {
			return nil, fmt.Errorf("not the list %s: %w", list.ID, err)
		}
		_, _ = sum.Write(data)
		source.Names = append(source.Names, names...)
		if len(names) == 0 {
			break
		}
	}
	source.Digest = hex.EncodeToString(sum.Sum(nil))
	return source, nil
}

func get(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	response, err := Open(ctx, client, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return readBounded(response.Body)
}

func readBounded(in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, largest+1))
	if err == nil && len(data) > largest {
		return nil, fmt.Errorf("larger than %d MB", largest>>20)
	}
	return data, err
}

// foreign are types that lists do not have: a picture, or a page that asks who is there.
var foreign = regexp.MustCompile(`(?i)^\s*(image|audio|video|font)/|^\s*(text/html|application/xhtml)`)

// Open asks for a list, or for one page of it, whose body is to be closed.
func Open(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, errors.New("no usable address")
	}
	req.Header.Set("Accept", "application/vnd.pypi.simple.v1+json, application/json, */*;q=0.5")
	response, err := client.Do(req)
	if named, ok := errors.AsType[*url.Error](err); ok {
		return nil, named.Err // the transport's own names the address too
	}
	if err != nil {
		return nil, err
	}
	media := response.Header.Get("Content-Type")
	switch {
	case response.StatusCode != http.StatusOK:
		err = fmt.Errorf("HTTP status %d", response.StatusCode)
	case foreign.MatchString(media):
		err = fmt.Errorf("a list was expected, and %.60q came", media)
	default:
		return response, nil
	}
	return nil, errors.Join(err, response.Body.Close())
}

// unpacked fetches the tarball that a manifest names, and reads the list in it.
func unpacked(ctx context.Context, client *http.Client, list ecosystems.List, manifest []byte) ([]byte, error) {
	root, err := endpoint.ParseValue(manifest)
	if err != nil {
		return nil, err
	}
	address, err := textAt(root, list.Tarball)
	if err != nil {
		return nil, err
	}
	data, err := get(ctx, client, address)
	if err != nil {
		return nil, fmt.Errorf("its tarball: %w", err)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("its tarball: %w", err)
	}
	files := tar.NewReader(unzipped)
	for {
		file, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("its tarball holds no %s", list.Paths[0])
		}
		if err != nil {
			return nil, fmt.Errorf("its tarball: %w", err)
		}
		if _, below, _ := strings.Cut(path.Clean(file.Name), "/"); below == list.Paths[0] {
			return readBounded(files)
		}
	}
}
