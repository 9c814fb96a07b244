// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root is the top of the checkout.
const root = "../.."

// TestLicenceHeaders looks for the SPDX line in the first lines of every file
// that can hold a comment. Texts and data say their terms in README.md and in
// the release; what a test made or a tool wrote has none.
func TestLicenceHeaders(t *testing.T) {
	can := map[string]bool{".go": true, ".yml": true, ".yaml": true, ".css": true, ".js": true, ".mjs": true, ".tmpl": true, ".html": true}
	leave := map[string]bool{".git": true, "bin": true, "out": true, "node_modules": true, "testdata": true, "vendor": true}
	looked := 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && leave[entry.Name()]:
			return filepath.SkipDir
		case entry.IsDir() || !can[filepath.Ext(name)]:
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		looked++
		start := data[:min(len(data), 400)]
		if code, text := []byte("SPDX-License-Identifier: Apache-2.0"), []byte("SPDX-License-Identifier: CC-BY-4.0"); !bytes.Contains(start, code) && !bytes.Contains(start, text) {
			t.Errorf("%s: say %q at its beginning, or of a record %q", strings.TrimPrefix(filepath.ToSlash(name), root+"/"), code, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if looked < 300 {
		t.Errorf("only %d files looked at", looked)
	}
}
