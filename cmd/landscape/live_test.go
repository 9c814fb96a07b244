// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/table"
)

// landscape runs the program and returns what it said and its status.
func landscape(args ...string) (string, int) {
	var out bytes.Buffer
	code := run(context.Background(), args, &out, &out)
	return out.String(), code
}

func madeVerdicts(t *testing.T, out string) map[string]string {
	t.Helper()
	d, err := dataset.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make(map[string]string)
	for _, v := range d.Verdicts {
		verdicts[v.Feature] = v.Verdict
	}
	return verdicts
}

// A live run, the same from its recording, and nothing overwritten when nothing answers.
func TestLive(t *testing.T) {
	for _, name := range []string{"run.warc", "run.warc.gz"} {
		t.Run(name, func(t *testing.T) { liveAndReplayed(t, name) })
	}
}

func liveAndReplayed(t *testing.T, name string) {
	server := httptest.NewServer(newWorld())
	defer server.Close()
	rules, out := worldRules(t), t.TempDir()
	warc := filepath.Join(out, name)
	network := []string{"survey", "--ecosystems", rules, "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--out", out}
	if said, code := landscape(append(network, "--record", warc)...); code != 0 {
		t.Fatalf("status %d: %s", code, said)
	}
	verdicts := madeVerdicts(t, out)
	for feature, want := range worldVerdicts {
		if verdicts[feature] != want {
			t.Errorf("%s is %s, want %s", feature, verdicts[feature], want)
		}
	}

	// The recording alone gives the same bytes, for pages, API and repositories.
	server.Close()
	again := t.TempDir()
	if said, code := landscape("survey", "--ecosystems", rules, "--replay", warc, "--out", again); code != 0 {
		t.Fatalf("replay: status %d: %s", code, said)
	}
	for _, table := range []string{"observations", "verdicts"} {
		same(t, filepath.Join(out, "dataset", table+".parquet"), filepath.Join(again, "dataset", table+".parquet"))
	}

	hurry(t)
	if said, code := landscape(network...); code != exitNoSource {
		t.Errorf("status %d: %s", code, said)
	}
	if madeVerdicts(t, out)["integrity.signing"] != "supported" {
		t.Error("what was there is gone")
	}
	if _, err := os.Stat(filepath.Join(out, ".landscape-journal")); err == nil {
		t.Error("failures were kept for --resume")
	}
}

// difference names the first observation that two files do not share.
func difference(a, b []byte) string {
	one, failed := table.DecodeObservations("", a)
	other, wrong := table.DecodeObservations("", b)
	if failed != nil || wrong != nil {
		return ""
	}
	for i := range min(len(one), len(other)) {
		if diff := cmp.Diff(one[i], other[i]); diff != "" {
			return ":\n" + diff
		}
	}
	return fmt.Sprintf(": %d and %d observations", len(one), len(other))
}

func same(t *testing.T, one, other string) {
	t.Helper()
	a, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("%s and %s differ%s", one, other, difference(a, b))
	}
}

func TestLiveRefusesPrivateAddresses(t *testing.T) {
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	if said, code := landscape("survey", "--ecosystems", worldRules(t), "--origins", "*="+server.URL, "--out", t.TempDir()); code != exitNoSource || asked {
		t.Errorf("status %d, asked %v: %s", code, asked, said)
	}
}
