// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// opaque are the beginnings of contents that hold no text to search, with what
// they are.
var opaque = []struct{ start, what string }{
	{"version https://git-lfs.github.com/spec/", "a pointer of Git LFS"},
	{"version https://hawser.github.com/spec/", "a pointer of Git LFS"},
	{"version http://git-media.io/v/", "a pointer of Git LFS"},
	{"/annex/objects/", "a pointer of git-annex"},
	{"\x00GITCRYPT\x00", "encrypted by git-crypt"},
	{"age-encryption.org/v1", "encrypted by age"},
	{"-----BEGIN AGE ENCRYPTED FILE-----", "encrypted by age"},
	{"-----BEGIN PGP MESSAGE-----", "encrypted by OpenPGP"},
	{"$ANSIBLE_VAULT;", "encrypted by Ansible Vault"},
	{"Salted__", "encrypted by OpenSSL"},
	{"\xfd7zXZ\x00", "an archive in the format xz, which is not unpacked here"},
	{"7z\xbc\xaf\x27\x1c", "an archive in the format 7z, which is not unpacked here"},
	{"Rar!\x1a\x07", "an archive in the format rar, which is not unpacked here"},
	{"\x04\x22\x4d\x18", "an archive in the format lz4, which is not unpacked here"},
	{"LZIP", "an archive in the format lzip, which is not unpacked here"},
}

// opaqueError says what a file is, when its bytes are not its text.
type opaqueError struct{ what string }

func (e *opaqueError) Error() string { return e.what }

// maxNested bounds archives within archives.
const maxNested = 3

// errBomb says that an archive does not end.
var errBomb = &opaqueError{fmt.Sprintf("an archive that unpacks to more than %d bytes", MaxFile)}

// searchableText gives the text of a file as patterns are to see it: UTF-16 and
// UTF-32 with a mark of their byte order in UTF-8, archives unpacked, one member
// after the other. Most files come back as they are. packed says that lines in
// the text are not lines of the file. The error is for what cannot be read so.
func searchableText(data []byte) (text []byte, packed bool, err error) {
	for _, o := range opaque {
		if len(data) >= len(o.start) && string(data[:len(o.start)]) == o.start {
			return nil, false, &opaqueError{o.what}
		}
	}
	if !isArchive(data) {
		return decodeWide(data), false, nil
	}
	var out unpacked
	if err := out.addFile(data, 0); err != nil {
		return nil, true, err
	}
	return out.text.Bytes(), true, nil
}

func isArchive(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\x1f\x8b\x08")) || bytes.HasPrefix(data, []byte("PK\x03\x04")) ||
		bytes.HasPrefix(data, []byte("\x28\xb5\x2f\xfd")) || len(data) > 10 && string(data[:3]) == "BZh" && string(data[4:10]) == "1AY&SY"
}

// unpacked gathers the texts of an archive within one budget.
type unpacked struct{ text bytes.Buffer }

func (u *unpacked) addFile(data []byte, depth int) error {
	if !isArchive(data) {
		text, _, err := searchableText(data[:len(data):len(data)])
		if err != nil {
			return err
		}
		u.text.Write(text)
		u.text.WriteByte('\n')
		return nil
	}
	if depth == maxNested {
		return &opaqueError{"an archive of archives"}
	}
	switch data[0] {
	case 'P':
		return u.unpackZip(data, depth)
	case 'B':
		return u.unpackStream(bzip2.NewReader(bytes.NewReader(data)), depth)
	case '(':
		in, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(4*MaxFile))
		if err != nil {
			return brokenArchive(err)
		}
		defer in.Close()
		return u.unpackStream(in, depth)
	}
	in, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return brokenArchive(err)
	}
	return u.unpackStream(in, depth)
}

// unpackStream unpacks one file; a tar in it is searched as it stands, since its
// members are plain.
func (u *unpacked) unpackStream(in io.Reader, depth int) error {
	data, err := io.ReadAll(io.LimitReader(in, int64(MaxFile-u.text.Len())+1))
	switch {
	case u.text.Len()+len(data) > MaxFile:
		return errBomb
	case err != nil:
		return brokenArchive(err)
	}
	return u.addFile(data, depth+1)
}

func (u *unpacked) unpackZip(data []byte, depth int) error {
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return brokenArchive(err)
	}
	for _, f := range files.File {
		if f.FileInfo().IsDir() || IsMedia(f.Name) {
			continue
		}
		if f.Flags&1 != 0 {
			return &opaqueError{"an encrypted archive"}
		}
		in, err := f.Open()
		if err != nil {
			return brokenArchive(err)
		}
		if err := u.unpackStream(in, depth); err != nil {
			return err
		}
	}
	return nil
}

func brokenArchive(err error) error {
	return &opaqueError{"an archive that cannot be unpacked: " + err.Error()}
}

// decodeWide turns UTF-16 and UTF-32 with a mark of byte order into UTF-8.
func decodeWide(data []byte) []byte {
	if len(data) < 2 || data[0] != 0xff && data[0] != 0xfe && data[0] != 0 {
		return data
	}
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}):
		return fromUTF32(data[4:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0, 0, 0xfe, 0xff}):
		return fromUTF32(data[4:], binary.BigEndian)
	case data[0] == 0xff && data[1] == 0xfe:
		return fromUTF16(data[2:], binary.LittleEndian)
	case data[0] == 0xfe && data[1] == 0xff:
		return fromUTF16(data[2:], binary.BigEndian)
	}
	return data
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

func fromUTF32(data []byte, order binary.ByteOrder) []byte {
	var text []byte
	for ; len(data) >= 4; data = data[4:] {
		text = utf8.AppendRune(text, rune(order.Uint32(data)))
	}
	return text
}

// Content is one object's bytes with what several readers share of it.
type Content struct {
	kind     string
	Err      error
	raw      []byte      // the file as it is
	Text     probes.Text // as patterns see it
	packed   bool        // the text is an archive's, whose lines are not the file's
	Opaque   error       // why there is no text
	searched bool        // for NULs
	stripped *probes.Text
	document map[string]*reduced // by path: the extension decides how a page is read
	digest   []byte
	utf8     error
	checked  bool
}

type reduced struct {
	document *page.Document
	err      error
}

// Reset makes b hold what git gave for an object: its kind and bytes, or why it has none.
func (b *Content) Reset(kind string, data []byte, err error) {
	b.kind, b.Err, b.document, b.digest, b.checked, b.searched, b.stripped = kind, err, nil, nil, false, false, nil
	b.raw, b.packed, b.Opaque = data, false, nil
	if err == nil && kind == "blob" {
		data, b.packed, b.Opaque = searchableText(data)
	}
	b.Text.Reset(data)
}

// WithoutNULs is the text as it reads when its NULs are taken away, or nil when it
// has none: words in UTF-16 or UTF-32 without a mark of byte order, and in
// binary files.
func (b *Content) WithoutNULs() *probes.Text {
	if !b.searched {
		b.searched = true
		if bytes.IndexByte(b.Text.Raw, 0) >= 0 {
			b.stripped = &probes.Text{}
			b.stripped.Reset(bytes.ReplaceAll(b.Text.Raw, []byte{0}, nil))
		}
	}
	return b.stripped
}

// digestSHA256 is the SHA-256 of the whole file.
func (b *Content) digestSHA256() []byte {
	if b.digest == nil {
		sum := sha256.Sum256(b.raw)
		b.digest = sum[:]
	}
	return b.digest
}

// ReducedPage reduces the file to text once, however many probes ask.
func (b *Content) ReducedPage(path string) (*page.Document, error) {
	if r, ok := b.document[path]; ok {
		return r.document, r.err
	}
	if b.Opaque != nil {
		return nil, b.Opaque
	}
	document, err := page.Reduce(path, b.Text.Raw)
	if b.document == nil {
		b.document = make(map[string]*reduced)
	}
	b.document[path] = &reduced{document, err}
	return document, err
}

// InvalidAt says where the bytes stop being UTF-8, if they do.
func (b *Content) InvalidAt() error {
	if b.Opaque != nil {
		return b.Opaque
	}
	if b.checked {
		return b.utf8
	}
	b.checked, b.utf8 = true, nil
	if !utf8.Valid(b.Text.Raw) {
		b.utf8 = fmt.Errorf("not valid UTF-8 at byte %d", firstInvalid(b.Text.Raw))
	}
	return b.utf8
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}
