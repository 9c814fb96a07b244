// SPDX-License-Identifier: Apache-2.0

// Package adoptiontest plays registries of made packages, each in the shape of its
// ecosystem's API, whose truth is known.
//
// In come a seed and a size; out go a handler, a cohort and the truth. It may import
// cohort, and tests alone import it.
package adoptiontest
