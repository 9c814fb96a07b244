// SPDX-License-Identifier: Apache-2.0

package main

import (
	"runtime/debug"
	"testing"
)

func TestStamp(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123abc"}
	for name, each := range map[string]struct {
		settings []debug.BuildSetting
		want     string
	}{
		"no stamp": {nil, ""},
		"clean":    {[]debug.BuildSetting{revision, {Key: "vcs.modified", Value: "false"}}, "0123abc"},
		"modified": {[]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}, revision}, "0123abc-modified"},
		"no git":   {[]debug.BuildSetting{{Key: "vcs.modified", Value: "true"}}, ""},
	} {
		if got := stamp(each.settings); got != each.want {
			t.Errorf("%s: %q, want %q", name, got, each.want)
		}
	}
}
