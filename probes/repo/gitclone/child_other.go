// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package gitclone

import (
	"io"
	"os"
	"os/exec"
)

func ownProcessGroup(*exec.Cmd, bool) {}

func limitResources(int) {}

func widenPipe(io.Reader) {}

func lockFile(*os.File) error { return nil }
