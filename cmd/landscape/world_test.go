// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha1" //nolint:gosec // git names objects by it
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// A made ecosystem whose pages, API, repositories and issues one loopback
// server plays, under their own names. Nothing of it reaches a release.

type object = map[string]any

// repository is a made one as GitHub's API shows it, its objects named as git
// names them.
type repository struct {
	name   string
	commit string
	root   string
	list   []object // of the recursive tree
	blobs  map[string]string
	files  map[string]string
}

func gitName(kind, data string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "%s %d\x00%s", kind, len(data), data)) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

func newRepository(name string, files map[string]string) *repository {
	r := &repository{name: name, blobs: make(map[string]string), files: files}
	r.root = r.folder("", slices.Sorted(maps.Keys(files)))
	r.commit = gitName("commit", "tree "+r.root+"\n")
	return r
}

// folder lists what stands below a folder and returns the name of its tree.
func (r *repository) folder(dir string, below []string) string {
	inside := make(map[string][]string)
	for _, name := range below {
		first, rest, _ := strings.Cut(strings.TrimPrefix(name, dir), "/")
		inside[first] = append(inside[first], rest)
	}
	order := func(name string) string {
		if inside[name][0] != "" {
			return name + "/"
		}
		return name
	}
	names := slices.SortedFunc(maps.Keys(inside), func(a, b string) int { return strings.Compare(order(a), order(b)) })
	var raw strings.Builder
	for _, name := range names {
		e := object{"path": dir + name, "mode": "100644", "type": "blob"}
		if inside[name][0] != "" {
			var deeper []string
			for _, rest := range inside[name] {
				deeper = append(deeper, dir+name+"/"+rest)
			}
			e["mode"], e["type"], e["sha"] = "040000", "tree", r.folder(dir+name+"/", deeper)
		} else {
			text := r.files[dir+name]
			e["sha"], e["size"] = gitName("blob", text), len(text)
			r.blobs[e["sha"].(string)] = text
		}
		r.list = append(r.list, e)
		id, _ := hex.DecodeString(e["sha"].(string))
		fmt.Fprintf(&raw, "%s %s\x00%s", strings.TrimLeft(e["mode"].(string), "0"), name, id)
	}
	return gitName("tree", raw.String())
}

// world is everything that is to be seen.
type world struct {
	pages        map[string][2]string // host and path: content type, body
	repositories map[string]*repository
	issues       map[string]object // repos/O/N/issues/M
	tagged       bool              // answers carry an ETag and are confirmed by it
}

func (w *world) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	kind, body, ok := "", []byte(nil), false
	switch host {
	case "api.github.com":
		kind, body, ok = w.api(out, r)
	case "codeload.github.com":
		kind, body, ok = w.archive(r.URL.Path)
	default:
		var found [2]string
		found, ok = w.pages[host+r.URL.Path]
		kind, body = found[0], []byte(found[1])
	}
	switch tag := `"` + gitName("tag", string(body)) + `"`; {
	case !ok:
		http.NotFound(out, r)
		return
	case body == nil:
		return // a redirect
	case w.tagged:
		out.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			out.WriteHeader(http.StatusNotModified)
			return
		}
	}
	out.Header().Set("Content-Type", kind)
	_, _ = out.Write(body)
}

func (w *world) archive(at string) (string, []byte, bool) {
	for _, r := range w.repositories {
		if at != "/"+r.name+"/legacy.tar.gz/"+r.commit {
			continue
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		t := tar.NewWriter(z)
		for _, name := range slices.Sorted(maps.Keys(r.files)) {
			_ = t.WriteHeader(&tar.Header{Name: "top/" + name, Mode: 0o644, Size: int64(len(r.files[name])), Typeflag: tar.TypeReg})
			_, _ = t.Write([]byte(r.files[name]))
		}
		_, _ = t.Close(), z.Close()
		return "application/x-gzip", b.Bytes(), true
	}
	return "", nil, false
}

// api speaks as GitHub's documentation has it.
func (w *world) api(out http.ResponseWriter, r *http.Request) (string, []byte, bool) {
	const kind = "application/json; charset=utf-8"
	at := strings.TrimPrefix(r.URL.Path, "/repos/")
	if issue, ok := w.issues[at]; ok {
		return kind, encoded(issue), true
	}
	parts := strings.SplitN(at, "/", 3)
	if len(parts) < 3 || w.repositories[parts[0]+"/"+parts[1]] == nil {
		return "", nil, false
	}
	repo := w.repositories[parts[0]+"/"+parts[1]]
	switch what, id := path.Dir(parts[2]), path.Base(parts[2]); {
	case parts[2] == "commits":
		return kind, encoded([]object{{"sha": repo.commit, "commit": repo.described()}}), true
	case what == "git/commits" && id == repo.commit:
		return kind, encoded(repo.described()), true
	case what == "git/trees" && id == repo.root:
		return kind, encoded(object{"sha": repo.root, "tree": repo.list, "truncated": false}), true
	case what == "git/blobs":
		text, ok := repo.blobs[id]
		return "application/vnd.github.raw", []byte(text), ok
	case what == "tarball" && id == repo.commit:
		http.Redirect(out, r, "https://codeload.github.com/"+repo.name+"/legacy.tar.gz/"+repo.commit, http.StatusFound)
		return "", nil, true
	}
	return "", nil, false
}

func (r *repository) described() object {
	who := object{"name": "Made", "email": "made@example.org", "date": "2024-05-01T00:00:00Z"}
	return object{"sha": r.commit, "tree": object{"sha": r.root}, "parents": []object{}, "author": who, "committer": who, "message": "Made"}
}

func encoded(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// page is a documentation page of some length.
func webPage(title, text string) [2]string {
	return [2]string{"text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>" + title + " | Made</title></head><body><nav>Home</nav><main><h1>" + title +
		"</h1><h2>Details</h2><p>" + text + "</p><p>" + strings.Repeat("Everything on this page is there for people who use packages and for those who make them. ", 6) + "</p></main></body></html>"}
}

func jsonAnswer(text string) [2]string { return [2]string{"application/json", text} }

func newWorld() *world {
	w := &world{pages: map[string][2]string{
		"docs.made.example/signing":                      webPage("Signing", "Sign your packages with <code>made sign</code> before you publish them."),
		"docs.made.example/policy":                       webPage("Policy", "A version may be deleted within 72 hours of its publication."),
		"docs.made.example/keyless":                      webPage("Keyless", "Keyless signing is in public preview."),
		"docs.made.example/reporting":                    webPage("Reporting", "Write to us, there is no form."),
		"docs.made.example/notes.md":                     {"text/markdown; charset=utf-8", "# Notes\n\nReleases can be yanked: `made yank` hides them from the resolver.\n"},
		"registry.made.example/one":                      jsonAnswer(`{"name":"one","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"signature":"sig-1","deprecated":"use two","attestations":[{"kind":"provenance"}]}}}`),
		"registry.made.example/index":                    {"text/plain; charset=utf-8", "{\"name\":\"one\",\"vers\":\"1.0.0\",\"yanked\":false}\n{\"name\":\"one\",\"vers\":\"1.0.1\",\"yanked\":true}\n"},
		"registry.made.example/.well-known/security.txt": {"text/plain; charset=utf-8", "Contact: mailto:security@made.example\nExpires: 2099-01-01T00:00:00Z\n"},
	}}
	docs := map[string]string{
		"README.md": "# Made\n", "docs/guide.md": "# Guide\n\nUsers sign in with a second factor, which is required of everybody.\n",
		"docs/tokens.md": "# Tokens\n\nA token can be limited to one package.\n", "site/logo.png": "\x89PNG",
	}
	for i := range 40 {
		docs[fmt.Sprintf("docs/more/%02d.md", i)] = fmt.Sprintf("# Page %d\n\nWords about packages.\n", i)
	}
	w.repositories = map[string]*repository{
		"made/docs":   newRepository("made/docs", docs),
		"made/client": newRepository("made/client", map[string]string{"src/sign.go": "func Sign(artifact []byte) {}\n", "src/verify.go": "func Verify() {}\n", "LICENSE": "Apache-2.0\n"}),
	}
	w.issues = map[string]object{"made/client/issues/7": {"number": 7, "title": "Support reproducible builds", "state": "open", "author_association": "MEMBER", "body": "We plan to make builds reproducible.", "created_at": "2025-01-01T00:00:00Z"}}
	return w
}

// worldRules are the made ecosystem's rules, in a folder.
func worldRules(t testing.TB) string {
	t.Helper()
	return rulesFolder(t, worldEcosystem, strings.ReplaceAll(worldProbes, "COMMIT", newWorld().repositories["made/client"].commit))
}

// worldVerdicts are what the rules give when nothing fails.
var worldVerdicts = map[string]vocabulary.Verdict{
	"integrity.signing": "supported", "integrity.signing-keyless": "partial", "integrity.provenance": "supported", "integrity.reproducible-builds": "exploring",
	"integrity.offline-verification": "supported", "integrity.transparency-log": "unsupported", "integrity.provenance-ui": "unsupported",
	"policy.deprecation": "supported", "policy.deletion-policy": "partial", "policy.yanking": "supported", "ecosystem.security-txt": "supported",
	"authentication.mfa": "supported", "authentication.scoped-tokens": "supported", "compromise.malware-reporting": "unknown",
}
