// SPDX-License-Identifier: Apache-2.0

package repo

import (
	"regexp"
	"strings"
)

// IsHash says whether a text is the name of a git object. It keeps the words of
// a server or a clone from becoming part of an address or a command.
func IsHash(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

var plainPart = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// ParseName reads OWNER/NAME. What comes from records is checked, so that no
// name leads to another address or folder.
func ParseName(name string) (owner, repository string, ok bool) {
	owner, repository, ok = strings.Cut(name, "/")
	return owner, repository, ok && plainName(owner) && plainName(repository)
}

func plainName(part string) bool { return part != "." && part != ".." && plainPart.MatchString(part) }
