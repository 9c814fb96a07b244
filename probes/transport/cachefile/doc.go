// SPDX-License-Identifier: Apache-2.0

// Package cachefile is one stored answer as a file: encoded with a checksum, decoded
// again, and written so that a reader sees the old file or the new one, whole.
//
// In and out go Answers. It may import the leaves httpcache and spool.
package cachefile
