// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package gitclone

import (
	"os"
	"os/exec"
)

func ownProcessGroup(*exec.Cmd, bool) {}

func limitResources(int) {}

func lockFile(*os.File) error { return nil }
