// SPDX-License-Identifier: Apache-2.0

package terminal

import "strings"

// Text from elsewhere reaches logs and messages: addresses, error pages, names of
// files. On a terminal control characters would act, in a workflow's log commands
// would, and characters that turn the direction of writing hide what is said.

// CleanLine makes text one line that only says something.
func CleanLine(text string) string {
	return cleanText(strings.Join(strings.FieldsFunc(text, endsLine), " "))
}

// cleanText keeps the lines of a text, and takes from each what acts.
func cleanText(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		if acts(r) {
			r = '\uFFFD'
		}
		b.WriteRune(r)
	}
	return tameCommands(b.String())
}

func endsLine(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// acts says whether a character does something instead of standing for itself.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7f && r < 0xa0: // controls, the escape character among them
		return true
	case r == 0x61c || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
		return true // direction, invisible, line ends
	}
	return r >= 0xe0000 && r <= 0xe007f // tags
}

// tameCommands parts the marks by which services that run workflows know a
// command: "::name::" at the start of a line, "##[name]" and "##vso[" anywhere.
func tameCommands(text string) string {
	if strings.Contains(text, "##") {
		text = strings.ReplaceAll(text, "##", "# #")
		text = strings.ReplaceAll(text, "##", "# #") // of an odd number one pair is left
	}
	if !strings.Contains(text, "::") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		bare := strings.TrimLeft(line, " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
		if strings.HasPrefix(bare, "::") {
			lines[i] = line[:len(line)-len(bare)] + ": :" + bare[2:]
		}
	}
	return strings.Join(lines, "\n")
}
