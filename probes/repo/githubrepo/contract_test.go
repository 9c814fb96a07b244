// SPDX-License-Identifier: Apache-2.0

package githubrepo

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/klauspost/compress/zstd"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
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

// way is one implementation of repo.Repo.
type way func(t *testing.T, c *clone, until time.Time, asked ...probes.Probe) []probes.Observation

func throughClone(_ *testing.T, c *clone, until time.Time, asked ...probes.Probe) []probes.Observation {
	return c.look(until, asked...)
}

func throughAPI(t *testing.T, c *clone, until time.Time, asked ...probes.Probe) []probes.Observation {
	h := newHub(t, c)
	return h.ask(h.github(until), asked...)
}

// TestContract holds both implementations to the same readings.
func TestContract(t *testing.T) {
	for name, look := range map[string]way{"clone": throughClone, "GitHub": throughAPI} {
		for what, contract := range map[string]func(*testing.T, way){
			"what is seen": whatIsSeen, "what a search reads": whatASearchReads, "what a page is": whatAPageIs,
			"links and submodules": linksAndSubmodules, "digest of a search": absentDigest, "as of a day": asOfADay, "wrong clocks": wrongClocks,
		} {
			t.Run(name+"/"+what, func(t *testing.T) { contract(t, look) })
		}
	}
}

// A search finds a word however its file is written, and says so when it
// cannot look.
func whatASearchReads(t *testing.T, look way) {
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
		{"gzip that does not end", gzipped(strings.Repeat("nothing ", repo.MaxFile/8+1)), probes.Invalid, "unpacks to more than"},
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
			c.Git("config", "core.autocrlf", "false")
			c.Write("src/a", "nothing\n")
			c.Write("src/x", test.data)
			c.Commit("2024-05-01T00:00:00Z", "x")
			o := look(t, c, time.Time{}, repotest.Absent("src/**", "attestation"))[0]
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Errorf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
		})
	}
}

// What a page or a file of source is, decides before what it does not say.
func whatAPageIs(t *testing.T, look way) {
	c := newClone(t)
	c.Write("lfs.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
	c.Write("wide.md", inUTF16("# Signing\n\nSign your package.\n", binary.LittleEndian, true))
	c.Commit("2024-05-01T00:00:00Z", "x")
	for i, o := range look(t, c, time.Time{}, repotest.Page("lfs.md", "sign"), repotest.Code("lfs.md", "sign"), repotest.Page("wide.md", "sign your"), repotest.Code("wide.md", "sign your")) {
		if want := []probes.Outcome{probes.Invalid, probes.Invalid, probes.Matched, probes.Matched}[i]; o.Outcome != want {
			t.Errorf("%d: %s (%s), want %s", i, o.Outcome, o.Detail, want)
		}
		if i > 1 && o.Locator != "L3" {
			t.Errorf("%d: at %s, want L3", i, o.Locator)
		}
	}
}

func linksAndSubmodules(t *testing.T, look way) {
	for _, test := range []struct {
		name    string
		links   map[string]string // path to target
		modules []string
		probe   probes.Probe
		outcome probes.Outcome
		detail  string
	}{
		{"a link to a file in scope", map[string]string{"src/l": "a"}, nil, repotest.Absent("src/**", "attestation"), probes.Matched, ""},
		{"a link to a trace beyond", map[string]string{"src/l": "../far/trace"}, nil, repotest.Absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a folder of which one has a trace", map[string]string{"src/l": "../far"}, nil, repotest.Absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a folder, but only some files", map[string]string{"src/l": "../far"}, nil, repotest.Absent("src/**/*.go", "attestation"), probes.Unreachable, "no file"},
		{"a link to a link", map[string]string{"src/l": "m", "src/m": "../far/trace"}, nil, repotest.Absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a link through a link", map[string]string{"src/l": "m/trace", "src/m": "../far"}, nil, repotest.Absent("src/**", "attestation"), probes.Unmatched, "far/trace"},
		{"a link beyond scope", map[string]string{"lib/l": "../far"}, nil, repotest.Absent("src/**", "attestation"), probes.Matched, ""},
		{"an exception", map[string]string{"src/l": "/etc"}, nil, except(repotest.Absent("src/**", "attestation"), "src/l"), probes.Matched, ""},
		{"out of the repository", map[string]string{"src/l": "../../other"}, nil, repotest.Absent("src/**", "attestation"), probes.Invalid, "src/l (a symbolic link out of the repository)"},
		{"an absolute path", map[string]string{"src/l": "/etc/passwd"}, nil, repotest.Absent("src/**", "attestation"), probes.Invalid, "out of the repository"},
		{"to nothing", map[string]string{"src/l": "gone"}, nil, repotest.Absent("src/**", "attestation"), probes.Invalid, "to nothing"},
		{"in a circle", map[string]string{"src/l": "m", "src/m": "l"}, nil, repotest.Absent("src/**", "attestation"), probes.Invalid, "in a circle"},
		{"to the folder above", map[string]string{"src/l": "."}, nil, repotest.Absent("src/**", "attestation"), probes.Matched, ""},
		{"a submodule", nil, []string{"src/vendor"}, repotest.Absent("src/**", "attestation"), probes.Invalid, "src/vendor (a submodule)"},
		{"a submodule in the folder itself", nil, []string{"src/vendor"}, repotest.Absent("src/*", "attestation"), probes.Invalid, "src/vendor"},
		{"a submodule of other files", nil, []string{"vendor"}, repotest.Absent("src/**", "attestation"), probes.Matched, ""},
		{"a submodule below a deeper glob", nil, []string{"src/deep/vendor"}, repotest.Absent("src/{a,deep/b}", "attestation"), probes.Matched, ""},
		{"a link into a submodule", map[string]string{"src/l": "../vendor/x"}, []string{"vendor"}, repotest.Absent("src/**", "attestation"), probes.Invalid, "into a submodule"},
		{"an excepted submodule", nil, []string{"src/vendor"}, except(repotest.Absent("src/**", "attestation"), "src/vendor/**"), probes.Matched, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClone(t)
			c.Write("src/a", "nothing\n")
			c.Write("far/trace", "attestation\n")
			c.Write("far/other", "nothing\n")
			c.Commit("2024-05-01T00:00:00Z", "x")
			for name, target := range test.links {
				c.Write("target", target)
				c.Git("update-index", "--add", "--cacheinfo", "120000,"+c.Git("hash-object", "-w", "target")+","+name)
			}
			for _, name := range test.modules {
				c.Git("update-index", "--add", "--cacheinfo", "160000,"+c.Git("rev-parse", "HEAD")+","+name)
			}
			c.GitAt("2024-05-02T00:00:00Z", "commit", "-q", "--allow-empty", "-m", "y")
			o := look(t, c, time.Time{}, test.probe)[0]
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

const guide = "# Publishing\n\nSign with\n`--sign` first.\n\n# Other\n\nNothing here.\n"

func whatIsSeen(t *testing.T, look way) {
	c := newClone(t)
	c.Write("docs/guide.md", guide)
	c.Write("src/a.go", "package a\n")
	c.Write("src/b.go", "package b\n// Verify checks\nfunc Verify() {}\n")
	c.Write("src/logo.png", "quarantine")
	head := c.Commit("2024-05-01T00:00:00Z", "Add signing")

	inSection := repotest.Page("docs/guide.md", `sign with --sign`)
	inSection.Section = "publishing"
	elsewhere := repotest.Page("docs/guide.md", `--sign`)
	elsewhere.Section = "Other"
	noSection := repotest.Page("docs/guide.md", `--sign`)
	noSection.Section = "Gone"
	guarded := repotest.Page("docs/guide.md", `--sign`)
	guarded.Unless = repotest.Patterns("first")
	except := repotest.Absent("src/**", "verify")
	except.Except = []string{"src/b.*"}

	for _, test := range []struct {
		name     string
		probe    probes.Probe
		outcome  probes.Outcome
		locator  string
		detail   string
		url      string
		ofBytes  string // whose SHA-256 is recorded
		excerpts string
	}{
		{"page", repotest.Page("docs/guide.md", `sign with --sign first`), probes.Matched, "L3-L4", "", "/blob/" + head + "/docs/guide.md?plain=1#L3-L4", guide, "Sign with --sign first."},
		{"page in section", inSection, probes.Matched, "L3-L4", "", "", guide, ""},
		{"page, other section", elsewhere, probes.Unmatched, "", "does not say", "", guide, ""},
		{"page, no such heading", noSection, probes.Unmatched, "", `no heading "Gone"`, "", guide, ""},
		{"page, denial beside it", guarded, probes.Unmatched, "L3-L4", "also says", "", guide, ""},
		{"page gone", repotest.Page("old/guide.md", `sign`), probes.Unreachable, "", "the same name stands at docs/guide.md", "", "", ""},
		{"source", repotest.Code("src/*.go", `func verify`), probes.Matched, "L3", "", "/blob/" + head + "/src/b.go#L3", "package b\n// Verify checks\nfunc Verify() {}\n", "func Verify"},
		{"source without it", repotest.Code("src/*.go", `nothing`), probes.Unmatched, "files=2", "none of 2 files", "", "", ""},
		{"source gone", repotest.Code("lib/*.go", `x`), probes.Unreachable, "", "no file at lib/*.go", "", "", ""},
		{"exists", probes.Probe{Method: probes.Exists, Paths: []string{"src/*.go"}}, probes.Matched, "", "", "/blob/" + head + "/src/a.go", "package a\n", ""},
		{"exists gone", probes.Probe{Method: probes.Exists, Paths: []string{"x/*"}}, probes.Unreachable, "", "no file at", "", "", ""},
		{"absent", repotest.Absent("src/**", "quarantine"), probes.Matched, "files=2,bytes=54", "", "/tree/" + head + "/src", "", ""},
		{"absent with a trace", repotest.Absent("src/**", "verify"), probes.Unmatched, "L2", "stands in src/b.go", "/blob/" + head + "/src/b.go#L2", "package b\n// Verify checks\nfunc Verify() {}\n", "Verify"},
		{"absent, excepted", except, probes.Matched, "files=1,bytes=10", "", "", "", ""},
		{"absent of nothing", repotest.Absent("lib/**", "x"), probes.Unreachable, "", "no file at", "", "", ""},
		{"commit", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024-05"}, probes.Matched, "commit", "", "/commit/" + head, "", "Add signing"},
		{"commit of a year", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024"}, probes.Matched, "commit", "", "", "", ""},
		{"commit of another month", probes.Probe{Method: probes.Commit, Hash: head, Month: "2024-06"}, probes.Unmatched, "commit", "not of 2024-06", "", "", ""},
		{"commit gone", probes.Probe{Method: probes.Commit, Hash: strings.Repeat("ab", 20), Month: "2024"}, probes.Unreachable, "commit", "missing", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := look(t, c, time.Time{}, test.probe)[0]
			if o.Outcome != test.outcome || !strings.Contains(o.Detail, test.detail) {
				t.Fatalf("got %s (%s), want %s (%s)", o.Outcome, o.Detail, test.outcome, test.detail)
			}
			if o.Locator != test.locator || !strings.HasSuffix(o.URL, test.url) {
				t.Errorf("got %s at %s, want %s at …%s", o.Locator, o.URL, test.locator, test.url)
			}
			if test.ofBytes != "" && hex.EncodeToString(o.Digest) != fmt.Sprintf("%x", sha256.Sum256([]byte(test.ofBytes))) {
				t.Errorf("the digest is not that of the file")
			}
			if test.excerpts != "" && o.Excerpt != test.excerpts {
				t.Errorf("excerpt %q, want %q", o.Excerpt, test.excerpts)
			}
			if test.outcome == probes.Matched && (len(o.Digest) != 32 || o.Commit != head || o.CommittedAt.IsZero()) {
				t.Errorf("a match needs digest, commit and date: %+v", o)
			}
		})
	}
}

// An absent search's digest can be made again with git alone.
func absentDigest(t *testing.T, look way) {
	c := newClone(t)
	c.Write("src/b", "two")
	c.Write("src/a", "one")
	c.Commit("2024-05-01T00:00:00Z", "x")
	o := look(t, c, time.Time{}, repotest.Absent("src/**", "three"))[0]
	list := c.Git("ls-tree", "-r", "--format=%(objectname) %(path)", "HEAD") + "\n"
	if want := sha256.Sum256([]byte(list)); hex.EncodeToString(o.Digest) != hex.EncodeToString(want[:]) {
		t.Errorf("digest %x, want that of\n%s", o.Digest, list)
	}
}

func asOfADay(t *testing.T, look way) {
	c := newClone(t)
	c.Write("a.md", "Old words.\n")
	first := c.Commit("2022-06-01T00:00:00Z", "old")
	c.Git("checkout", "-q", "-b", "side")
	c.Write("b.md", "Side words.\n")
	c.Commit("2022-07-01T00:00:00Z", "on a side branch")
	c.Git("checkout", "-q", "main")
	c.Write("a.md", "New words.\n")
	c.Commit("2023-06-01T00:00:00Z", "new")
	c.GitAt("2023-07-01T00:00:00Z", "merge", "-q", "--no-ff", "-m", "merge", "side")

	for _, test := range []struct {
		until   string
		probe   probes.Probe
		outcome probes.Outcome
	}{
		{"2022-12-31", repotest.Page("a.md", "old words"), probes.Matched},
		{"2022-12-31", repotest.Page("a.md", "new words"), probes.Unmatched},
		// A side branch's commit is older, but was on the default branch only from its merge.
		{"2022-12-31", repotest.Page("b.md", "side words"), probes.Unreachable},
		{"2023-12-31", repotest.Page("b.md", "side words"), probes.Matched},
		{"2023-12-31", repotest.Page("a.md", "new words"), probes.Matched},
		{"2021-12-31", repotest.Page("a.md", "old words"), probes.Unreachable},
		{"2021-12-31", probes.Probe{Method: probes.Commit, Hash: first, Month: "2022-06"}, probes.Unreachable},
	} {
		day, _ := time.Parse(time.DateOnly, test.until)
		if o := look(t, c, day.Add(24*time.Hour-time.Second), test.probe)[0]; o.Outcome != test.outcome {
			t.Errorf("%s: got %s (%s), want %s", test.until, o.Outcome, o.Detail, test.outcome)
		}
	}
}

// A commit of a wrong clock is neither older nor newer than its neighbours.
func wrongClocks(t *testing.T, look way) {
	c := newClone(t)
	for _, day := range []string{"2019-01-01", "2005-01-01", "2021-01-01", "2098-01-01"} {
		c.Write("a.md", "Words of "+day+".\n")
		c.Commit(day+"T00:00:00Z", day)
	}
	for _, test := range []struct {
		until   string
		words   string
		outcome probes.Outcome
		at      string
	}{
		{"2006-01-01", "words", probes.Unreachable, ""},
		{"2020-01-01", "words of 2005", probes.Matched, "2019-01-01"},
		{"2022-01-01", "words of 2098", probes.Matched, "2021-01-01"},
		{"", "words of 2098", probes.Matched, "2021-01-01"},
	} {
		day, _ := time.Parse(time.DateOnly, test.until)
		o := look(t, c, day, repotest.Page("a.md", test.words))[0]
		if o.Outcome != test.outcome || test.at != "" && o.CommittedAt.Format(time.DateOnly) != test.at {
			t.Errorf("%q: %s (%s) of %s, want %s of %s", test.until, o.Outcome, o.Detail, o.CommittedAt, test.outcome, test.at)
		}
	}
}
