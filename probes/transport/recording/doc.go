// SPDX-License-Identifier: Apache-2.0

// Package recording keeps the exchanges of a run in a WARC file and answers from it.
// In comes a Question with its Answer or Failure, and later the same Question; out
// comes the same again, with the same bytes. A recording whose run was killed is
// taken up at its last whole exchange. It knows no network, and imports warc and
// spool alone.
package recording
