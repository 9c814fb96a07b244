// SPDX-License-Identifier: Apache-2.0

package ecosystems_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoConfiguredHosts holds every file of this repository to name no host
// that this machine's npm, Go or apt is configured to fetch packages from:
// such an address comes from the client's configuration.
func TestNoConfiguredHosts(t *testing.T) {
	hosts := configuredHosts()
	if len(hosts) == 0 {
		t.Skip("no client is configured here")
	}
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch entry.Name() {
			case ".git", "bin", "out", "node_modules", "CLONES":
				return filepath.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(name)
		for _, host := range hosts {
			if bytes.Contains(data, []byte(host)) {
				t.Errorf("%s names a host that a client here is configured for", name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func configuredHosts() []string {
	var text bytes.Buffer
	for _, command := range [][]string{{"npm", "config", "get", "registry"}, {"go", "env", "GOPROXY"}} {
		if out, err := exec.Command(command[0], command[1:]...).Output(); err == nil {
			text.Write(bytes.ReplaceAll(out, []byte(","), []byte(" ")))
			text.WriteByte('\n')
		}
	}
	lists, _ := filepath.Glob("/etc/apt/sources.list.d/*")
	for _, list := range append(lists, "/etc/apt/sources.list") {
		data, _ := os.ReadFile(list)
		text.Write(data)
		text.WriteByte('\n')
	}
	var hosts []string
	for words := bufio.NewScanner(&text); words.Scan(); {
		for word := range strings.FieldsSeq(words.Text()) {
			if u, err := url.Parse(word); err == nil && strings.Contains(u.Hostname(), ".") {
				hosts = append(hosts, u.Hostname())
			}
		}
	}
	return hosts
}
