// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package output

import "errors"

// exchangePlaces is something that only Linux can.
func exchangePlaces(string, string) error { return errors.ErrUnsupported }

func renameNew(from, to string) error { return renameChecked(from, to) }
