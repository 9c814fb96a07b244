// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"embed"
	"io/fs"
	"os"
)

// Whole entries of the folders, since a pattern such as */responses/*.yml must
// match something in each build: folder responses comes along where there is one.
//
//go:embed */*
var embedded embed.FS

// Embedded is the ecosystems built into the program.
func Embedded() fs.FS { return embedded }

// Dir is the ecosystems in a folder, such as the one of a checkout.
func Dir(path string) fs.FS { return os.DirFS(path) }
