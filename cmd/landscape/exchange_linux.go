// SPDX-License-Identifier: Apache-2.0

//go:build amd64 || arm64

package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

// exchange lets two folders change places in one step (renameat2 with
// RENAME_EXCHANGE), so that a process killed at any time leaves one of them whole
// at either place. The standard library has no such call.
func exchange(one, other string) error {
	const here, exchanged = ^uintptr(99), 2 // AT_FDCWD, RENAME_EXCHANGE
	number := uintptr(316)
	if runtime.GOARCH == "arm64" {
		number = 276
	}
	a, err := syscall.BytePtrFromString(one)
	if err != nil {
		return err
	}
	b, err := syscall.BytePtrFromString(other)
	if err != nil {
		return err
	}
	_, _, failed := syscall.Syscall6(number, here, uintptr(unsafe.Pointer(a)), here, uintptr(unsafe.Pointer(b)), exchanged, 0) //nolint:gosec // the call takes two C strings
	if failed != 0 {
		return failed
	}
	return nil
}
