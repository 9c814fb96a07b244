// SPDX-License-Identifier: Apache-2.0

package website

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/ossf/package-manager-landscape/probes/page"
)

// decodeBody turns a body into UTF-8 by its byte order mark, the charset that its
// Content-Type declares, or its meta element. Without any of these it must be
// UTF-8 already: a guess could make words out of noise.
func decodeBody(body []byte, contentType string) ([]byte, error) {
	encoding, name, declared := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" || !declared && utf8.Valid(body) {
		return body, page.CheckText(body)
	}
	if !declared && !metaCharset(body, name) {
		return nil, page.CheckText(body)
	}
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return nil, fmt.Errorf("not valid %s: %w", name, err)
	}
	if bytes.ContainsRune(text, utf8.RuneError) {
		return nil, errors.New("not valid " + name + " as the page declares")
	}
	return text, page.CheckText(text)
}

// metaCharset tells a name found in a meta element from the library's last
// resort, which is windows-1252 for whatever is not UTF-8.
func metaCharset(body []byte, name string) bool {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	return name != "windows-1252" || bytes.Contains(head, []byte("charset"))
}
