// SPDX-License-Identifier: Apache-2.0

// Package pullrequesttest takes the place of GitHub in tests: an API in memory beside
// a bare repository on disk.
//
// In come requests and pushes; out goes what GitHub would show. It may import nothing
// of this module, and tests alone import it.
package pullrequesttest
