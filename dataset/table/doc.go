// SPDX-License-Identifier: Apache-2.0

// Package table holds the rows of a dataset, and their files: Parquet, CSV, JSON and
// ndjson, with the same values in each. Its row types are the only Parquet structs;
// the list of tables is what every writer, reader and description follows. Bytes that
// come from elsewhere go through parquetcheck before the library sees them.
//
// Observations of probes come in; rows and bytes go out. It imports probes alone.
package table
