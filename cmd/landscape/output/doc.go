// SPDX-License-Identifier: Apache-2.0

// Package output lets a folder or a file take another's place, safely. What is
// replaced is absent, empty, or wholly what the program wrote: known by a mark
// file that lists each file with its SHA-256, or by the sums of a dataset or a
// release. A folder in which a person added or changed one file is left as it is,
// and so are symbolic links, special files, whatever the command reads, and the
// working folder. Nothing is lost when the process is killed at any time, or when
// somebody writes a file while folders change places.
//
// It takes places and functions that write; it imports nothing of ours.
package output
