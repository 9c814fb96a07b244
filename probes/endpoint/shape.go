// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"path"
	"regexp"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// property is a line of a Java properties file.
var property = regexp.MustCompile(`(?m)^[A-Za-z][\w.-]*[ \t]*[=:]`)

// wrongForm says why the first bytes of an answer, in lower case, cannot be of
// the form that its address or Accept names; "" when they can.
func wrongForm(address string, asked *probes.Ask, head string) string {
	ext := path.Ext(probes.PathOf(address))
	switch {
	case ext == ".asc" && !strings.HasPrefix(head, "-----begin pgp "):
		return "no OpenPGP armor came"
	case (ext == ".atom" || ext == ".rss" || ext == ".xml" || strings.Contains(asked.Accept, "xml")) && !strings.HasPrefix(head, "<"):
		return "no XML came"
	case ext == ".properties" && (strings.HasPrefix(head, "{") || !property.MatchString(head)):
		return "no properties came"
	}
	return ""
}
