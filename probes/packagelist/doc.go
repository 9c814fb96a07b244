// SPDX-License-Identifier: Apache-2.0

// Package packagelist reads documented lists of packages, from which cohorts are made.
//
// In come the bytes of a list and its record, out go names, the most popular first
// where the list is ranked. It imports endpoint (for JSON), repo, gitclone and ecosystems.
package packagelist
