// SPDX-License-Identifier: Apache-2.0

//go:build !linux || !(amd64 || arm64)

package main

import "errors"

func exchange(string, string) error { return errors.ErrUnsupported }
