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
	URL    string
	Status int
	Header http.Header
	Vary   map[string]string // what was asked with, as digests
	Asked  time.Time
	Got    time.Time
	body   []byte
}

func newStored(a *ask, asked time.Time, ans *answer) *stored {
	s := &stored{URL: a.url.String(), Status: ans.status, Header: storable(ans.header), Asked: asked, Got: ans.at, body: ans.body}
	for _, name := range varyNames(ans.header) {
		if s.Vary == nil {
			s.Vary = make(map[string]string)
		}
		s.Vary[name] = a.digestOf(name)
	}
	return s
}

func (a *ask) digestOf(name string) string {
	if name == "Authorization" {
		return a.who
	}
	return secretDigest(strings.Join(a.header[name], ","))
}

// varies says whether an ask is like the one that the answer was given to.
func (s *stored) varies(a *ask) bool {
	for name, digest := range s.Vary {
		if a.digestOf(name) != digest {
			return false
		}
	}
	return true
}

func (s *stored) answer(now time.Time, unasked bool) *answer {
	ans := &answer{status: s.Status, header: s.Header.Clone(), body: s.body, at: s.Got, cached: unasked}
	if unasked {
		ans.header.Set("Age", strconv.FormatInt(int64(s.age(now)/time.Second), 10))
	}
	return ans
}

func (s *stored) encode() ([]byte, error) {
	meta, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	if len(meta) > maxMeta {
		return nil, errors.New("the headers are too large to keep")
	}
	data := make([]byte, 0, fileFrame+len(meta)+len(s.body))
	data = append(data, fileMagic...)
	data = binary.BigEndian.AppendUint32(data, uint32(len(meta)))
	data = append(append(data, meta...), s.body...)
	sum := sha256.Sum256(data)
	return append(data, sum[:]...), nil
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
	s := new(stored)
	if err := json.Unmarshal(rest[:size], s); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if s.Status < 100 || s.Status > 999 || s.Header == nil {
		return nil, errDamaged
	}
	s.body = rest[size:]
	return s, nil
}

func readLimited(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || most > 0 && info.Size() > most {
		return nil, errDamaged
	}
	data := make([]byte, info.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// writeAtomic lets a reader see the old file or the new one, whole; the checksum
// covers a machine that stopped in between.
func writeAtomic(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
