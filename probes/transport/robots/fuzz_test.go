// SPDX-License-Identifier: Apache-2.0

package robots

import (
	"testing"
)

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%7e\nCrawl-delay: 1e300\n"), "/a/b?c")
	f.Add([]byte("\ufeffuser-agent:"+us+"\rdisallow:*\r\n"), "%zz%")
	f.Fuzz(func(t *testing.T, text []byte, path string) {
		rules := Parse(text, us)
		if rules.Delay < 0 || rules.Delay > MaxDelay {
			t.Fatalf("a delay of %s", rules.Delay)
		}
		rules.Allows(path)
		once := canonicalPath(path)
		if twice := canonicalPath(once); twice != once {
			t.Fatalf("%q becomes %q, then %q", path, once, twice)
		}
		all := Parse([]byte("user-agent: *\ndisallow: /"), us)
		if len(path) > 0 && path[0] == '/' && all.Allows(path) {
			t.Fatalf("%q got through", path)
		}
	})
}
