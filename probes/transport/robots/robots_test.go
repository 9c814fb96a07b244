// SPDX-License-Identifier: Apache-2.0

package robots

import (
	"strings"
	"testing"
	"time"

	"github.com/temoto/robotstxt"
)

const us = "package-manager-landscape"

func TestRules(t *testing.T) {
	for _, test := range []struct{ text, path, what string }{
		{"", "/x", "allow: an empty file"},
		{"<html>Disallow: /</html>", "/x", "allow: no group"},
		{"User-agent: *\nDisallow: /", "/x", "disallow: everything"},
		{"User-agent: *\nDisallow:", "/x", "allow: an empty rule"},
		{"\ufeffUSER-AGENT : *\r\n dIsAllow : /a # why\r", "/ab", "disallow: case, spaces, comments, line ends, byte order mark"},
		{"Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", "allow: a rule before any group"},
		{"nonsense\nUser-agent: *\nDisallow: /b\nCrawl-delay: soon", "/b", "disallow: bad lines beside it"},
		{"User-agent: *\nDisallow: /\nUser-agent: Package-Manager-Landscape\nDisallow: /b", "/a", "allow: our own group"},
		{"User-agent: *\nDisallow: /\nUser-agent: package-manager-landscape/2\nDisallow: /b", "/b", "disallow: our own group, with a version"},
		{"User-agent: package\nDisallow: /", "/a", "allow: another crawler's group"},
		{"User-agent: package-manager-landscape\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: package-manager-landscape\nDisallow: /b", "/b", "disallow: groups are combined"},
		{"User-agent: x\nUser-agent: *\nDisallow: /b", "/b", "disallow: two agents of a group"},
		{"User-agent: x\nSitemap: /s\nUser-agent: *\nDisallow: /b", "/b", "disallow: other lines do not end a group"},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "/a", "allow: as long as the other"},
		{"User-agent: *\nAllow: /a\nDisallow: /ab", "/abc", "disallow: the longest"},
		{"User-agent: *\nDisallow: /a/*/c\nAllow: /a/", "/a/b/c", "disallow: a wildcard"},
		{"User-agent: *\nDisallow: /*.php", "/x/index.php?y", "disallow: a wildcard at the start"},
		{"User-agent: *\nDisallow: /*.php$", "/x/index.php?y", "allow: the end is elsewhere"},
		{"User-agent: *\nDisallow: /*.php$", "/x.php/index.php", "disallow: the end"},
		{"User-agent: *\nDisallow: /b*", "/a/b", "allow: patterns start at the start"},
		{"User-agent: *\nDisallow: /exact$", "/exactly", "allow: only exactly"},
		{"User-agent: *\nDisallow: /?q=", "/?q=1", "disallow: a query"},
		{"User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", "disallow: colons in a value"},
		{"User-agent: *\nDisallow: /\u30c4", "/%e3%83%84", "disallow: encoded"},
		{"User-agent: *\nDisallow: /%7ejoe", "/~joe", "disallow: needlessly encoded"},
		{"User-agent: *\nDisallow: /a%2fb", "/a/b", "allow: an encoded slash is another"},
		{"User-agent: *\nDisallow: /a%2A", "/a*", "disallow: an encoded star is a star"},
		{"User-agent: *\nDisallow: /a%2a", "/a%2A", "disallow: an encoded star, encoded"},
		{"User-agent: *\nDisallow: /a%2A$", "/a*", "disallow: an encoded star at the end"},
		{"User-agent: *\nDisallow: /a%2A$", "/a*b", "allow: the end is elsewhere"},
		{"User-agent: *\nDisallow: /b%24", "/b$", "disallow: an encoded dollar sign is one"},
		{"User-agent: *\nDisallow: /b%24", "/b$c", "disallow: and no end"},
		{"User-agent: *\nDisallow: /b%24", "/b", "allow: an encoded dollar sign must be there"},
		{"User-agent: *\nDisallow: /b$c", "/b%24c", "disallow: a dollar sign that is not at the end"},
		{"User-agent: *\nDisallow: /b$$", "/b%24", "disallow: a dollar sign, and the end"},
		{"User-agent: *\nDisallow: /b$$", "/b$c", "allow: a dollar sign, and not the end"},
		{"User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", "disallow: reserved characters, encoded in the address"},
		{"User-agent: *\nDisallow: /foo/bar?baz=https%3a%2f%2ffoo.bar", "/foo/bar?baz=https://foo.bar", "disallow: reserved characters, encoded in the rule"},
		{"User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", "disallow: unreserved characters, encoded in the rule"},
		{"User-agent: *\nDisallow: /foo/bar/baz", "/foo/bar/%62%61%7A", "disallow: unreserved characters, encoded in the address"},
		{"User-agent: *\nDisallow: /a;b", "/a%3Bb", "disallow: a semicolon"},
		{"User-agent: *\nDisallow: /a%40b%21", "/a@b!", "disallow: at and exclamation marks"},
		{"User-agent: *\nDisallow: /[a]", "/%5ba%5D", "disallow: brackets"},
		{"User-agent: *\nDisallow: /a%3Fb", "/a?b", "allow: an encoded question mark begins no query"},
		{"User-agent: *\nDisallow: /a?b", "/a%3fb", "allow: nor does one in the address"},
		{"User-agent: *\nDisallow: /a%23b", "/a%23b", "disallow: a number sign"},
		{"User-agent: *\nDisallow: /%E3%83%84", "/\u30c4", "disallow: not encoded in the address"},
		{"User-agent: *\nDisallow: /\xe9", "/%e9", "disallow: octets that are no UTF-8"},
		{"User-agent: *\nDisallow: /100%", "/100%25", "disallow: a stray percent sign"},
		{"User-agent: *\nDisallow: /%+1", "/%25+1", "disallow: a sign is no digit"},
		{"User-agent: *\nDisallow: /a b", "/a%20b", "disallow: a space"},
		{"User-agent: *\nDisallow: /*%2Fsecret", "/x?next=/secret", "disallow: an encoded slash in a query behind a wildcard"},
		{"User-agent: *\nDisallow: /*%2Fsecret", "/x%2Fsecret", "disallow: an encoded slash in a path behind a wildcard"},
		{"User-agent: *\nDisallow: /*%2Fsecret", "/x/secret", "allow: a slash in a path behind a wildcard"},
		{"User-agent: *\nDisallow: /*/secret", "/x?next=%2Fsecret", "disallow: a slash in a query behind a wildcard"},
		{"User-agent: *\nDisallow: /\nAllow: /a%2A", "/a*b", "allow: an encoded star in an allowance"},
		{"User-agent: *\nDisallow: /a%26b\nAllow: /a&b", "/a&b", "allow: the same rule written twice"},
		{"User-agent: *\nDisallow: /a%2Ab", "/axb", "allow: an encoded star is no wildcard"},
	} {
		if got := Parse([]byte(test.text), us).Allows(test.path); got != strings.HasPrefix(test.what, "allow") {
			t.Errorf("%s: %q, %s", test.what, test.text, test.path)
		}
	}
	if d := Parse([]byte("User-agent: *\nCrawl-delay: 2.5\n"), us).Delay; d != 2500*time.Millisecond {
		t.Errorf("a delay of %s", d)
	}
}

// TestSecondOpinion compares with temoto/robotstxt where that one is right.
func TestSecondOpinion(t *testing.T) {
	text := "User-agent: x\nDisallow: /\n\nUser-agent: *\nDisallow: /a\nAllow: /a/b/\nDisallow: /a/b/c/d\nDisallow: /q?x=\nCrawl-delay: 3\n"
	theirs, err := robotstxt.FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	ours := Parse([]byte(text), us)
	for _, path := range []string{"/", "/a", "/ab", "/a/b", "/a/b/", "/a/b/c", "/a/b/c/d", "/q", "/q?x=1", "/q?y=1", "/z"} {
		if theirs.TestAgent(path, us) != ours.Allows(path) {
			t.Errorf("%s: we say %v", path, ours.Allows(path))
		}
	}
	if theirs.FindGroup(us).CrawlDelay != ours.Delay {
		t.Errorf("we say %s", ours.Delay)
	}
}
