// SPDX-License-Identifier: Apache-2.0

// Package record decodes the YAML records that people write: strictly, and
// with errors that name file, line and column.
//
// In come the bytes of a file and what it should hold; out go values with their
// places, or every problem at once. It may import nothing of this module.
package record
