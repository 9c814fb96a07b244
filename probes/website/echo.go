// SPDX-License-Identifier: Apache-2.0

package website

import (
	"context"
	"crypto/sha256"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/ossf/package-manager-landscape/probes/page"
)

// Some sites answer 200 to whatever they are asked, and repeat it: as an
// address, as a title made of it, as words of a query. What such a page says was
// said by its address. So where words of the address are in a match, the site
// is also asked for a page that cannot be, whose name is of invented words; if
// it says those, it would have said anything.

// echoes remembers what was learnt of each folder of a site.
type echoes struct {
	mu      sync.Mutex
	folders map[string]func() bool
}

// repeatsAddress tells whether the folder of an address answers with the words of any
// address. It asks once.
func (e *echoes) repeatsAddress(ctx context.Context, address string, get func(address string) *fetched) bool {
	control, invented := inventAddress(address)
	if control == "" {
		return false
	}
	key := control[:strings.LastIndexByte(strings.SplitN(control, "?", 2)[0], '/')]
	e.mu.Lock()
	if e.folders == nil {
		e.folders = make(map[string]func() bool)
	}
	asked, ok := e.folders[key]
	if !ok {
		asked = sync.OnceValue(func() bool { return ctx.Err() == nil && saysAny(get(control), invented) })
		e.folders[key] = asked
	}
	e.mu.Unlock()
	return asked()
}

// saysAny tells whether one of the words is in what was fetched, however it is
// written.
func saysAny(p *fetched, words []string) bool {
	if p.err != nil {
		return false
	}
	d, err := page.ReduceHTML(p.text)
	if err != nil {
		return false
	}
	text := squashText(allText(d))
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// inventAddress returns an address of the same form whose last part, and whose query,
// are of invented words, and these words.
func inventAddress(address string) (control string, words []string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", nil
	}
	swap := func(s string) string {
		var out strings.Builder
		for _, part := range splitWords(s) {
			if isName(part) {
				part = inventedWord(part)
				words = append(words, part)
			}
			out.WriteString(part)
		}
		return out.String()
	}
	folder, last := path.Split(strings.TrimSuffix(u.Path, "/"))
	end := strings.TrimPrefix(u.Path, folder+last) + path.Ext(last)
	last = swap(strings.TrimSuffix(last, path.Ext(last)))
	query := u.Query()
	for _, values := range query {
		for i := range values {
			values[i] = swap(values[i])
		}
	}
	if len(words) == 0 {
		last += inventedWord(address)
		words = append(words, inventedWord(address))
	}
	made := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/" + strings.TrimPrefix(folder, "/") + last + end, RawQuery: query.Encode()}
	return made.String(), words
}

// inventedWord is always the same for a word, so that a recorded run can be
// repeated. Vowels are left out: it is not a word of any text.
func inventedWord(word string) string {
	const letters = "bcdfghjklmnpqrstvwxz"
	sum := sha256.Sum256([]byte(word))
	out := make([]byte, 10)
	for i := range out {
		out[i] = letters[int(sum[i])%len(letters)]
	}
	return string(out)
}

// splitWords cuts s where letters and digits begin and end.
func splitWords(s string) (parts []string) {
	from, was := 0, false
	for i, r := range s {
		is := unicode.IsLetter(r) || unicode.IsDigit(r)
		if is != was && i > 0 {
			parts = append(parts, s[from:i])
			from = i
		}
		was = is
	}
	return append(parts, s[from:])
}

// isName tells whether a part of an address says something.
func isName(part string) bool {
	return strings.IndexFunc(part, unicode.IsLetter) >= 0
}

// squashText leaves the letters and digits of a text, in lower case.
func squashText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// addressSays tells whether words of an address are in what matched, or the
// other way round.
func addressSays(address, match string) bool {
	if plain, err := url.QueryUnescape(address); err == nil {
		address = plain
	}
	_, address, _ = strings.Cut(address, "://")
	_, address, _ = strings.Cut(address, "/")
	return holdsWordOf(squashText(address), match) || holdsWordOf(squashText(match), address)
}

// holdsWordOf tells whether a squashed text holds a word of another that is long
// enough to mean something.
func holdsWordOf(squashed, text string) bool {
	return slices.ContainsFunc(splitWords(text), func(part string) bool {
		w := squashText(part)
		return len(w) >= 3 && strings.Contains(squashed, w)
	})
}
