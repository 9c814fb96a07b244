// SPDX-License-Identifier: Apache-2.0

package main

// The rules of the made world use every way of looking, several to a rule and
// several rules to a feature, so that a failing source has something to spoil.

const worldEcosystem = `id: made
name: Made
purl_type: made
registry: a made registry
homepage: https://made.example
base_url: https://registry.made.example
package_origin: built
traits: {registry: true, accounts: true, passwords: true, domain_namespaces: false, namespaces: true, uploads: true, self_service_deletion: true}
clients: [{name: made, repository: made/client}]
repositories: {made/docs: documentation, made/client: client}
pages:
  signing: {url: https://docs.made.example/signing}
  policy: {url: https://docs.made.example/policy}
  keyless: {url: https://docs.made.example/keyless}
  reporting: {url: https://docs.made.example/reporting}
  notes: {url: https://docs.made.example/notes.md}
  guide: {url: https://docs.made.example/app, repository: made/docs, path: docs/guide.md, client_rendered: true}
  reproducible: {url: https://github.com/made/client/issues/7, kind: issue}
endpoints:
  package:
    url: "{registry}/{package}"
    accept: application/json
    samples: {one: {package: one}}
  index: {url: "{registry}/index", samples: {all: {}}}
  security: {url: "{registry}/.well-known/security.txt", samples: {made: {}}}
links: {}
`

const worldProbes = `integrity.signing:
  - verdict: supported
    enforcement: optional
    since: "2024-05"
    since_evidence:
      - commit: made/client
        hash: COMMIT
    evidence:
      - page: signing
        section: Details
        says: ['with made sign']
      - source: made/client
        path: src/*.go
        has: ['func Sign\(']
      - endpoint: package
        of: one
        at: /versions/{latest}/signature
        matches: 'sig'
  - verdict: unsupported
    evidence:
      - page: signing
        says: ['cannot be signed']
integrity.signing-keyless:
  - verdict: supported
    enforcement: default
    evidence:
      - page: keyless
        says: ['generally available']
  - verdict: partial
    enforcement: optional
    note: A preview.
    evidence:
      - page: keyless
        says: ['in public preview']
integrity.provenance:
  - verdict: supported
    enforcement: default
    every: true
    evidence:
      - endpoint: package
        of: one
        at: /versions/{latest}/attestations/0/kind
        equals: provenance
      - exists: made/client
        path: src/verify.go
  - verdict: partial
    enforcement: optional
    note: Only some.
    evidence:
      - endpoint: package
        of: one
        at: /name
        equals: one
integrity.reproducible-builds:
  - verdict: supported
    enforcement: default
    evidence:
      - source: made/docs
        path: docs/**
        has: ['builds are reproducible']
  - verdict: exploring
    note: Asked for.
    evidence:
      - page: reproducible
        says: ['We plan to make builds reproducible', 'State: open']
integrity.offline-verification:
  - verdict: supported
    enforcement: optional
    evidence:
      - source: made/client
        path: src/*.go
        has: ['func Verify\(']
  - verdict: unsupported
    evidence:
      - absent: made/client
        path: src/**
        lacks: ['Offline']
integrity.transparency-log:
  - verdict: supported
    enforcement: default
    evidence:
      - source: made/docs
        path: docs/**
        has: ['transparency log']
  - verdict: unsupported
    note: Nothing says it.
    evidence:
      - absent: made/docs
        path: docs/**
        lacks: ['transparency', 'rekor']
integrity.provenance-ui:
  - verdict: unsupported
    note: Nothing says it.
    evidence:
      - absent: made/client
        path: '**'
        lacks: ['provenance']
policy.deprecation:
  - verdict: unsupported
    evidence:
      - page: policy
        says: ['cannot be deprecated']
  - verdict: supported
    enforcement: optional
    evidence:
      - endpoint: package
        of: one
        at: /versions/{latest}/deprecated
        equals: use two
policy.deletion-policy:
  - verdict: supported
    enforcement: required
    evidence:
      - page: policy
        says: ['can never be deleted']
  - verdict: partial
    enforcement: required
    note: Half of it.
    evidence:
      - page: policy
        says: ['may be deleted within 72 hours']
policy.yanking:
  - verdict: supported
    enforcement: optional
    evidence:
      - endpoint: index
        of: all
        matches: '"yanked":true'
      - page: notes
        says: ['can be yanked']
  - verdict: unsupported
    evidence:
      - page: notes
        says: ['cannot be yanked']
ecosystem.security-txt:
  - verdict: supported
    enforcement: default
    evidence:
      - endpoint: security
        of: made
        status: 200
authentication.mfa:
  - verdict: supported
    enforcement: required
    evidence:
      - page: guide
        says: ['second factor, which is required']
  - verdict: supported
    enforcement: optional
    evidence:
      - page: guide
        says: ['second factor']
authentication.scoped-tokens:
  - verdict: supported
    enforcement: optional
    evidence:
      - source: made/docs
        path: docs/*.md
        has: ['limited to one package']
compromise.malware-reporting:
  - verdict: supported
    enforcement: optional
    evidence:
      - page: reporting
        says: ['report malware on this form']
  - verdict: unsupported
    evidence:
      - page: reporting
        says: ['malware cannot be reported']
`

// worldLies are what each rule would have to hear to give another verdict.
const worldLies = `cannot be signed. generally available. builds are reproducible. Verify with the transparency log. cannot be deprecated.
can never be deleted. cannot be yanked. report malware on this form. malware cannot be reported. with made sign. in public preview. may be deleted within 72 hours.
can be yanked. "yanked":true second factor, which is required.`
