// SPDX-License-Identifier: Apache-2.0

// Package addresses says which addresses are of the public Internet. In comes an
// address that is about to be dialled, or the host of a URL, out comes a refusal or
// nothing. It dials nobody and imports nothing of ours.
package addresses
