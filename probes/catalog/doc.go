// SPDX-License-Identifier: Apache-2.0

// Package catalog holds the features that the survey asks about, one record
// each, and the journeys they belong to.
//
// It may import record alone.
package catalog
