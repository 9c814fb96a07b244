// SPDX-License-Identifier: Apache-2.0

package page

import "bytes"

// codeDirective are the directives of reStructuredText and MyST whose content
// is code.
var codeDirective = map[string]bool{
	"code": true, "code-block": true, "sourcecode": true, "code-cell": true, "parsed-literal": true,
	"literalinclude": true, "prompt": true, "doctest": true, "testcode": true, "testoutput": true,
	"testsetup": true, "productionlist": true, "mermaid": true, "graphviz": true, "math": true,
	"csv-table": true, "eval-rst": true,
}

// dropDirective are the directives whose argument is not text of the page.
var dropDirective = map[string]bool{
	"toctree": true, "include": true, "raw": true, "contents": true, "index": true, "highlight": true,
	"meta": true, "role": true, "default-role": true, "module": true, "currentmodule": true, "image": true,
	"figure": true, "only": true, "ifconfig": true, "program": true, "sectnum": true, "list-table": true,
	"container": true, "class": true, "rst-class": true, "tab-set": true, "grid": true, "automodule": true,
	"autoclass": true, "autofunction": true, "cssclass": true, "table": true, "unicode": true,
}

// bodyless are the directives whose content is dropped too.
var bodyless = map[string]bool{
	"toctree": true, "include": true, "raw": true, "contents": true, "index": true, "highlight": true,
	"meta": true, "image": true, "role": true, "todo": true, "todolist": true, "comment": true,
}

// roleText is what a role shows: the text before "<target>", or the target.
func roleText(role string, body []byte) []byte {
	text := body
	switch role {
	case "del", "strike", "strikethrough", "s":
		return nil // withdrawn
	}
	if i := bytes.LastIndexByte(body, '<'); i > 0 && body[len(body)-1] == '>' {
		return bytes.TrimSpace(body[:i])
	}
	switch role {
	case "pep", "rfc":
		return append([]byte(map[string]string{"pep": "PEP ", "rfc": "RFC "}[role]), text...)
	case "kbd", "code", "literal", "samp", "math":
		return text
	}
	text = bytes.TrimPrefix(text, []byte{'!'})
	if short, ok := bytes.CutPrefix(text, []byte{'~'}); ok {
		return short[bytes.LastIndexByte(short, '.')+1:]
	}
	return text
}

// fieldName is the name in ":name: …" at the head of s, or "".
func fieldName(s []byte) string {
	if len(s) < 3 || s[0] != ':' || s[1] == ':' || s[1] == ' ' || s[1] == '`' {
		return ""
	}
	for i := 1; i < len(s) && i < 100; i++ {
		switch {
		case s[i] == '`':
			return ""
		case s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t'):
			return string(s[1:i])
		}
	}
	return ""
}
