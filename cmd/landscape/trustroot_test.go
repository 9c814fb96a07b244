// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
)

func TestTrustRoot(t *testing.T) {
	made := sigstoretest.New(t).TrustedRoot()
	anchor, files := sigstoretest.Repository(t, "trusted_root.json", made)
	server := httptest.NewServer(sigstoretest.Serve(files))
	defer server.Close()
	dir := t.TempDir()
	start, out := filepath.Join(dir, "root.json"), filepath.Join(dir, "trusted_root.json")
	if err := os.WriteFile(start, anchor, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"trust-root", "--origins", "*=" + server.URL, "--allow-private", "--no-pace", "--out", out}
	// the keys built in did not sign this repository
	if said, code := landscape(args...); code != exitNoSource || !strings.Contains(said, "was not written") {
		t.Errorf("status %d: %s", code, said)
	}
	if _, err := os.Stat(out); err == nil {
		t.Fatal("a root that nobody vouches for was written")
	}
	if said, code := landscape(append(args, "--tuf-root", start)...); code != 0 || !strings.Contains(said, "--trust-root") {
		t.Fatalf("status %d: %s", code, said)
	}
	if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, made) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if said, code := landscape("trust-root"); code != exitUsage || !strings.Contains(said, "out") {
		t.Errorf("status %d: %s", code, said)
	}
}
