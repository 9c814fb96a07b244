// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/testing/data"

	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
)

// The pinned root knows every log and authority that the sigstore-go release in
// go.mod knows, and the log of Rekor v2, which that release does not.
func TestPinnedKnowsUpstream(t *testing.T) {
	ours, err := Pinned()
	if err != nil {
		t.Fatal(err)
	}
	theirs := data.TrustedRoot(t, "public-good.json")
	for what, logs := range map[string][2]map[string]*root.TransparencyLog{
		"log": {ours.material.RekorLogs(), theirs.RekorLogs()}, "log of certificates": {ours.material.CTLogs(), theirs.CTLogs()},
	} {
		for id, log := range logs[1] {
			if _, ok := logs[0][id]; !ok {
				t.Errorf("the pinned root lacks the %s %s (%s)", what, log.BaseURL, id)
			}
		}
	}
	known := make(map[string]bool)
	for _, each := range ours.material.FulcioCertificateAuthorities() {
		known[string(each.(*root.FulcioCertificateAuthority).Root.Raw)] = true
	}
	for _, each := range theirs.FulcioCertificateAuthorities() {
		if authority := each.(*root.FulcioCertificateAuthority); !known[string(authority.Root.Raw)] {
			t.Errorf("the pinned root lacks the authority %s", authority.URI)
		}
	}
	newer := false
	for _, log := range ours.material.RekorLogs() {
		newer = newer || log.BaseURL == "https://log2025-1.rekor.sigstore.dev"
	}
	if !newer || len(ours.material.TimestampingAuthorities()) == 0 {
		t.Error("the pinned root has no log of Rekor v2, or no authority that times its entries")
	}
}

// A real bundle of a real package verifies against the pinned root offline.
func TestRealBundle(t *testing.T) {
	real := data.Bundle(t, "sigstore.js@2.0.0-provenance.sigstore.json")
	text, err := real.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	sum, err := Digest("46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c")
	if err != nil {
		t.Fatal(err)
	}
	policy := Policy{Issuer: "https://token.actions.githubusercontent.com", SAN: `https://github\.com/sigstore/sigstore-js/.+`}
	got, err := verifyBundle(text, sum, policy)
	if err != nil || got.Reason != "" {
		t.Fatalf("%+v %v", got, err)
	}
	if got.PredicateType != "https://slsa.dev/provenance/v1" || got.Repository != "https://github.com/sigstore/sigstore-js" || got.SignedAt.Year() != 2023 {
		t.Errorf("%+v", got)
	}
}

func TestReadRoot(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string][]byte{"html": []byte("<html>"), "empty": nil, "object": []byte("{}"), "null": []byte("null"), "list": []byte("[]")} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRoot(path); err == nil {
			t.Errorf("%s was taken for a root", name)
		}
	}
	path := filepath.Join(dir, "good")
	if err := os.WriteFile(path, pinned, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRoot(path); err != nil {
		t.Error(err)
	}
	if _, err := ReadRoot(filepath.Join(dir, "none")); err == nil {
		t.Error("no file, no error")
	}
}

// A repository whose first root.json is known gives its root, and no other
// does.
func TestRefresh(t *testing.T) {
	made := sigstoretest.New(t).TrustedRoot(pinned)
	anchor, files := sigstoretest.Repository(t, "trusted_root.json", made)
	server := httptest.NewServer(sigstoretest.Serve(files))
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	got, err := FetchRoot(context.Background(), client, server.URL, anchor, time.Time{})
	if err != nil || !bytes.Equal(got, made) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if _, err := FetchRoot(context.Background(), client, server.URL, anchor, time.Now().AddDate(50, 0, 0)); err == nil {
		t.Error("what is no longer in force was taken")
	}
	other, _ := sigstoretest.Repository(t, "trusted_root.json", made)
	for what, start := range map[string][]byte{"built-in": nil, "another's": other, "none": []byte("{}")} {
		if _, err := FetchRoot(context.Background(), client, server.URL, start, time.Time{}); err == nil {
			t.Errorf("with %s keys: no error", what)
		}
	}
}

// A server without the signing keys cannot give a root.
func TestRefreshRefused(t *testing.T) {
	for what, handler := range map[string]http.HandlerFunc{
		"nothing":  http.NotFound,
		"bot wall": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"root":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(pinned) },
	} {
		server := httptest.NewServer(handler)
		transport := &http.Transport{}
		if _, err := FetchRoot(context.Background(), &http.Client{Transport: transport}, server.URL, nil, time.Time{}); err == nil {
			t.Errorf("%s: no error", what)
		}
		transport.CloseIdleConnections()
		server.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := FetchRoot(ctx, http.DefaultClient, "http://127.0.0.1:1", nil, time.Time{}); err == nil {
		t.Error("a context that ended was not minded")
	}
}
