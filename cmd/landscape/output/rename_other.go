// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package output

import "errors"

// exchange is something that only Linux can.
func exchange(string, string) error { return errors.ErrUnsupported }

func renameNew(from, to string) error { return renameChecked(from, to) }
