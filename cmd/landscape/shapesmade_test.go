// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
)

// shapes are made answers by host and request address, in the shapes that the
// registries document. All values are made, but for the two bundles of an npm
// package that sigstore-go has among its examples.
type shapes map[string]shape

type shape struct{ media, body string }

func (s shapes) json(address, body string) { s[address] = shape{"application/json", body} }
func (s shapes) text(address, body string) { s[address] = shape{"text/plain; charset=utf-8", body} }

var madeNow = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

const (
	ghIssuer = "https://token.actions.githubusercontent.com"
	slsa     = "https://slsa.dev/provenance/v1"
)

// makeShapes makes the answers with and without the features, and the root
// that the attestations verify against.
func makeShapes(t *testing.T) (with, without shapes, root []byte) {
	t.Helper()
	i := sigstoretest.New(t)
	with, without = make(shapes), make(shapes)
	npmShapes(t, with, without)
	pypiShapes(i, with, without)
	gemShapes(i, with, without)
	cargoShapes(with, without)
	mavenShapes(i, with, without)
	nugetShapes(with, without)
	brewShapes(i, with, without)
	osvShapes(with, without)
	pinned, err := os.ReadFile(filepath.Join("..", "..", "probes", "attestation", "trusted_root.json"))
	if err != nil {
		t.Fatal(err)
	}
	return with, without, i.TrustedRoot(pinned)
}

func sha(text string) ([]byte, string) {
	sum := sha256.Sum256([]byte(text))
	return sum[:], hex.EncodeToString(sum[:])
}

// upstreamExample reads an example of the sigstore-go release in go.mod.
func upstreamExample(t *testing.T, name string) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/sigstore/sigstore-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const (
	securityTxtMade    = "Contact: https://made.example/security\nExpires: 2099-01-01T00:00:00Z\n"
	securityTxtExpired = "Contact: mailto:security@made.example\nExpires: 2020-01-01T00:00:00Z\n"
)

func npmShapes(t *testing.T, with, without shapes) {
	const host = "npm.made.example"
	const integrity = `"integrity":"sha512-dhdv+jOAi1RgLHw13lxumk3rlgZtumUz9QrCNPTx9MazUnUV3BfAb74oYAMPQQ7uaeogB5vTosbz3POzKbEHUQ=="`
	pem := upstreamExample(t, "publish_key.pub")
	key := strings.Join(strings.Fields(strings.NewReplacer("-----BEGIN PUBLIC KEY-----", "", "-----END PUBLIC KEY-----", "").Replace(pem)), "")
	with.json(host+"/sigstore/1.3.0", `{"name":"sigstore","version":"1.3.0","dist":{`+integrity+`,"signatures":[{"keyid":"SHA256:made","sig":"bWFkZQ=="}],"attestations":{"url":"https://npm.made.example/","provenance":{"predicateType":"https://slsa.dev/provenance/v0.2"}}}}`)
	without.json(host+"/sigstore/1.3.0", `{"name":"sigstore","version":"1.3.0","dist":{`+integrity+`}}`)
	with.json(host+"/request/2.88.2", `{"name":"request","version":"2.88.2","deprecated":"made: use another","dist":{"integrity":"sha512-made","signatures":[{"keyid":"SHA256:made","sig":"bWFkZQ=="}]}}`)
	without.json(host+"/request/2.88.2", `{"name":"request","version":"2.88.2","dist":{"integrity":"sha512-made"}}`)
	with.json(host+"/-/npm/v1/attestations/sigstore@1.3.0", `{"attestations":[{"predicateType":"https://github.com/npm/attestation/tree/main/specs/publish/v0.1","bundle":`+
		upstreamExample(t, "bundle-publish.json")+`},{"predicateType":"https://slsa.dev/provenance/v0.2","bundle":`+upstreamExample(t, "bundle-provenance.json")+`}]}`)
	without.json(host+"/-/npm/v1/attestations/sigstore@1.3.0", `{"attestations":[]}`)
	with.json(host+"/-/npm/v1/keys", `{"keys":[{"expires":"2025-01-29T00:00:00.000Z","keyid":"SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA","keytype":"ecdsa-sha2-nistp256","scheme":"ecdsa-sha2-nistp256","key":"`+key+`"}]}`)
	without.json(host+"/-/npm/v1/keys", `{"keys":[]}`)
	with.json("replicate.npmjs.com/registry/_changes?limit=1", `{"results":[{"seq":1,"id":"made","changes":[{"rev":"1-made"}]}],"last_seq":1}`)
	without.json("replicate.npmjs.com/registry/_changes?limit=1", `{"results":[],"last_seq":1}`)
	with.text("www.npmjs.com/.well-known/security.txt", securityTxtMade)
	without.text("www.npmjs.com/.well-known/security.txt", securityTxtExpired)
}

func pypiShapes(i *sigstoretest.Instance, with, without shapes) {
	const (
		host = "pypi.org"
		path = "/integrity/sampleproject/4.0.0/sampleproject-4.0.0.tar.gz/provenance"
	)
	raw, digest := sha("sampleproject")
	file := func(extra string) string {
		return `{"filename":"sampleproject-4.0.0.tar.gz","url":"https://files.made.example/","hashes":{"sha256":"` + digest + `"}` + extra + `}`
	}
	with.json(host+"/simple/sampleproject/", `{"meta":{"api-version":"1.4"},"name":"sampleproject","project-status":{"status":"active"},"versions":["4.0.0"],"files":[`+
		file(`,"yanked":false,"provenance":"https://pypi.org`+path+`"`)+`]}`)
	without.json(host+"/simple/sampleproject/", `{"meta":{"api-version":"1.0"},"name":"sampleproject","project-status":{},"files":[`+file("")+`]}`)
	urls := `"urls":[{"filename":"a.whl","digests":{"sha256":"00"}},{"filename":"sampleproject-4.0.0.tar.gz","digests":{"sha256":"` + digest + `"}}]`
	with.json(host+"/pypi/sampleproject/4.0.0/json", `{"info":{"name":"sampleproject","version":"4.0.0"},`+urls+`,"vulnerabilities":[],"ownership":{"roles":[{"role":"Owner","user":"made"}],"organization":null}}`)
	without.json(host+"/pypi/sampleproject/4.0.0/json", `{"info":{"name":"sampleproject","version":"4.0.0"},`+urls+`,"ownership":{"roles":[]}}`)
	with.json(host+"/pypi/Django/3.0.2/json", `{"info":{"name":"Django","version":"3.0.2"},"urls":[],"vulnerabilities":[{"id":"PYSEC-2026-1","source":"osv","aliases":[]}]}`)
	without.json(host+"/pypi/Django/3.0.2/json", `{"info":{"name":"Django","version":"3.0.2"},"urls":[],"vulnerabilities":[]}`)
	bundle := i.Attest("https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main", ghIssuer, "https://docs.pypi.org/attestations/publish/v1", "sha256", raw)
	with.json(host+path, `{"version":1,"attestation_bundles":[{"publisher":{"kind":"GitHub","repository":"pypa/sampleproject","workflow":"release.yml"},"attestations":[`+pep740(bundle)+`]}]}`)
	without.json(host+path, `{"version":1,"attestation_bundles":[]}`)
	with.json(host+"/_/oidc/audience", `{"audience":"pypi"}`)
	without.json(host+"/_/oidc/audience", `{"audience":"other"}`)
	with.text(host+"/.well-known/security.txt", securityTxtMade)
	without.text(host+"/.well-known/security.txt", securityTxtExpired)
}

// pep740 writes a bundle as PyPI's integrity API does.
func pep740(bundle []byte) string {
	var b struct {
		Material struct {
			Certificate struct {
				Raw string `json:"rawBytes"`
			} `json:"certificate"`
			Entries json.RawMessage `json:"tlogEntries"`
		} `json:"verificationMaterial"`
		Envelope struct {
			Payload    string `json:"payload"`
			Signatures []struct {
				Sig string `json:"sig"`
			} `json:"signatures"`
		} `json:"dsseEnvelope"`
	}
	if err := json.Unmarshal(bundle, &b); err != nil {
		return err.Error()
	}
	return `{"version":1,"envelope":{"statement":"` + b.Envelope.Payload + `","signature":"` + b.Envelope.Signatures[0].Sig +
		`"},"verification_material":{"certificate":"` + b.Material.Certificate.Raw + `","transparency_entries":` + string(b.Material.Entries) + `}}`
}
