// SPDX-License-Identifier: Apache-2.0

package repo

import "testing"

func FuzzContents(f *testing.F) {
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff*\xcf/J)\x06\x04\x00\x00\xff\xff"))
	f.Add([]byte("PK\x03\x04\x14\x00\x00\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00"))
	f.Add([]byte("BZh91AY&SY"))
	f.Add([]byte("\xff\xfew\x00o\x00"))
	f.Add([]byte("\x00\x00\xfe\xff\x00\x00\x00w"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, _, err := searchableText(data); err == nil && len(text) > 2*MaxFile {
			t.Fatalf("%d bytes of text", len(text))
		}
	})
}
