// SPDX-License-Identifier: Apache-2.0

package cachefile

import (
	"bytes"
	"cmp"
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
	s, from, err := check(bytes.NewReader(data), int64(len(data)))
	if err == nil {
		s.Body = spool.InMemory(data[from : len(data)-sha256.Size])
	}
	return s, err
}

// check holds a file of a size against its checksum, and reads its metadata. The body
// begins at from.
func check(file io.ReaderAt, size int64) (s *Answer, from int64, err error) {
	if size < int64(fileFrame) {
		return nil, 0, errDamaged
	}
	var head [len(fileMagic) + 4]byte
	var sum [sha256.Size]byte
	hash := sha256.New()
	_, noText := io.Copy(hash, io.NewSectionReader(file, 0, size-sha256.Size))
	_, noHead := file.ReadAt(head[:], 0)
	_, noSum := file.ReadAt(sum[:], size-sha256.Size)
	if err := errors.Join(noText, noHead, noSum); err != nil {
		return nil, 0, err
	}
	length := int64(binary.BigEndian.Uint32(head[len(fileMagic):]))
	if !bytes.Equal(hash.Sum(nil), sum[:]) || !bytes.HasPrefix(head[:], []byte(fileMagic)) || length > min(maxMeta, size-int64(fileFrame)) {
		return nil, 0, errDamaged
	}
	meta := make([]byte, length)
	if _, err := file.ReadAt(meta, int64(len(head))); err != nil {
		return nil, 0, err
	}
	s, err = decodeMeta(meta)
	return s, int64(len(head)) + length, err
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
	s, err := read(f, most)
	if err != nil || !s.Body.InFile() {
		_ = f.Close()
	}
	return s, err
}

func read(f *os.File, most int64) (*Answer, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	if !info.Mode().IsRegular() || most > 0 && size > most {
		return nil, errDamaged
	}
	if size <= largeBody {
		data := make([]byte, size)
		if _, err := io.ReadFull(f, data); err != nil {
			return nil, err
		}
		return decode(data)
	}
	s, from, err := check(f, size)
	if err == nil {
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
	err = cmp.Or(write(f), f.Close())
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
