// SPDX-License-Identifier: Apache-2.0

// Package cohort names the packages that an adoption measurement is about.
//
// In come csv files of ranks and package URLs, or lists of names; out go packages
// whose names are in their ecosystem's normal form, each once, and seeded samples of
// them. Every complaint is one line with file and line. It imports nothing of ours.
package cohort
