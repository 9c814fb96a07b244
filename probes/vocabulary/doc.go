// SPDX-License-Identifier: Apache-2.0

// Package vocabulary holds the fixed words that records, tables and pages share:
// verdicts, enforcements, methods of judging, confidence, directions of change,
// answers of maintainers, and states of items of a checklist. Each is spelled
// here and nowhere else.
//
// In comes nothing; out go typed words and their order. It may import nothing of
// this module: everything may import it.
package vocabulary
