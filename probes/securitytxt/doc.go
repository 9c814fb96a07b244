// SPDX-License-Identifier: Apache-2.0

// Package securitytxt reads the security.txt of a website (RFC 9116). In come
// the bytes that stand where the standard puts the file and a day, out goes an
// outcome: whether it can be used on that day.
//
// It may import probes alone.
package securitytxt
