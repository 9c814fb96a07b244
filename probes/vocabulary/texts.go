// SPDX-License-Identifier: Apache-2.0

package vocabulary

// Texts gives words as plain texts, in their order, for messages that list them.
func Texts[T ~string](words []T) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}
