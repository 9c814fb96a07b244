// SPDX-License-Identifier: Apache-2.0

// Package redistest runs a redis-server for a test, on 127.0.0.1, with its files in a
// folder of the test. In comes a test, out goes a server that it can stop, kill and start
// again. It imports nothing of ours.
package redistest
