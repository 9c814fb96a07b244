// SPDX-License-Identifier: Apache-2.0

// Package redistest runs a redis-server for a test, on 127.0.0.1, with its files in a
// folder of the test.
package redistest
