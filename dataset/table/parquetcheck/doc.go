// SPDX-License-Identifier: Apache-2.0

// Package parquetcheck looks through the bytes of a Parquet file before a library
// that trusts their numbers does. Only what this program writes is let through, and
// what DuckDB and Arrow write of the same tables: known codecs, encodings and types,
// no encryption, and sizes, counts, offsets and checksums that fit the file and each
// other. What decodes to more than the limits is refused before it is decoded.
//
// Bytes come in, an error in one line goes out; it imports nothing of ours.
package parquetcheck
