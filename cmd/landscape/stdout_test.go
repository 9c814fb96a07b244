// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
	"github.com/spf13/cobra"
)

// fullDisk takes nothing.
type fullDisk struct{ wrote int }

func (f *fullDisk) Write([]byte) (int, error) { f.wrote++; return 0, syscall.ENOSPC }

// leaves lists the commands that do something, by what a person types.
func leaves(cmd *cobra.Command) []string {
	var list []string
	for _, sub := range cmd.Commands() {
		list = append(list, leaves(sub)...)
	}
	if len(list) == 0 {
		list = append(list, strings.TrimPrefix(cmd.CommandPath(), "landscape "))
	}
	return list
}

// liveServer answers discover and doctor.
func liveServer(t *testing.T) []string {
	server := httptest.NewServer(&madeManual{})
	t.Cleanup(server.Close)
	eager(t)
	return []string{"--ecosystems", manualRules(t), "--origins", "*=" + server.URL, "--allow-private", "--no-pace"}
}

// trustServer answers trust-root.
func trustServer(t *testing.T, out string) []string {
	anchor, files := sigstoretest.Repository(t, "trusted_root.json", sigstoretest.New(t).TrustedRoot())
	server := httptest.NewServer(sigstoretest.Serve(files))
	t.Cleanup(server.Close)
	start := filepath.Join(t.TempDir(), "root.json")
	if err := os.WriteFile(start, anchor, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--out", out, "--tuf-root", start}
}

// Every command ends with status 2 and one line when its output is lost. A new
// command needs a line here.
func TestLostOutput(t *testing.T) {
	dir := t.TempDir()
	set := filepath.Join(dir, "set")
	if code, _, errs := command(t, "survey", "--offline", "--ecosystem", "nuget", "--out", set); code != exitDone {
		t.Fatal(errs)
	}
	seen := filepath.Join(set, "dataset", "observations.parquet")
	live := liveServer(t)
	world := newRefreshWorld(t)
	refresh := slices.Concat(world.args()[1:], []string{"--dry-run"})
	arguments := map[string][]string{
		"survey":                {"--offline", "--ecosystem", "nuget", "--out", filepath.Join(dir, "a")},
		"probe":                 {"--offline", "--ecosystem", "nuget", "--out", filepath.Join(dir, "b")},
		"judge":                 {"--observations", seen, "--out", filepath.Join(dir, "c")},
		"site":                  {"--dataset", filepath.Join(set, "dataset"), "--out", filepath.Join(dir, "d")},
		"release":               {"--version", "2026.11", "--out", filepath.Join(dir, "e")},
		"import-2022":           {madeSurvey, "--out", filepath.Join(dir, "f")},
		"serve":                 {"--site", filepath.Join(set, "site"), "--port", "0"},
		"export":                {"--table", "verdicts"},
		"explain":               {"npm", "integrity.provenance"},
		"diff":                  {},
		"report tac":            {},
		"report supports":       {"integrity.provenance"},
		"report registry":       {"npm"},
		"report survey":         {},
		"docs":                  {"--man", filepath.Join(dir, "man")},
		"clone":                 {"--ecosystems", manualRules(t), "--dir", filepath.Join(dir, "h")},
		"coverage":              {},
		"lint":                  {},
		"sources":               {},
		"catalog":               {},
		"version":               {},
		"summary":               {},
		"verify":                {filepath.Join(set, "dataset")},
		"questionnaire":         {"npm"},
		"new ecosystem":         {"made", "--dir", filepath.Join(checkout(t), "ecosystems")},
		"doctor":                live,
		"discover":              append([]string{"--ecosystem", "made", "--all"}, live...),
		"timeline":              {"--mirror", oneClone(t), "--no-cache", "--ecosystem", "nuget", "--out", filepath.Join(dir, "t")},
		"trust-root":            trustServer(t, filepath.Join(dir, "g")),
		"refresh":               refresh,
		"adoption":              {},
		"worker":                {"--queue", redistest.Start(t).URL()},
		"cohort":                {"--ecosystem", "cargo", "--from", madeDump(t), "--out", filepath.Join(dir, "top.csv")},
		"completion bash":       {},
		"completion fish":       {},
		"completion zsh":        {},
		"completion powershell": {},
		"help":                  {"survey"},
	}
	root := (&app{}).root()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, name := range leaves(root) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args, known := arguments[name]
			if !known {
				t.Fatal("say here how it is called: its output could be lost with status 0")
			}
			for _, full := range [][]string{args, {"--help"}} {
				var errs bytes.Buffer
				disk := &fullDisk{}
				code := run(context.Background(), append(strings.Fields(name), full...), disk, &errs)
				lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
				if code != exitUsage || disk.wrote != 1 || !strings.HasPrefix(lines[len(lines)-1], "landscape: standard output: no space left on device") {
					t.Errorf("%q: status %d after %d writes: %s", full, code, disk.wrote, errs.String())
				}
			}
		})
	}
}
