// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/httpcache"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// A cache file is a magic line, the length of the metadata (4 bytes, big
// endian), the metadata as JSON, the body, and the SHA-256 of all before it.
const (
	fileMagic = "landscape cache 1\n"
	fileFrame = len(fileMagic) + 4 + sha256.Size
	maxMeta   = 1 << 20
)

// stored is an answer as kept.
type stored struct {
	URL string
	httpcache.Entry
	Vary map[string]string // what was asked with, as digests
	body spool.Content
}

// close gives back the file of an answer that nobody will read.
func (s *stored) close() {
	if s != nil {
		_ = s.body.Close()
	}
}

func newStored(a *exchange, asked time.Time, ans *response) *stored {
	entry := httpcache.Entry{Status: ans.status, Header: httpcache.Storable(ans.header), Asked: asked, Got: ans.at}
	return &stored{URL: a.url.String(), Entry: entry, Vary: variance(a, ans.header), body: ans.body}
}

// variance is what an answer depends on, of what it was asked with.
func variance(a *exchange, header http.Header) map[string]string {
	var with map[string]string
	for _, name := range httpcache.VaryNames(header) {
		if with == nil {
			with = make(map[string]string)
		}
		with[name] = a.digestOf(name)
	}
	return with
}

func (a *exchange) digestOf(name string) string {
	if name == "Authorization" {
		return a.who
	}
	return secretDigest(strings.Join(a.header[name], ","))
}

// varies says whether an exchange is like the one that the answer was given to.
func (s *stored) varies(a *exchange) bool {
	for name, digest := range s.Vary {
		if a.digestOf(name) != digest {
			return false
		}
	}
	return true
}

func (s *stored) response(now time.Time, unasked bool) *response {
	ans := &response{status: s.Status, header: s.Header.Clone(), body: s.body, at: s.Got, cached: unasked}
	if unasked {
		ans.header.Set("Age", strconv.FormatInt(int64(s.Age(now)/time.Second), 10))
	}
	return ans
}

// writeTo writes the whole file.
func (s *stored) writeTo(w io.Writer) error {
	meta, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if len(meta) > maxMeta {
		return errors.New("the headers are too large to keep")
	}
	hash := sha256.New()
	both := io.MultiWriter(w, hash)
	head := binary.BigEndian.AppendUint32([]byte(fileMagic), uint32(len(meta)))
	if _, err := both.Write(append(head, meta...)); err != nil {
		return err
	}
	if _, err := io.Copy(both, s.body.Reader()); err != nil {
		return err
	}
	_, err = w.Write(hash.Sum(nil))
	return err
}

var errDamaged = errors.New("a damaged cache file")

func decodeStored(data []byte) (*stored, error) {
	if len(data) < fileFrame || !bytes.HasPrefix(data, []byte(fileMagic)) {
		return nil, errDamaged
	}
	data, sum := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if actual := sha256.Sum256(data); !bytes.Equal(actual[:], sum) {
		return nil, errDamaged
	}
	rest := data[len(fileMagic)+4:]
	size := int64(binary.BigEndian.Uint32(data[len(fileMagic):]))
	if size > int64(len(rest)) {
		return nil, errDamaged
	}
	s, err := decodeMeta(rest[:size])
	if err == nil {
		s.body = spool.InMemory(rest[size:])
	}
	return s, err
}

func decodeMeta(meta []byte) (*stored, error) {
	s := new(stored)
	if err := json.Unmarshal(meta, s); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if s.Status < 100 || s.Status > 999 || s.Header == nil {
		return nil, errDamaged
	}
	return s, nil
}

// openStored reads a file of at most so many bytes (not above 0: any). The body
// of a large one is left in it, after its checksum was found right.
func openStored(path string, most int64) (*stored, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular() || most > 0 && info.Size() > most:
		err = errDamaged
	case info.Size() > largeBody:
		var s *stored
		if s, err = leftInFile(f, info.Size()); err == nil {
			return s, nil
		}
	default:
		data := make([]byte, info.Size())
		if _, err = io.ReadFull(f, data); err == nil {
			_ = f.Close()
			return decodeStored(data)
		}
	}
	_ = f.Close()
	return nil, err
}

func leftInFile(f *os.File, size int64) (*stored, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(f, 0, size-sha256.Size)); err != nil {
		return nil, err
	}
	var head [len(fileMagic) + 4]byte
	var sum [sha256.Size]byte
	if _, err := f.ReadAt(sum[:], size-sha256.Size); err != nil {
		return nil, err
	}
	if _, err := f.ReadAt(head[:], 0); err != nil {
		return nil, err
	}
	length := int64(binary.BigEndian.Uint32(head[len(fileMagic):]))
	if !bytes.Equal(hash.Sum(nil), sum[:]) || !bytes.HasPrefix(head[:], []byte(fileMagic)) || length > maxMeta {
		return nil, errDamaged
	}
	meta := make([]byte, length)
	if _, err := f.ReadAt(meta, int64(len(head))); err != nil {
		return nil, err
	}
	s, err := decodeMeta(meta)
	if err == nil {
		from := int64(len(head)) + length
		s.body = spool.Section(f, from, size-sha256.Size-from)
	}
	return s, err
}

// writeAtomic lets a reader see the old file or the new one, whole; the checksum
// covers a machine that stopped in between.
func writeAtomic(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	err = write(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if info, failed := os.Lstat(path); err == nil && failed == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a plain file: it stays", path)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
