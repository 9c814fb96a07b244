// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
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

// Each answer came with the date of its coming and is wanted again two seconds
// later. Only those that are surely fresh are served without asking.
func TestServedUnasked(t *testing.T) {
	for headers, served := range map[string]bool{
		"Cache-Control: max-age=3600":                                true,
		"Cache-Control: MAX-AGE=3600":                                true,
		"Cache-Control: , public ,, max-age=3600,":                   true,
		`Cache-Control: max-age="3600"`:                              true,
		`Cache-Control: extension="no-store", max-age=3600`:          true,
		`Cache-Control: extension="\", no-cache=\"", max-age=100`:    true,
		"Cache-Control: max-age=3600, max-age=3600":                  true,
		"Cache-Control: max-age=3600, s-maxage=0":                    true, // that is for shared caches
		"Cache-Control: max-age=99999999999999999999":                true, // counts as 2^31
		"Cache-Control: max-age=3600 | Expires: 0":                   true,
		"Cache-Control: max-age=3600 | Age: 60":                      true,
		"Cache-Control: max-age=3600 | Age: 60, 70":                  true,
		"Cache-Control: private | Expires: HOUR":                     true,
		"Expires: HOUR":                                              true,
		"Expires: HOUR | Expires: HOUR":                              true,
		"Cache-Control: max-age=3600 | Age: 7200":                    false,
		"Cache-Control: max-age=3600 | Age: 7200,0":                  false,
		"Cache-Control: max-age=3600 | Age: 7200, 7200":              false,
		"Cache-Control: max-age=3600 | Age: 0 | Age: 7200":           false,
		"Cache-Control: max-age=3600 | Age: 99999999999999999999":    false,
		"Cache-Control: max-age=3600 | Age: 3599":                    false, // two seconds have passed
		"Cache-Control: max-age=3600 | Age: soon":                    false,
		"Cache-Control: max-age=3600 | Age: -1":                      false,
		"Cache-Control: max-age=3600 | Age: 7200.5":                  false,
		`Cache-Control: extension="a, max-age=3600"`:                 false,
		`Cache-Control: extension='a, max-age =3600'`:                false,
		`Cache-Control: extension="a\", max-age=3600, b"`:            false,
		`Cache-Control: extension="a, max-age=3600`:                  false, // no end
		`Cache-Control: max-age="3600`:                               false,
		`Cache-Control: max-age="3600"0`:                             false,
		"Cache-Control: max-age =100":                                false,
		"Cache-Control: max-age= 100":                                false,
		"Cache-Control: max-age=":                                    false,
		"Cache-Control: max-age":                                     false,
		"Cache-Control: max-age=+100":                                false,
		"Cache-Control: max-age=-100":                                false,
		"Cache-Control: max-age=1e3":                                 false,
		"Cache-Control: max-age=100.0":                               false,
		"Cache-Control: max-age=0100x":                               false,
		"Cache-Control: max-age=100; public":                         false,
		"Cache-Control: max-age:100":                                 false,
		"Cache-Control: max-age=100 200":                             false,
		"Cache-Control: max-age=3600, max-age=0":                     false,
		"Cache-Control: max-age=0 | Cache-Control: max-age=3600":     false,
		"Cache-Control: max-age=3600, bad directive":                 false,
		"Cache-Control: max-age=3600, no-cache":                      false,
		`Cache-Control: max-age=3600, no-cache="set-cookie, a"`:      false,
		"Cache-Control: max-age=3600, No-Store":                      false,
		"Cache-Control: max-age=1":                                   false,
		"Cache-Control: max-age=bad | Expires: HOUR":                 false,
		"Cache-Control: max-age=0 | Expires: HOUR":                   false,
		"Cache-Control: =3600 | Expires: HOUR":                       false, // malformed
		"Expires: 0":                                                 false,
		"Expires: soon":                                              false,
		"Expires: HOUR | Expires: 0":                                 false,
		"Expires: HOUR, HOUR":                                        false,
		"Cache-Control: max-age=3600 | Vary: *":                      false,
		"Cache-Control: max-age=3600 | Vary: Accept, *":              false,
		"Cache-Control: max-age=3600 | Vary: Accept | Vary: *":       false,
		`Cache-Control: max-age=3600 | Vary: "accept"`:               false,
		"Cache-Control: max-age=3600 | Vary: accept,ACCEPT-LANGUAGE": true,
		"Cache-Control: max-age=3600 | Date: yesterday":              false,
		"Cache-Control: max-age=3600 | Date: LATER":                  false, // two dates
		"Pragma: no-cache":                                           false,
	} {
		synctest.Test(t, func(t *testing.T) {
			pages := 0
			base := &fake{answer: func(req *http.Request) *http.Response {
				if req.URL.Path == "/robots.txt" {
					return reply(404, "")
				}
				pages++
				resp := reply(200, "text")
				now := time.Now().UTC()
				times := strings.NewReplacer("HOUR", now.Add(time.Hour).Format(http.TimeFormat), "LATER", now.Add(time.Minute).Format(http.TimeFormat))
				maps.Copy(resp.Header, headerOf(times.Replace(headers)))
				resp.Header.Add("Date", now.Format(http.TimeFormat))
				return resp
			}}
			tr := over(t, base, Options{CacheDir: t.TempDir(), Paces: noPace})
			mustGet(t, tr, "https://a.example/x")
			time.Sleep(2 * time.Second)
			mustGet(t, tr, "https://a.example/x")
			if unasked := pages == 1; unasked != served {
				t.Errorf("%s: served unasked: %t", headers, unasked)
			}
			_ = tr.Close()
		})
	}
}

// A 304 renews what is stored: its age, its lifetime, what it varies on, and
// whether it may be kept.
func TestConfirmed(t *testing.T) {
	for news, asked := range map[string]int{ // of four times, a minute apart
		"":                                     4, // the old lifetime is over
		"Cache-Control: max-age=3600":          2,
		"Cache-Control: max-age=3600 | Age: 0": 2,
		"Cache-Control: max-age=3600 | Age: 3590":      4,
		"Cache-Control: max-age=3600, no-store":        4,
		"Cache-Control: max-age=3600 | Vary: *":        4,
		"Cache-Control: max-age=3600 | Vary: X-Custom": 3, // the last asks otherwise
		"Expires: HOUR": 2,
	} {
		synctest.Test(t, func(t *testing.T) {
			pages := 0
			base := &fake{answer: func(req *http.Request) *http.Response {
				if req.URL.Path == "/robots.txt" {
					return reply(404, "")
				}
				pages++
				now := time.Now().UTC()
				if pages > 1 && req.Header.Get("If-None-Match") != "" {
					resp := reply(304, "", "Etag", `"1"`, "Date", now.Format(http.TimeFormat))
					maps.Copy(resp.Header, headerOf(strings.ReplaceAll(news, "HOUR", now.Add(time.Hour).Format(http.TimeFormat))))
					return resp
				}
				headers := []string{"Etag", `"1"`, "Date", now.Format(http.TimeFormat), "Age", "5"}
				if !strings.HasPrefix(news, "Expires") {
					headers = append(headers, "Cache-Control", "max-age=10")
				}
				return reply(200, "text", headers...)
			}}
			tr := over(t, base, Options{CacheDir: t.TempDir(), Paces: noPace})
			for i, custom := range []string{"", "", "", "other"} {
				if i > 0 {
					time.Sleep(time.Minute)
				}
				if g := mustGet(t, tr, "https://a.example/x", "X-Custom", custom); g.body != "text" || g.status != 200 {
					t.Errorf("%s: %d %q", news, g.status, g.body)
				}
			}
			if pages != asked {
				t.Errorf("%s: asked %d times, want %d", news, pages, asked)
			}
			_ = tr.Close()
		})
	}
}
