// SPDX-License-Identifier: Apache-2.0

// Package endpoint asks a registry's HTTP API what a probe wants to know: its
// status, its headers, values in the JSON that it answers, or what a format's
// own package makes of it (Ask.Format). In come probes with an Ask, out go
// observations; one request serves all probes about its answer.
//
// It may import probes, transport and attestation.
package endpoint
