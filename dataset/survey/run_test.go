// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// builtIn are options of a run that judges the built-in release.
func builtIn(t *testing.T, only ...string) *Options {
	t.Helper()
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ecosystems.Load(ecosystems.Embedded(), "ecosystems", features, only...)
	if err != nil {
		t.Fatal(err)
	}
	return &Options{
		Catalog: features, Ecosystems: all, Questions: QuestionsOf(all, nil), Wave: catalog.Wave,
		Out: t.TempDir(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

// A run looks, judges, derives and writes, in this order; what cannot be written
// is no dataset.
func TestRun(t *testing.T) {
	o := builtIn(t, "npm")
	o.Offline = true
	var written *table.Dataset
	o.Write = func(d *table.Dataset) error { written = d; return nil }
	d, err := Run(t.Context(), o)
	if err != nil || d != written || len(d.Verdicts) != len(o.Catalog.Features) || len(d.Maturity) == 0 || d.Rules == "" {
		t.Errorf("%d verdicts: %v", len(d.Verdicts), err)
	}
	full := errors.New("made to fail")
	o.Write = func(*table.Dataset) error { return full }
	if d, err := Run(t.Context(), o); d != nil || !errors.Is(err, full) {
		t.Errorf("not written: %v", err)
	}
}

// Clones that are not there are told in one line; what cannot be read is no start to
// go on from, and no dataset.
func TestRunWithoutSources(t *testing.T) {
	o := builtIn(t, "basalt")
	o.Mirror = t.TempDir()
	o.Progress = func(Step) { t.Error("a step without any clone") }
	if _, err := Run(t.Context(), o); !errors.As(err, &NoSourceError{}) || !strings.Contains(err.Error(), "none of 6 repositories could be read; nothing was overwritten") {
		t.Errorf("no clone: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(o.Mirror, "bash-bastion", "basalt.git"), 0o755); err != nil { // a damaged one
		t.Fatal(err)
	}
	steps := 0
	o.Progress = func(s Step) { steps++ }
	o.Write = func(*table.Dataset) error { t.Error("written"); return nil }
	_, err := Run(t.Context(), o)
	if !errors.As(err, &NoSourceError{}) || !strings.Contains(err.Error(), "could be read; nothing was overwritten") || steps == 0 {
		t.Errorf("%d steps: %v", steps, err)
	}
	o.Resume = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Look(ctx, o); !errors.As(err, &NoSourceError{}) || !strings.Contains(err.Error(), "--resume goes on from here") {
		t.Errorf("stopped: %v", err)
	}
}

// A journal serves the run that began it: other questions, sources or options are
// another run.
func TestRunID(t *testing.T) {
	base := builtIn(t, "npm")
	for name, change := range map[string]func(*Options){
		"wave":       func(o *Options) { o.Wave = "2027" },
		"date":       func(o *Options) { o.AsOf = time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC) },
		"mirror":     func(o *Options) { o.Mirror = "clones" },
		"origins":    func(o *Options) { o.Network.Origins = "*=http://made.example" },
		"recording":  func(o *Options) { o.Network.Record = "made.warc" },
		"registries": func(o *Options) { o.Network.Registries = []string{"npm=https://made.example"} },
		"excerpts":   func(o *Options) { o.NoExcerpts = true },
		"questions":  func(o *Options) { o.Questions = o.Questions[1:] },
	} {
		other := *base
		if change(&other); other.runID() == base.runID() {
			t.Errorf("another %s is the same run", name)
		}
	}
}

// Questions are those of the features asked for; those about the past are not
// about today.
func TestQuestions(t *testing.T) {
	o := builtIn(t)
	const feature = "authentication.mfa"
	for _, p := range QuestionsOf(o.Ecosystems, []string{feature}) {
		if p.Feature != feature {
			t.Errorf("%s is asked", p.Key)
		}
	}
	if current := CurrentQuestions(o.Ecosystems, nil); len(current) == 0 || len(current) >= len(o.Questions) {
		t.Errorf("%d of %d questions are about today", len(current), len(o.Questions))
	}
	repositories := Repositories([]probes.Probe{{Repository: "b/b"}, {}, {Repository: "a/a"}, {Repository: "b/b"}})
	if strings.Join(repositories, " ") != "a/a b/b" {
		t.Errorf("%q", repositories)
	}
}

// Nothing that a run tells holds a private address, in messages, values or counts.
func TestPrivateAddresses(t *testing.T) {
	all := []*ecosystems.Ecosystem{{ID: "npm", BaseURL: "https://public.example"}, {ID: "gem", BaseURL: "https://gem.example"}}
	mirrors, hosts := privateBases(map[string]string{"npm": "https://npm.corp.example:8443/api", "gem": "https://gem.example"}, all)
	if !mirrors["npm"] || mirrors["gem"] {
		t.Errorf("%v", mirrors)
	}
	var out bytes.Buffer
	log := hosts.discreet(slog.New(slog.NewTextHandler(&out, nil)))
	log.With("more", 1).Warn("asked https://npm.corp.example:8443/x", "why", errors.New("npm.corp.example has no address"), "other", "gem.example")
	stats := hosts.hideHosts([]transport.HostStats{{Host: "npm.corp.example:8443"}, {Host: "gem.example"}})
	if text := out.String() + stats[0].Host; strings.Contains(text, "corp.example") || !strings.Contains(text, "gem.example") {
		t.Errorf("%s", text)
	}
}
