// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"cmp"
	"context"
	_ "embed" // the pinned root
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tuf"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/theupdateframework/go-tuf/v2/metadata/config"
	"github.com/theupdateframework/go-tuf/v2/metadata/fetcher"
	"github.com/theupdateframework/go-tuf/v2/metadata/updater"
)

// pinned is the trusted root of the public Sigstore instance: certificates and
// public keys, nothing else. It is that of npm's @sigstore/tuf, which Sigstore
// keeps current: .github/tools/sigstore pins a version, and make check compares.
// The Go modules of Sigstore have an older one, which a test holds ours to know
// whole. Refresh fetches the current one.
//
//go:embed trusted_root.json
var pinned []byte

// Root is whom to trust: certificate authorities, transparency logs and
// timestamp authorities, with the times for which each holds.
type Root struct{ material root.TrustedMaterial }

// Pinned is the root that needs no network.
var Pinned = sync.OnceValues(func() (*Root, error) { return ParseRoot(pinned) })

// ParseRoot reads a trusted_root.json.
func ParseRoot(data []byte) (trusted *Root, err error) {
	defer func() {
		if p := recover(); p != nil {
			trusted, err = nil, fmt.Errorf("not a trusted root: %v", p)
		}
	}()
	material, err := root.NewTrustedRootFromJSON(data)
	if err != nil {
		return nil, fmt.Errorf("not a trusted root: %s", oneLine(err))
	}
	if len(material.FulcioCertificateAuthorities()) == 0 {
		return nil, errors.New("not a trusted root: it names no certificate authority")
	}
	return &Root{material}, nil
}

// ReadRoot reads a trusted_root.json from a file.
func ReadRoot(path string) (*Root, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	trusted, err := ParseRoot(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return trusted, nil
}

// FetchRoot fetches the current trusted_root.json of the public instance, or of
// the one at base, by way of its TUF repository. It starts from the keys of
// anchor, a root.json of that repository, or from those built into sigstore-go,
// so that a server cannot put its own in their place. What the repository signed
// must be in force at a time: zero means now, another that of a recording. The
// result is for a file that ReadRoot reads.
func FetchRoot(ctx context.Context, client *http.Client, base string, anchor []byte, at time.Time) ([]byte, error) {
	if anchor == nil {
		anchor = tuf.DefaultRoot()
	}
	settings, err := config.New(cmp.Or(base, tuf.DefaultMirror), anchor)
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	settings.DisableLocalCache, settings.PrefixTargetsWithHash = true, true
	download := fetcher.NewDefaultFetcher() // asks once: retries are the transport's
	download.SetHTTPClient(&within{ctx, client})
	settings.Fetcher = download
	repository, err := updater.New(settings)
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	if !at.IsZero() {
		repository.UnsafeSetRefTime(at)
	}
	if err := repository.Refresh(); err != nil {
		return nil, errors.New(oneLine(err))
	}
	target, err := repository.GetTargetInfo("trusted_root.json")
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	_, data, err := repository.DownloadTarget(target, "", "")
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	if _, err := ParseRoot(data); err != nil {
		return nil, err
	}
	return data, nil
}

// within binds requests to a context, which the TUF client does not.
type within struct {
	ctx    context.Context
	client *http.Client
}

func (w *within) Do(request *http.Request) (*http.Response, error) {
	return w.client.Do(request.WithContext(w.ctx))
}

// newVerifier asks for everything that the root has the keys to check; keys, if
// any, are trusted beside it.
func (r *Root) newVerifier(keys *Keys) (*verify.Verifier, error) {
	options := []verify.VerifierOption{verify.WithObserverTimestamps(1), verify.WithoutStatementPredicate()}
	if len(r.material.RekorLogs()) > 0 {
		options = append(options, verify.WithTransparencyLog(1))
	}
	if len(r.material.CTLogs()) > 0 && keys == nil { // a bare key has no certificate to log
		options = append(options, verify.WithSignedCertificateTimestamps(1))
	}
	material := r.material
	if keys != nil {
		material = root.TrustedMaterialCollection{root.NewTrustedPublicKeyMaterialFromMapping(keys.byID), material}
	}
	return verify.NewVerifier(material, options...)
}
