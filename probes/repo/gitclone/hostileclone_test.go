// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// steering are settings of git that name a program, a file, an address or
// another place: git's own list of them, as of version 2.52. PROGRAM stands for
// a program that leaves a mark, FIFO for a pipe that nobody writes to.
var steering = []string{
	"alias.cat-file=!PROGRAM", "alias.ls-tree=!PROGRAM", "alias.rev-list=!PROGRAM", "core.pager=PROGRAM", "pager.cat-file=PROGRAM",
	"pager.ls-tree=PROGRAM", "core.editor=PROGRAM", "sequence.editor=PROGRAM", "core.askPass=PROGRAM", "core.sshCommand=PROGRAM",
	"core.gitProxy=PROGRAM", "core.fsmonitor=PROGRAM", "core.hooksPath=HOOKS", "core.alternateRefsCommand=PROGRAM", "core.worktree=/",
	"core.attributesFile=FIFO", "core.excludesFile=FIFO", "include.path=FIFO", "includeIf.gitdir:/**.path=FIFO", "includeIf.onbranch:main.path=FIFO",
	"log.showSignature=true", "log.mailmap=true", "mailmap.file=FIFO", "gpg.program=PROGRAM", "gpg.openpgp.program=PROGRAM", "gpg.ssh.program=PROGRAM", "gpg.x509.program=PROGRAM",
	"gpg.ssh.defaultKeyCommand=PROGRAM", "gpg.ssh.allowedSignersFile=FIFO", "gpg.ssh.revocationFile=FIFO", "credential.helper=PROGRAM",
	"credential.https://github.com.helper=!PROGRAM", "diff.external=PROGRAM", "diff.evil.textconv=PROGRAM", "diff.evil.command=PROGRAM", "diff.orderFile=FIFO",
	"filter.evil.clean=PROGRAM", "filter.evil.smudge=PROGRAM", "filter.evil.process=PROGRAM", "filter.evil.required=true", "merge.evil.driver=PROGRAM",
	"difftool.evil.cmd=PROGRAM", "mergetool.evil.cmd=PROGRAM", "interactive.diffFilter=PROGRAM", "man.evil.cmd=PROGRAM", "browser.evil.cmd=PROGRAM",
	"trailer.evil.command=PROGRAM", "trailer.evil.cmd=PROGRAM", "uploadpack.packObjectsHook=PROGRAM", "remote.origin.uploadpack=PROGRAM",
	"remote.origin.receivepack=PROGRAM", "remote.origin.vcs=evil", "remote.origin.proxy=http://127.0.0.1:1", "remote.origin.promisor=true",
	"extensions.partialClone=origin", "url.ext::PROGRAM.insteadOf=https://", "protocol.ext.allow=always", "protocol.allow=always",
	"sendemail.smtpServer=PROGRAM", "instaweb.httpd=PROGRAM", "guitool.evil.cmd=PROGRAM", "tar.evil.command=PROGRAM", "hook.evil.command=PROGRAM", "hook.evil.event=reference-transaction",
	"http.proxy=http://127.0.0.1:1", "http.cookieFile=FIFO", "http.sslCert=FIFO", "trace2.eventTarget=MARK", "trace2.normalTarget=MARK", "trace2.perfTarget=MARK",
	"fsck.skipList=FIFO", "fetch.fsck.skipList=FIFO", "blame.ignoreRevsFile=FIFO", "commit.template=FIFO", "init.templateDir=HOOKS", "safe.directory=",
	"core.commitGraph=true", "core.useReplaceRefs=true", "core.sharedRepository=world", "fetch.bundleURI=http://127.0.0.1:1", "submodule.evil.update=!PROGRAM",
	"column.ui=always", "color.ui=always", "core.quotePath=true", "core.precomposeUnicode=true", "log.follow=true", "log.date=raw", "format.pretty=%GG",
}

// trap is a clone whose settings may name a program that leaves a mark.
type trap struct {
	*clone
	top, mark string
	words     *strings.Replacer
}

func newTrap(t *testing.T) *trap {
	c := newClone(t)
	c.Write("docs/guide.md", "# Publishing\n\nSign with\n`--sign` first.\n")
	c.Write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
	c.Commit("2024-05-01T00:00:00Z", "one")
	signed := strings.Replace(c.Git("cat-file", "commit", "HEAD"), "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n -----END PGP SIGNATURE-----\n\n", 1)
	top := t.TempDir()
	k := &trap{clone: c, top: top, mark: filepath.Join(top, "ran")}
	file := k.file("commit", signed+"\n", 0o644)
	c.Git("update-ref", "HEAD", c.Git("hash-object", "-t", "commit", "-w", "--literally", file))
	program := k.file("program", "#!/bin/sh\necho ran >> "+k.mark+"\nexit 0\n", 0o755)
	for _, name := range []string{"post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman", "post-checkout", "proc-receive"} {
		for _, dir := range []string{filepath.Join(top, "hooks"), filepath.Join(c.Dir, ".git", "hooks")} {
			_ = os.MkdirAll(dir, 0o755)
			if err := os.Symlink(program, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	k.words = strings.NewReplacer("PROGRAM", program, "FIFO", k.fifo(filepath.Join(top, "fifo")), "HOOKS", filepath.Join(top, "hooks"), "MARK", k.mark)
	return k
}

func (k *trap) file(name, text string, mode os.FileMode) string {
	name = filepath.Join(k.top, name)
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		k.T.Fatal(err)
	}
	return name
}

func (k *trap) fifo(name string) string {
	k.T.Helper()
	_ = os.Remove(name)
	if err := syscall.Mkfifo(name, 0o644); err != nil {
		k.T.Fatal(err)
	}
	return name
}

// see looks in every way that reads a clone, and wants the page to be read.
func (k *trap) see(t *testing.T, what string) {
	t.Helper()
	for _, until := range []time.Time{{}, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for i, o := range k.look(until, repotest.Page("docs/guide.md", "sign with --sign"), repotest.Code("docs/*", "--sign"), repotest.Absent("**", "attestation")) {
			if o.Outcome != probes.Matched {
				t.Errorf("%s: observation %d is %s (%s)", what, i, o.Outcome, o.Detail)
			}
		}
	}
	if data, err := os.ReadFile(k.mark); err == nil {
		t.Errorf("%s: a program was run, or a file written: %.80s", what, data)
		_ = os.Remove(k.mark)
	}
}

// No setting of a clone has a part in reading it.
func TestSettingsOfACloneDoNothing(t *testing.T) {
	k := newTrap(t)
	config := filepath.Join(k.Dir, ".git", "config")
	plain, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	sections := make([]string, 0, len(steering))
	for _, setting := range steering {
		key, value, _ := strings.Cut(k.words.Replace(setting), "=")
		section, name, last := splitKeyOf(key)
		if name != "" {
			section += fmt.Sprintf(" %q", name)
		}
		sections = append(sections, fmt.Sprintf("[%s]\n\t%s = %q\n", section, last, value))
	}
	// A few at a time, so that one which stops git early hides no other.
	for from := 0; from < len(sections); from += 6 {
		some := sections[from:min(from+6, len(sections))]
		if err := os.WriteFile(config, append(slices.Clone(plain), strings.Join(some, "")...), 0o644); err != nil {
			t.Fatal(err)
		}
		k.see(t, strings.Join(steering[from:min(from+6, len(steering))], " "))
	}
}

func splitKeyOf(key string) (section, name, last string) { return splitKey(key) }

// What lies beside the configuration has no part in it either.
func TestFilesOfACloneDoNothing(t *testing.T) {
	for _, test := range []struct{ name, file, text string }{
		{"grafts", "info/grafts", "HEAD\n"},
		{"attributes", "info/attributes", "* filter=evil\n"},
		{"sparse checkout", "info/sparse-checkout", "/nothing\n"},
		{"a commit graph", "objects/info/commit-graph", "no graph"},
		{"an index of packs", "objects/pack/multi-pack-index", "no index"},
		{"configuration of a work tree", "config.worktree", "[core]\n\tworktree = /\n"},
		{"a fetched head", "FETCH_HEAD", "x"},
		{"an index", "index", "no index"},
		{"an alternate that is not there", "objects/info/alternates", "/nowhere/objects\n"},
	} {
		k := newTrap(t)
		file := filepath.Join(k.Dir, ".git", filepath.FromSlash(test.file))
		_ = os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(test.text, "HEAD", k.Git("rev-parse", "HEAD"))), 0o644); err != nil {
			t.Fatal(err)
		}
		k.see(t, test.name)
	}
}

// A pipe in the place of any file costs the clone, and no time.
func TestPipes(t *testing.T) {
	for _, name := range []string{"config", "HEAD", "shallow", "objects/info/alternates", "refs/heads/main", "objects/pack/pack-x.idx", "objects/PAGE", "commondir", "packed-refs"} {
		t.Run(name, func(t *testing.T) {
			k := newTrap(t)
			object := k.Git("rev-parse", "HEAD:docs/guide.md")
			file := filepath.Join(k.Dir, ".git", filepath.FromSlash(strings.ReplaceAll(name, "PAGE", object[:2]+"/"+object[2:])))
			k.fifo(file)
			if name == "packed-refs" {
				if err := os.Remove(filepath.Join(k.Dir, ".git", "refs/heads/main")); err != nil {
					t.Fatal(err)
				}
			}
			ctx, stop := context.WithTimeout(context.Background(), time.Minute)
			defer stop()
			m := &Mirror{Dir: k.Mirror}
			seen, err := probes.Run(ctx, []probes.Looker{m}, []probes.Probe{{Key: "a", Repository: "acme/docs", Method: probes.Page, Paths: []string{"docs/guide.md"}, Patterns: repotest.Patterns("sign")}})
			if err != nil {
				t.Fatal(err)
			}
			if name == "commondir" {
				return // only linked work trees have one, and it is read as if it were not there
			}
			if seen[0].Outcome != probes.Unreachable || !strings.Contains(seen[0].Detail, "not a regular file") {
				t.Errorf("%s (%s)", seen[0].Outcome, seen[0].Detail)
			}
		})
	}
}

// fakeGit puts a program in git's place.
func fakeGit(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "git"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// A git that gives no answer is ended with all that it started.
func TestSilence(t *testing.T) {
	c := newClone(t)
	c.Write("a.md", "words\n")
	c.Commit("2024-05-01T00:00:00Z", "x")
	born := filepath.Join(t.TempDir(), "pid")
	fakeGit(t, "sleep 100000 &\necho $! > "+born+"\nwait\n")
	m := &Mirror{Dir: c.Mirror, Silence: 300 * time.Millisecond}
	_, err := m.openClone(context.Background(), name)
	if err == nil || !strings.Contains(err.Error(), "no answer within its time") {
		t.Errorf("%v", err)
	}
	if text, err := os.ReadFile(born); err == nil {
		var pid int
		_, _ = fmt.Sscan(string(text), &pid)
		for range 1000 { // the system takes a moment to bury it
			if syscall.Kill(pid, 0) != nil {
				return
			}
			if state, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); strings.Contains(string(state), ") Z ") {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Error("what git started is still there")
	}
}

// A child sees the variables that it needs, and no token.
func TestChildSeesNoToken(t *testing.T) {
	c := newClone(t)
	c.Write("a.md", "words\n")
	c.Commit("2024-05-01T00:00:00Z", "x")
	seen := filepath.Join(t.TempDir(), "env")
	for _, name := range []string{"GITHUB_TOKEN", "GH_TOKEN", "GIT_DIR", "GIT_SSH_COMMAND", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_TRACE", "LD_PRELOAD_NOT", "http_proxy", "EDITOR"} {
		t.Setenv(name, "secret")
	}
	fakeGit(t, "env >> "+seen+"\nexit 1\n")
	_, _ = (&Mirror{Dir: c.Mirror}).openClone(context.Background(), name)
	_ = (&Cloner{Dir: t.TempDir()}).createClone(context.Background(), name, filepath.Join(t.TempDir(), "acme", "docs.git"))
	text, err := os.ReadFile(seen)
	if err != nil || strings.Contains(string(text), "secret") {
		t.Errorf("%v: a child saw\n%s", err, text)
	}
}
