// SPDX-License-Identifier: Apache-2.0

//go:build long

package site

const long = true
