// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/ossf/package-manager-landscape/probes"
)

func inUTF16(text string, order binary.AppendByteOrder, mark bool) string {
	var b []byte
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func inUTF32(text string, order binary.AppendByteOrder) string {
	b := order.AppendUint32(nil, 0xfeff)
	for _, r := range text {
		b = order.AppendUint32(b, uint32(r))
	}
	return string(b)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func zipped(name, text string, flags uint16) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Flags: flags})
	_, _ = f.Write([]byte(text))
	_ = w.Close()
	data := b.Bytes()
	if at := bytes.Index(data, []byte("PK\x01\x02")); flags != 0 {
		data[at+8] |= byte(flags) // the writer's own flags win otherwise
	}
	return string(data)
}

func zstandard(text string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(text), nil))
}

// A search finds a word however its file is written, and says so when it
// cannot look.
func TestWhatASearchReads(t *testing.T) {
	const words = "some attestation;\r\n"
	for _, test := range []struct {
		name, data string
		outcome    probes.Outcome
		detail     string
	}{
		{"plain", words, probes.Unmatched, "a trace"},
		{"nothing of it", "nothing\n", probes.Matched, ""},
		{"empty", "", probes.Matched, ""},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + words, probes.Unmatched, "a trace"},
		{"UTF-16 little", inUTF16(words, binary.LittleEndian, true), probes.Unmatched, "a trace"},
		{"UTF-16 big", inUTF16(words, binary.BigEndian, true), probes.Unmatched, "a trace"},
		{"UTF-16 without a mark", inUTF16(words, binary.LittleEndian, false), probes.Unmatched, "a trace"},
		{"UTF-16 big without a mark", inUTF16(words, binary.BigEndian, false), probes.Unmatched, "a trace"},
		{"UTF-16, an odd number of bytes", inUTF16(words, binary.LittleEndian, true) + "x", probes.Unmatched, "a trace"},
		{"UTF-16 of other words", inUTF16("nothing\n", binary.LittleEndian, true), probes.Matched, ""},
		{"UTF-32 little", inUTF32(words, binary.LittleEndian), probes.Unmatched, "a trace"},
		{"UTF-32 big", inUTF32(words, binary.BigEndian), probes.Unmatched, "a trace"},
		{"within a binary", "\x7fELF\x00\x01" + inUTF16(words, binary.LittleEndian, false), probes.Unmatched, "a trace"},
		{"Latin-1", "caf\xe9 attestation", probes.Unmatched, "a trace"},
		{"gzip", gzipped(words), probes.Unmatched, "a trace"},
		{"gzip twice", gzipped(gzipped(words)), probes.Unmatched, "a trace"},
		{"gzip too deep", gzipped(gzipped(gzipped(gzipped(words)))), probes.Invalid, "an archive of archives"},
		{"gzip of other words", gzipped("nothing"), probes.Matched, ""},
		{"gzip cut off", gzipped(strings.Repeat(words, 50))[:40], probes.Invalid, "cannot be unpacked"},
		{"gzip that does not end", gzipped(strings.Repeat("nothing ", MaxFile/8+1)), probes.Invalid, "unpacks to more than"},
		{"zstandard", zstandard(words), probes.Unmatched, "a trace"},
		{"zip", zipped("a.txt", words, 0), probes.Unmatched, "a trace"},
		{"zip of a picture", zipped("a.png", words, 0), probes.Matched, ""},
		{"zip under a password", zipped("a.txt", words, 1), probes.Invalid, "an encrypted archive"},
		{"xz", "\xfd7zXZ\x00rest", probes.Invalid, "src/x (an archive in the format xz"},
		{"LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", probes.Invalid, "1 of 2 in its scope could not be searched: src/x (a pointer of Git LFS)"},
		{"git-crypt", "\x00GITCRYPT\x00abc", probes.Invalid, "git-crypt"},
		{"age", "age-encryption.org/v1\n-> X25519", probes.Invalid, "by age"},
		{"OpenPGP", "-----BEGIN PGP MESSAGE-----\n", probes.Invalid, "OpenPGP"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.git("config", "core.autocrlf", "false")
			c.write("src/a", "nothing\n")
			c.write("src/x", test.data)
			c.commit("2024-05-01T00:00:00Z", "x")
			o := c.look(time.Time{}, absent("src/**", "attestation"))[0]
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Errorf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
		})
	}
}

// What a page or a file of source is, decides before what it does not say.
func TestWhatAPageIs(t *testing.T) {
	c := newClone(t)
	c.write("lfs.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
	c.write("wide.md", inUTF16("# Signing\n\nSign your package.\n", binary.LittleEndian, true))
	c.commit("2024-05-01T00:00:00Z", "x")
	for i, o := range c.look(time.Time{}, page("lfs.md", "sign"), code("lfs.md", "sign"), page("wide.md", "sign your"), code("wide.md", "sign your")) {
		if want := []probes.Outcome{probes.Invalid, probes.Invalid, probes.Matched, probes.Matched}[i]; o.Outcome != want {
			t.Errorf("%d: %s (%s), want %s", i, o.Outcome, o.Detail, want)
		}
		if i > 1 && o.Locator != "L3" {
			t.Errorf("%d: at %s, want L3", i, o.Locator)
		}
	}
}

func TestLinksAndSubmodules(t *testing.T) {
	for _, test := range []struct {
		name    string
		links   map[string]string // path to target
		modules []string
		probe   probes.Probe
		outcome probes.Outcome
		detail  string
	}{
		{"a link to a file in scope", map[string]string{"src/l": "a"}, nil, absent("src/**", "attestation"), probes.Matched, ""},
		{"a link to a trace beyond", map[string]string{"src/l": "../far/trace"}, nil, absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a folder of which one has a trace", map[string]string{"src/l": "../far"}, nil, absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a folder, but only some files", map[string]string{"src/l": "../far"}, nil, absent("src/**/*.go", "attestation"), probes.Unreachable, "no file"},
		{"a link to a link", map[string]string{"src/l": "m", "src/m": "../far/trace"}, nil, absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a link through a link", map[string]string{"src/l": "m/trace", "src/m": "../far"}, nil, absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a link beyond scope", map[string]string{"lib/l": "../far"}, nil, absent("src/**", "attestation"), probes.Matched, ""},
		{"an exception", map[string]string{"src/l": "/etc"}, nil, except(absent("src/**", "attestation"), "src/l"), probes.Matched, ""},
		{"out of the repository", map[string]string{"src/l": "../../other"}, nil, absent("src/**", "attestation"), probes.Invalid, "src/l (a symbolic link out of the repository)"},
		{"an absolute path", map[string]string{"src/l": "/etc/passwd"}, nil, absent("src/**", "attestation"), probes.Invalid, "out of the repository"},
		{"to nothing", map[string]string{"src/l": "gone"}, nil, absent("src/**", "attestation"), probes.Invalid, "to nothing"},
		{"in a circle", map[string]string{"src/l": "m", "src/m": "l"}, nil, absent("src/**", "attestation"), probes.Invalid, "in a circle"},
		{"to the folder above", map[string]string{"src/l": "."}, nil, absent("src/**", "attestation"), probes.Matched, ""},
		{"a submodule", nil, []string{"src/vendor"}, absent("src/**", "attestation"), probes.Invalid, "src/vendor (a submodule)"},
		{"a submodule in the folder itself", nil, []string{"src/vendor"}, absent("src/*", "attestation"), probes.Invalid, "src/vendor"},
		{"a submodule of other files", nil, []string{"vendor"}, absent("src/**", "attestation"), probes.Matched, ""},
		{"a submodule below a deeper glob", nil, []string{"src/deep/vendor"}, absent("src/{a,deep/b}", "attestation"), probes.Matched, ""},
		{"a link into a submodule", map[string]string{"src/l": "../vendor/x"}, []string{"vendor"}, absent("src/**", "attestation"), probes.Invalid, "into a submodule"},
		{"an excepted submodule", nil, []string{"src/vendor"}, except(absent("src/**", "attestation"), "src/vendor/**"), probes.Matched, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.write("src/a", "nothing\n")
			c.write("far/trace", "attestation\n")
			c.write("far/other", "nothing\n")
			c.commit("2024-05-01T00:00:00Z", "x")
			for name, target := range test.links {
				c.write("target", target)
				c.git("update-index", "--add", "--cacheinfo", "120000,"+c.git("hash-object", "-w", "target")+","+name)
			}
			for _, name := range test.modules {
				c.git("update-index", "--add", "--cacheinfo", "160000,"+c.git("rev-parse", "HEAD")+","+name)
			}
			c.gitAt("2024-05-02T00:00:00Z", "commit", "-q", "--allow-empty", "-m", "y")
			o := c.look(time.Time{}, test.probe)[0]
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Errorf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
		})
	}
}

func except(p probes.Probe, globs ...string) probes.Probe {
	p.Except = globs
	return p
}

func FuzzContents(f *testing.F) {
	f.Add([]byte(gzipped("words")))
	f.Add([]byte(zipped("a", "words", 0)))
	f.Add([]byte(zstandard("words")))
	f.Add([]byte("BZh91AY&SY"))
	f.Add([]byte(inUTF32("words", binary.BigEndian)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _, err := contents(data); err == nil && len(text) > 2*MaxFile {
			t.Fatalf("%d bytes of text", len(text))
		}
	})
}
