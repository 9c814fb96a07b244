// SPDX-License-Identifier: Apache-2.0

package httpcache

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// headerOf reads "Name: value | Name: value".
func headerOf(text string) http.Header {
	h := make(http.Header)
	for field := range strings.SplitSeq(text, " | ") {
		if name, value, ok := strings.Cut(field, ": "); ok {
			h.Add(name, value)
		}
	}
	return h
}

// What a caller will not have unasked.
func TestWantsNews(t *testing.T) {
	stored := 10 * time.Second // old, of a minute
	for headers, want := range map[string]bool{
		"": false, "Cache-Control: max-age=60": false, "Cache-Control: max-age=10": true, "Cache-Control: max-age=0": true,
		"Cache-Control: no-cache": true, "Cache-Control: min-fresh=50": false, "Cache-Control: min-fresh=51": true,
		"Cache-Control: max-age =60": true, "Pragma: no-cache": true, "Cache-Control: max-age=60 | Pragma: no-cache": false,
	} {
		if got := WantsNews(headerOf(headers), stored, time.Minute-stored); got != want {
			t.Errorf("%s: %t", headers, got)
		}
	}
}

func FuzzCacheControl(f *testing.F) {
	for _, value := range []string{`max-age=3600`, `a="b, max-age=1", no-cache`, `max-age =1`, `"`, `a="\`, ",,=,"} {
		f.Add(value, "0, 7200")
	}
	f.Fuzz(func(t *testing.T, value, age string) {
		header := http.Header{"Cache-Control": {value}, "Age": {age}}
		life, old := Lifetime(header), saidAge(header)
		if life < 0 || life > longestLifetime || old < 0 || old > mostSeconds*time.Second {
			t.Fatalf("%q, %q: fresh for %s, %s old", value, age, life, old)
		}
		if life > 0 && !strings.Contains(strings.ToLower(value), "max-age=") {
			t.Fatalf("%q: fresh for %s", value, life)
		}
	})
}
