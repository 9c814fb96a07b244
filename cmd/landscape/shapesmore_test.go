// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"github.com/ossf/package-manager-landscape/probes/attestation/sigstoretest"
)

func gemShapes(i *sigstoretest.Instance, with, without shapes) {
	const host = "rubygems.org"
	_, digest := sha("rails")
	for _, gem := range []struct{ name, version, repository string }{
		{"rails", "8.1.3.1", "rails/rails"}, {"rubygems-update", "4.0.21", "ruby/rubygems"}, {"bundler", "4.0.21", "ruby/rubygems"},
	} {
		_, digest := sha(gem.name)
		version := host + "/api/v2/rubygems/" + gem.name + "/versions/" + gem.version + ".json"
		with.json(version, `{"name":"`+gem.name+`","yanked":false,"sha":"`+digest+`"}`)
		without.json(version, `{"name":"`+gem.name+`","sha":"`+digest+`"}`)
		signer := "https://github.com/" + gem.repository + "/.github/workflows/release.yml@refs/tags/v" + gem.version
		attestations := host + "/api/v1/attestations/" + gem.name + "-" + gem.version + ".json"
		with.json(attestations, "["+string(i.Sign(signer, ghIssuer, []byte(gem.name)))+"]")
		without.json(attestations, "[]")
	}
	with.text(host+"/info/rails", "---\n1.0.0 made:= 1.0.0|checksum:"+digest+",ruby:>= 3.0\n")
	without.text(host+"/info/rails", "---\n1.0.0 made:= 1.0.0|ruby:>= 3.0\n")
	with.json(host+"/api/v1/gems/rails/owners.json", `[{"id":1,"handle":"made","role":"owner"}]`)
	without.json(host+"/api/v1/gems/rails/owners.json", `[{"id":1,"handle":"made"}]`)
	with.json(host+"/api/v1/activity/just_updated.json", `[{"name":"made","version":"1.0.0"}]`)
	without.json(host+"/api/v1/activity/just_updated.json", `[]`)
}

func cargoShapes(with, without shapes) {
	const openapi = `{"openapi":"3.1.0","paths":{PATHS},"components":{"schemas":{"Version":{"properties":{PROPERTIES"num":{}}}}}}`
	with.json("crates.io/api/openapi.json", strings.NewReplacer("PATHS", `"/api/v1/trusted_publishing/tokens":{"post":{}}`, "PROPERTIES", `"trustpub_data":{"oneOf":[]},`).Replace(openapi))
	without.json("crates.io/api/openapi.json", strings.NewReplacer("PATHS", "", "PROPERTIES", "").Replace(openapi))
	with.json("crates.io/api/v1/crates/serde", `{"crate":{"id":"serde","trustpub_only":false},"versions":[]}`)
	without.json("crates.io/api/v1/crates/serde", `{"crate":{"id":"serde"},"versions":[]}`)
	_, digest := sha("serde")
	with.text("index.crates.io/se/rd/serde", `{"name":"serde","vers":"1.0.0","deps":[],"cksum":"`+digest+`","features":{},"yanked":false}`+"\n")
	without.text("index.crates.io/se/rd/serde", `{"name":"serde","vers":"1.0.0","deps":[],"features":{}}`+"\n")
	with["static.crates.io/rss/updates.xml"] = shape{"application/rss+xml", `<?xml version="1.0"?><rss xmlns:crates="https://crates.io/"><channel><item><crates:name>made</crates:name><crates:version>1.0.0</crates:version></item></channel></rss>`}
	without["static.crates.io/rss/updates.xml"] = shape{"application/rss+xml", `<?xml version="1.0"?><rss><channel></channel></rss>`}
	with.text("crates.io/.well-known/security.txt", "Contact: https://crates.io/policies/security\nExpires: 2026-06-25T00:00:00.000Z\n")
	without.text("crates.io/.well-known/security.txt", "Contact: https://crates.io/policies/security\nExpires: 2027-06-25T00:00:00.000Z\n")
}

// pgpMade was made for this test, by a key that signed nothing else.
const pgpMade = `-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQTH4QfRb5wChUdqAbPzzY0MuayHUAUCawYXXwAKCRDzzY0MuayH
UI7TAQCShzi9lU+WUWaO2rbKtMQOG8jS2nrYLJg+WCyIdzpFFAD/XHnHL4UyUdmG
JTJk/SjqGVIX2fc/LjRQ8Yf1oVhSbQk=
=9ahj
-----END PGP SIGNATURE-----
`

func mavenShapes(i *sigstoretest.Instance, with, without shapes) {
	const (
		host = "repo1.maven.org/maven2"
		jar  = host + "/dev/sigstore/sigstore-java/1.0.0/sigstore-java-1.0.0.jar"
	)
	with.text(host+"/org/apache/maven/maven-core/3.9.9/maven-core-3.9.9.jar.asc", pgpMade)
	without.text(host+"/org/apache/maven/maven-core/3.9.9/maven-core-3.9.9.jar.asc", "-----BEGIN PGP MESSAGE-----\n\nbWFkZQ==\n-----END PGP MESSAGE-----\n")
	with[jar], without[jar] = shape{"application/java-archive", "made jar"}, shape{"application/java-archive", "made jar"}
	bundle := i.Sign("https://github.com/sigstore/sigstore-java/.github/workflows/release-sigstore-java-from-tag.yaml@refs/tags/v1.0.0", ghIssuer, []byte("made jar"))
	with.json(jar+".sigstore.json", string(bundle))
	without.json(jar+".sigstore.json", `{"attestations":[]}`)
	with.text(host+"/.index/nexus-maven-repository-index.properties", "nexus.index.id=central\nnexus.index.last-incremental=1\n")
	without["repo1.maven.org/maven2/.index/nexus-maven-repository-index.properties"] = shape{"text/html", "<html>"}
	with.text("maven.apache.org/.well-known/security.txt", securityTxtMade)
	without.text("maven.apache.org/.well-known/security.txt", securityTxtExpired)
}

func nugetShapes(with, without shapes) {
	const host = "api.nuget.org/v3"
	index := func(types ...string) string {
		var resources []string
		for _, each := range append(types, "PackageBaseAddress/3.0.0") {
			resources = append(resources, `{"@id":"https://api.nuget.org/made/","@type":"`+each+`"}`)
		}
		return `{"version":"3.0.0","resources":[` + strings.Join(resources, ",") + `]}`
	}
	with.json(host+"/index.json", index("RepositorySignatures/5.0.0", "VulnerabilityInfo/6.7.0", "Catalog/3.0.0"))
	without.json(host+"/index.json", index())
	const signatures = "api.nuget.org/v3-index/repository-signatures/5.0.0/index.json"
	with.json(signatures, `{"allRepositorySigned":true,"signingCertificates":[]}`)
	without.json(signatures, `{"allRepositorySigned":false,"signingCertificates":[]}`)
	registration := func(id, extra string) string {
		return `{"count":1,"items":[{"items":[{"catalogEntry":{"id":"` + id + `","version":"1.0.0"` + extra + `}}]}]}`
	}
	const at = host + "/registration5-gz-semver2/"
	with.json(at+"log4net/index.json", registration("log4net", `,"vulnerabilities":[{"advisoryUrl":"https://made.example/1","severity":"3"}]`))
	without.json(at+"log4net/index.json", registration("log4net", ""))
	with.json(at+"windowsazure.storage/index.json", registration("WindowsAzure.Storage", `,"deprecation":{"alternatePackage":{"id":"Made"},"message":"made","reasons":["Legacy"]}`))
	without.json(at+"windowsazure.storage/index.json", registration("WindowsAzure.Storage", ""))
	const search = "azuresearch-usnc.nuget.org/query?q=packageid:NuGet.Versioning&semVerLevel=2.0.0" //nolint:misspell // a field of its queries
	with.json(search, `{"totalHits":1,"data":[{"id":"NuGet.Versioning","verified":true}]}`)
	without.json(search, `{"totalHits":1,"data":[{"id":"NuGet.Versioning","verified":false}]}`)
}

func brewShapes(i *sigstoretest.Instance, with, without shapes) {
	const host = "formulae.brew.sh"
	raw, digest := sha("wget bottle")
	bottle := `"bottle":{"stable":{"files":{"x86_64_linux":{"url":"https://ghcr.io/made","sha256":"` + digest + `"}}}}`
	with.json(host+"/api/formula/wget.json", `{"name":"wget","tap":"homebrew/core",`+bottle+`,"urls":{"stable":{"checksum":"`+digest+`"}},"deprecated":false}`)
	without.json(host+"/api/formula/wget.json", `{"name":"wget","tap":"homebrew/core","bottle":{"stable":{"files":{}}},"urls":{"stable":{"checksum":null}}}`)
	with.json(host+"/api/formula_tap_migrations.jws.json", `{"payload":"{}","signatures":[{"protected":"bWFkZQ","header":{"kid":"homebrew-1"},"signature":"`+strings.Repeat("a_-Z", 40)+`"}]}`)
	without.json(host+"/api/formula_tap_migrations.jws.json", `{"payload":"{}","signatures":[]}`)
	bundle := i.Attest("https://github.com/Homebrew/homebrew-core/.github/workflows/publish-commit-bottles.yml@refs/heads/main", ghIssuer, slsa, "sha256", raw)
	with.json("api.github.com/repos/Homebrew/homebrew-core/attestations/sha256:"+digest, `{"attestations":[{"repository_id":1,"bundle":`+string(bundle)+`}]}`)
	without.json("api.github.com/repos/Homebrew/homebrew-core/attestations/sha256:"+digest, `{"attestations":[]}`)
	with.text("brew.sh/.well-known/security.txt", "Contact: https://github.com/Homebrew/brew/security/advisories/new\nExpires: Fri, 01 Jan 2027 00:00:00 +0000\n")
	without.text("brew.sh/.well-known/security.txt", securityTxtMade)
}

// osvShapes know every ecosystem that a rule names, or none.
func osvShapes(with, without shapes) {
	const others = "Alpine\nAndroid\nBitnami\nCRAN\nDebian\nGIT\nGo\nHex\nLinux\nPackagist\n"
	with.text("storage.googleapis.com/osv-vulnerabilities/ecosystems.txt", others+"Maven\nNuGet\nPyPI\nRubyGems\ncrates.io\nnpm\n")
	without.text("storage.googleapis.com/osv-vulnerabilities/ecosystems.txt", others)
	for id, ecosystem := range map[string]string{
		"MAL-2026-2307": "npm", "MAL-2024-4720": "PyPI", "PYSEC-2021-9": "PyPI", "MAL-2024-6265": "RubyGems",
		"RUSTSEC-2022-0042": "crates.io", "MAL-2025-2552": "Maven", "MAL-2024-3993": "NuGet",
	} {
		record := `{"id":"` + id + `","affected":[{"package":{"ecosystem":"` + ecosystem + `","name":"made"}}]`
		with.json("api.osv.dev/v1/vulns/"+id, record+"}")
		without.json("api.osv.dev/v1/vulns/"+id, record+`,"withdrawn":"2026-01-01T00:00:00Z"}`)
	}
}
