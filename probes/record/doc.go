// SPDX-License-Identifier: Apache-2.0

// Package record decodes the YAML records that people write: strictly, and
// with errors that name file, line and column.
//
// It may import nothing of this module.
package record
