// SPDX-License-Identifier: Apache-2.0

package model

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most of a text that a page shows; the downloads hold the whole.
const (
	maxText    = 900
	maxExcerpt = 500
)

// Clean makes a text of the dataset fit to show: controls that could reorder or
// break the text around it are written out, and what is very long is cut. Markup
// needs nothing here, since the templates escape it.
func Clean[T ~string](s T) T { return T(Cut(visible(string(s)), maxText)) }

func visible(s string) string {
	if isPrintable(s) || !strings.ContainsFunc(s, hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case hidden(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isPrintable says whether s is of printable ASCII only, as most texts are.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// hidden says whether a rune is a control, such as a bidi override, or is not
// allowed in XML.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError ||
		r == 0xFFFE || r == 0xFFFF || unicode.Is(unicode.Co, r) || r == 0x200B || r == 0xFEFF
}

// Cut gives at most the first bytes of s, with an ellipsis where there is more.
func Cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// cleanRow cleans every text of a row. Lists are keys and names, of which
// nothing is shown that is not cleaned elsewhere.
func cleanRow[T any](row T) T {
	v := reflect.ValueOf(&row).Elem()
	for _, f := range v.Fields() {
		if f.Kind() == reflect.String {
			f.SetString(Clean(f.String()))
		}
	}
	return row
}

const plainBytes = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-"

// PlainID says whether an id can be a name of a file as it is.
func PlainID(id string) bool {
	return id != "" && len(id) <= 100 && id[0] != '.' && id[0] != '-' && strings.TrimLeft(id, plainBytes) == ""
}

// Slug turns an id into a name of a file, a folder and an anchor. Ids are such
// names already; any other gets a name of its own from its digest.
func Slug(id string) string {
	if PlainID(id) && !strings.Contains(id, "..") && !strings.HasSuffix(id, ".") {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "x-" + hex.EncodeToString(sum[:8])
}
