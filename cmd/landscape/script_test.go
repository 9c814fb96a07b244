// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"landscape": main})
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
