// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/repo"
)

// fetchedRefs are the references of a clone: all branches and tags, and none of the
// pull requests that a host keeps beside them.
var fetchedRefs = []string{"+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"}

// networkVariables are variables that a transfer needs to see, for whoever sits behind a
// proxy or has certificates of their own.
var networkVariables = []string{"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"}

// remoteSettings hold in a transfer: no credentials of anybody, no other
// address, no hook, and an end to a connection that stands still.
var remoteSettings = []string{
	"credential.helper=", "core.askPass=", "core.hooksPath=" + os.DevNull, "core.fsmonitor=false",
	"http.followRedirects=false", "http.lowSpeedLimit=100", "http.lowSpeedTime=120", "http.emptyAuth=false", "http.cookieFile=",
	"gc.auto=0", "maintenance.auto=false", "fetch.recurseSubmodules=false", "fetch.writeCommitGraph=false", "transfer.bundleURI=false",
	"transfer.credentialsInUrl=die", "protocol.version=2",
}

func (c *Cloner) place(dir string) place {
	protocol, _ := c.allowedProtocols() // checked before
	extra := []string{"GIT_ALLOW_PROTOCOL=" + protocol, "GIT_ASKPASS=", "SSH_ASKPASS=", fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(remoteSettings))}
	for i, setting := range remoteSettings {
		key, value, _ := strings.Cut(setting, "=")
		extra = append(extra, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i, key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i, value))
	}
	for _, name := range networkVariables {
		if value, ok := os.LookupEnv(name); ok {
			extra = append(extra, name+"="+value)
		}
	}
	return place{dir: dir, silence: cmp.Or(c.Silence, 5*time.Minute), fetches: true, extra: extra}
}

// createClone clones into a folder beside the final one, which no reader takes for a
// clone, and moves it when it is whole.
func (c *Cloner) createClone(ctx context.Context, name, dir string) error {
	owner := filepath.Dir(dir)
	if err := os.MkdirAll(owner, 0o755); err != nil {
		return err
	}
	if info, err := os.Lstat(owner); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is a link or a file", filepath.Base(owner))
	}
	fresh := filepath.Join(owner, ".landscape-new-"+filepath.Base(dir))
	if err := os.RemoveAll(fresh); err != nil { // what a run left that was stopped
		return err
	}
	defer func() {
		_ = os.RemoveAll(fresh)
		_ = os.Remove(owner) // when it is empty
	}()
	if err := emptyRepository(fresh, c.address(name)); err != nil {
		return err
	}
	branch, _, err := c.remoteHead(ctx, name, fresh)
	if err != nil {
		return err
	}
	if err := c.fetchNew(ctx, name, fresh, branch); err != nil {
		return err
	}
	return os.Rename(fresh, dir)
}

// emptyRepository is an empty bare repository that git remote update can fill.
func emptyRepository(dir, address string) error {
	for _, name := range []string{"refs/heads", "refs/tags", "objects/pack", "objects/info"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return err
		}
	}
	config := "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote \"origin\"]\n\turl = " + address + "\n"
	for _, refs := range fetchedRefs {
		config += "\tfetch = " + refs + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o644); err != nil {
		return err
	}
	return writeHead(dir, "refs/heads/none")
}

func writeHead(dir, branch string) error {
	fresh := filepath.Join(dir, "HEAD.landscape-new")
	if err := os.WriteFile(fresh, []byte("ref: "+branch+"\n"), 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, filepath.Join(dir, "HEAD"))
}

// renewClone fetches when the default branch or its tip is another.
func (c *Cloner) renewClone(ctx context.Context, name, dir string) (state string, err error) {
	branch, tip, err := c.remoteHead(ctx, name, dir)
	if err != nil {
		return CloneFailed, err
	}
	place := cloneDir{git: dir, common: dir}
	was, _ := readRegular(filepath.Join(dir, "HEAD"), maxSmall)
	if have, err := resolveRef(place, "HEAD", 0); err == nil && have == tip && strings.TrimSpace(string(was)) == "ref: "+branch {
		return CloneCurrent, nil
	}
	return CloneRenewed, c.fetchNew(ctx, name, dir, branch)
}

// fetchNew brings what is new and makes branch the default one.
func (c *Cloner) fetchNew(ctx context.Context, name, dir, branch string) error {
	args := append([]string{c.address(name)}, fetchedRefs...)
	run, err := c.place(dir).startGit(ctx, nil, callFetch, args...)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, run.out) // it says nothing there
	if err := run.waitForEnd(nil); err != nil {
		return explainFailure(err)
	}
	if _, err := resolveRef(cloneDir{git: dir, common: dir}, branch, 0); err != nil {
		return fmt.Errorf("the default branch %s was not sent", branch)
	}
	return writeHead(dir, branch)
}

// remoteHead asks which branch is the default, and for its tip.
func (c *Cloner) remoteHead(ctx context.Context, name, dir string) (branch, tip string, err error) {
	said, err := c.place(dir).gitOutput(ctx, nil, maxSmall, callHead, c.address(name), "HEAD")
	if err != nil {
		return "", "", explainFailure(err)
	}
	for line := range strings.Lines(string(said)) {
		value, ref, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || ref != "HEAD" {
			continue
		}
		if target, symbolic := strings.CutPrefix(value, "ref: "); symbolic {
			branch = target
		} else if repo.IsHash(value) {
			tip = value
		}
	}
	if tip == "" || !strings.HasPrefix(branch, "refs/heads/") || !cleanRef(branch) {
		return "", "", errors.New("the host names no default branch of it, or one without a commit")
	}
	return branch, tip, nil
}

// explainFailure puts git's words for two common failures into plainer ones.
func explainFailure(err error) error {
	text := err.Error()
	switch {
	case errors.Is(err, errSilent):
		return errors.New("the transfer stood still and was ended")
	case strings.Contains(text, "could not read Username") || strings.Contains(text, "could not read Password"):
		return errors.New("it is not there, or private: the host asks who is calling")
	case strings.Contains(text, "returned error: 301") || strings.Contains(text, "returned error: 302") || strings.Contains(text, "returned error: 308"):
		return errors.New("it has moved: give its present name in ecosystem.yml, and this one under former")
	}
	return err
}
