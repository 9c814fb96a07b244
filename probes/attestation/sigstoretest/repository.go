// SPDX-License-Identifier: Apache-2.0

package sigstoretest

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"testing"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// Repository makes a TUF repository with one target, and its root.json, from
// which a client starts. The files are by path, each beginning with /.
func Repository(t testing.TB, target string, data []byte) (rootJSON []byte, files map[string][]byte) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	until := time.Now().AddDate(0, 0, 7).UTC()
	root, targets, snapshot, timestamp := metadata.Root(until), metadata.Targets(until), metadata.Snapshot(until), metadata.Timestamp(until)
	info, err := metadata.TargetFile().FromBytes(target, data, "sha256")
	check(err)
	targets.Signed.Targets[target] = info
	signers := make(map[string]signature.Signer)
	for _, role := range []string{"targets", "snapshot", "timestamp", "root"} {
		public, private, err := ed25519.GenerateKey(nil)
		check(err)
		key, err := metadata.KeyFromPublicKey(public)
		check(err)
		check(root.Signed.AddKey(key, role))
		signers[role], err = signature.LoadSigner(private, crypto.Hash(0))
		check(err)
	}
	rootJSON = signed(t, root, signers["root"])
	sum := sha256.Sum256(data)
	return rootJSON, map[string][]byte{
		"/1.targets.json":  signed(t, targets, signers["targets"]),
		"/1.snapshot.json": signed(t, snapshot, signers["snapshot"]),
		"/timestamp.json":  signed(t, timestamp, signers["timestamp"]),
		"/1.root.json":     rootJSON,
		"/" + path.Join("targets", path.Dir(target), hex.EncodeToString(sum[:])+"."+path.Base(target)): data,
	}
}

func signed[T metadata.Roles](t testing.TB, role *metadata.Metadata[T], signer signature.Signer) []byte {
	t.Helper()
	if _, err := role.Sign(signer); err != nil {
		t.Fatal(err)
	}
	text, err := role.ToBytes(false)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Serve answers with files by path, and 404 for everything else.
func Serve(files map[string][]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(data) // the reader may have gone
	})
}
