// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as the program does
	loadEcosystems = keepBuiltIn()
	apiLimits.Pause = 0
	for _, pair := range append(pullrequesttest.Identity(), "GITHUB_TOKEN=") {
		name, value, _ := strings.Cut(pair, "=")
		_ = os.Setenv(name, value) // not by t.Setenv, which parallel tests may not call
	}
	testscript.Main(m, map[string]func(){"landscape": main})
}

// keepBuiltIn reads the built-in records once for all commands that run in this
// process; nothing changes an ecosystem after it was read.
func keepBuiltIn() func(fs.FS, string, *catalog.Catalog, ...string) ([]*ecosystems.Ecosystem, error) {
	type read struct {
		all []*ecosystems.Ecosystem
		err error
	}
	var (
		mu   sync.Mutex
		kept = make(map[string]read)
	)
	return func(files fs.FS, at string, features *catalog.Catalog, only ...string) ([]*ecosystems.Ecosystem, error) {
		if files != ecosystems.Embedded() {
			return ecosystems.Load(files, at, features, only...)
		}
		mu.Lock()
		defer mu.Unlock()
		words := strings.Join(only, "\n")
		r, ok := kept[words]
		if !ok {
			r.all, r.err = ecosystems.Load(files, at, features, only...)
			kept[words] = r
		}
		return slices.Clone(r.all), r.err
	}
}

// TestScripts runs the scenarios in testdata, one a file.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			for _, pair := range [][2]string{
				{"GIT_AUTHOR_NAME", "Made"}, {"GIT_AUTHOR_EMAIL", "made@example.org"},
				{"GIT_COMMITTER_NAME", "Made"}, {"GIT_COMMITTER_EMAIL", "made@example.org"},
				{"GIT_AUTHOR_DATE", "2024-05-01T00:00:00Z"}, {"GIT_COMMITTER_DATE", "2024-05-01T00:00:00Z"},
				{"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"},
			} {
				env.Setenv(pair[0], pair[1])
			}
			return nil
		},
	})
}
