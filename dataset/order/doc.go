// SPDX-License-Identifier: Apache-2.0

// Package order is what a worker process is told of an adoption run.
//
// In come the options of a run, and out go the bytes of its Order; on the other side the
// bytes come in, from a place that others may write to, and the same work comes out. It
// imports measure, survey, ecosystems and the ways of asking a registry.
package order
