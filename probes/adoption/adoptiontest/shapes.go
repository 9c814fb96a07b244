// SPDX-License-Identifier: Apache-2.0

package adoptiontest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// The answers are made, in the shapes that the registries document.

const hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// member adds a member when it is there.
func member(to object, name string, is bool, value any) {
	if is {
		to[name] = value
	}
}

// linked is the repository of a package.
func linked(t traits) string {
	return "https://github.com/made/" + t.name[strings.LastIndexAny(t.name, "/:")+1:]
}

func orNull(is bool, value any) any {
	if is {
		return value
	}
	return nil
}

func (r *Registry) npm(t traits, address string) any {
	if strings.HasPrefix(address, "/-/npm/v1/attestations/") {
		return r.npmAttestations(t)
	}
	dist := object{"integrity": "sha512-" + base64.StdEncoding.EncodeToString(digestOf("npm")), "tarball": "https://registry.made.example/x.tgz", "shasum": hash[:40]}
	member(dist, "signatures", t.signed, []any{object{"keyid": "SHA256:made", "sig": "x"}})
	member(dist, "attestations", t.provenance, object{"url": "x", "provenance": object{"predicateType": slsa(t)}})
	user := object{"name": "made"}
	member(user, "trustedPublisher", t.trusted, object{"id": "github", "oidcConfigId": "oidc:x"})
	member(user, "approver", t.staged, object{"name": "somebody"})
	answer := object{"name": t.name, "version": "1.0.0", "dist": dist, "_npmUser": user, "repository": object{"type": "git", "url": "git+" + linked(t) + ".git"}}
	member(answer, "deprecated", t.gone, "use another")
	return answer
}

func (r *Registry) pypi(t traits, address string) any {
	switch {
	case strings.HasPrefix(address, "/integrity/"):
		return orNull(t.provenance, object{"version": 1, "attestation_bundles": []any{object{"publisher": object{"kind": "GitHub"}, "attestations": r.pep740s(t)}}})
	case strings.HasPrefix(address, "/pypi/"):
		return object{"info": object{"name": t.name, "version": "1.0.0"}, "urls": []any{object{"filename": t.name + "-1.0.0.tar.gz", "digests": object{"sha256": hash}}}}
	}
	var files []any
	for i, one := range t.releases {
		var yanked any = one.yanked
		if one.yanked && i%2 == 0 {
			yanked = "broken"
		}
		files = append(files, object{"filename": fmt.Sprintf("%s-%d.tar.gz", t.name, i), "hashes": object{"sha256": hash}, "yanked": yanked, "provenance": orNull(one.provenance, "https://x.example/provenance")})
	}
	state := "active"
	if t.gone {
		state = "archived"
	}
	return object{"meta": object{"api-version": "1.4"}, "name": t.name, "project-status": object{"status": state}, "files": files}
}

func (r *Registry) gem(t traits, address string) any {
	if strings.HasPrefix(address, "/api/v1/attestations/") {
		bundles := []any{}
		switch {
		case t.provenance && r.Bundles != nil && t.old:
			bundles = append(bundles, json.RawMessage(r.Bundles[kindSLSA]))
		case t.provenance && r.Bundles != nil:
			bundles = append(bundles, json.RawMessage(r.Bundles[kindPlain]))
		case t.provenance:
			bundles = append(bundles, object{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"})
		}
		return bundles
	}
	about := object{"source_code_uri": "https://x.example"}
	member(about, "rubygems_mfa_required", t.owned, "true")
	return object{"name": t.name, "version": "1.0.0", "downloads": t.downloads, "sha": hash, "metadata": about, "source_code_uri": linked(t) + "/tree/v1.0.0"}
}

func crate(t traits) any {
	return object{
		"crate":    object{"id": t.name, "name": t.name, "recent_downloads": t.downloads, "trustpub_only": t.staged, "repository": linked(t) + "/"},
		"versions": []any{object{"num": "1.0.0", "checksum": hash, "yanked": t.gone, "trustpub_data": orNull(t.trusted, object{"provider": "github", "repository": "a/b"})}},
	}
}

func nuget(t traits) any {
	one := object{"id": strings.ToUpper(t.name[:1]) + t.name[1:], "version": "1.0.0", "totalDownloads": t.downloads, "verified": t.owned}
	member(one, "deprecation", t.gone, object{"reasons": []any{"Legacy"}})
	return object{"totalHits": 1, "data": []any{one}}
}

func maven(t traits, address string) any {
	group, name, _ := strings.Cut(t.name, ":")
	switch {
	case strings.HasPrefix(address, "/solrsearch/"):
		return object{"response": object{"numFound": 1, "docs": []any{object{"g": group, "a": name, "latestVersion": "1.0.0"}}}}
	case strings.HasSuffix(address, ".asc?"):
		return orNull(t.signed, "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n")
	case strings.HasSuffix(address, ".sigstore.json?"):
		return orNull(t.provenance, object{"mediaType": "x", "verificationMaterial": object{"certificate": object{}}})
	}
	return nil
}

func pub(t traits, address string) any {
	if strings.HasSuffix(address, "/publisher?") {
		return object{"publisherId": orNull(t.owned, "made.example")}
	}
	var versions []any
	for i, one := range t.releases {
		version := object{"version": fmt.Sprintf("%d.0.0", i)}
		member(version, "retracted", one.yanked, true)
		versions = append(versions, version)
	}
	answer := object{"name": t.name, "latest": object{"version": "1.0.0", "pubspec": object{"repository": linked(t) + "#readme"}}, "versions": versions}
	member(answer, "isDiscontinued", t.gone, true)
	return answer
}

func composer(t traits) any {
	about := object{"name": t.name, "repository": linked(t), "versions": object{}, "downloads": object{"total": t.downloads * 9, "monthly": t.downloads}}
	member(about, "abandoned", t.gone, true)
	return object{"package": about}
}

func hex(t traits, address string) any {
	retired := object{"reason": "deprecated", "message": "use another"}
	if strings.Contains(address, "/releases/") {
		return object{"version": "9.0.0", "checksum": hash, "retirement": orNull(t.gone, retired)}
	}
	retirements, releases := object{}, []any{object{"version": "9.0.0"}}
	for i, one := range t.releases {
		version := fmt.Sprintf("%d.0.0", i%9)
		releases = append(releases, object{"version": version})
		member(retirements, version, one.yanked, retired)
	}
	member(retirements, "9.0.0", t.gone, retired)
	return object{"name": t.name, "latest_version": "9.0.0", "releases": releases, "retirements": retirements}
}
