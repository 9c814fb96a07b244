// SPDX-License-Identifier: Apache-2.0

// Package adoption reads of one package whether it uses the features that an
// ecosystem's metrics name.
//
// In come a package, metrics and an endpoint.API; out goes a Reading with, for each
// metric, how many of how many releases, files or downloads have it, or why nothing
// was read. What no answer says is never counted as not used. It imports probes,
// attestation, cohort, endpoint, workqueue and ecosystems.
package adoption
