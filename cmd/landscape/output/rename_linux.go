// SPDX-License-Identifier: Apache-2.0

package output

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchangePlaces lets two folders or files change places in one step, so that a process
// killed at any time leaves one of them whole at either place. Not every file
// system can.
func exchangePlaces(one, other string) error {
	return unix.Renameat2(unix.AT_FDCWD, one, unix.AT_FDCWD, other, unix.RENAME_EXCHANGE)
}

// renameNew renames to a name that nothing has: otherwise it fails, in one step.
func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return renameChecked(from, to)
	}
	return err
}
