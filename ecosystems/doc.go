// SPDX-License-Identifier: Apache-2.0

// Package ecosystems loads what the survey asks and where it looks: one folder
// per ecosystem, with ecosystem.yml (identity, traits, sources) and probes.yml
// (feature to rules). The folders are the list: adding one adds an ecosystem.
//
// In come two YAML files a folder, out go ecosystems whose rules hold probes; every
// complaint names file, line and column. A method of evidence is one file here, and a
// format of one is a value in formats.go. It may import record, catalog, probes,
// vocabulary, and the packages of formats: pgp, securitytxt and osv.
package ecosystems
