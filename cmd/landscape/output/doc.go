// SPDX-License-Identifier: Apache-2.0

// Package output lets a folder or a file take another's place, safely. What is
// replaced is absent, empty, or wholly what the program wrote: known by a mark
// file that lists each file with its SHA-256, or by the sums of a dataset or a
// release. A folder in which a person added or changed one file is left as it is,
// and so are links, special files, whatever the command reads, and the working
// folder. Nothing is lost when the process is killed, or a folder is written to.
//
// In come places and functions that write; out go files. It imports nothing of ours.
package output
