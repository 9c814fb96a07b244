// SPDX-License-Identifier: Apache-2.0

package cachefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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

// Answer is an answer as kept.
type Answer struct {
	URL string
	httpcache.Entry
	Vary map[string]string // what was asked with, as digests
	Body spool.Content     `json:"-"`
}

// largeBody is where a body starts to count as large, and is left in its file.
const largeBody = 256 << 10

// Most is the size of the largest file of an answer whose body has at most so
// many bytes; not above 0: any.
func Most(body int64) int64 {
	if body <= 0 {
		return body
	}
	return body + maxMeta + int64(fileFrame)
}

// Close gives back the file of an answer that nobody will read.
func (s *Answer) Close() {
	if s != nil {
		_ = s.Body.Close()
	}
}

// Save writes an answer to a file, in the place of an older one.
func (s *Answer) Save(path string) error { return writeAtomic(path, s.writeTo) }

// writeTo writes the whole file.
func (s *Answer) writeTo(w io.Writer) error {
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
	if _, err := io.Copy(both, s.Body.Reader()); err != nil {
		return err
	}
	_, err = w.Write(hash.Sum(nil))
	return err
}

var errDamaged = errors.New("a damaged cache file")

func decode(data []byte) (*Answer, error) {
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
		s.Body = spool.InMemory(rest[size:])
	}
	return s, err
}

func decodeMeta(meta []byte) (*Answer, error) {
	s := new(Answer)
	if err := json.Unmarshal(meta, s); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if s.Status < 100 || s.Status > 999 || s.Header == nil {
		return nil, errDamaged
	}
	return s, nil
}

// Open reads a file of at most so many bytes (not above 0: any). The body
// of a large one is left in it, after its checksum was found right.
func Open(path string, most int64) (*Answer, error) {
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
		var s *Answer
		if s, err = leftInFile(f, info.Size()); err == nil {
			return s, nil
		}
	default:
		data := make([]byte, info.Size())
		if _, err = io.ReadFull(f, data); err == nil {
			_ = f.Close()
			return decode(data)
		}
	}
	_ = f.Close()
	return nil, err
}

func leftInFile(f *os.File, size int64) (*Answer, error) {
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
		s.Body = spool.Section(f, from, size-sha256.Size-from)
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
