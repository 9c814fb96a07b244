// SPDX-License-Identifier: Apache-2.0

// Package registries finds the base addresses of registries' APIs: those that a person
// names, those that the client on this machine is configured for, and the public ones of
// the records. It runs npm, and nothing else.
//
// In come flags and the environment; out goes a Base. It may import nothing of ours.
package registries
