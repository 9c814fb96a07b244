// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/httpcache"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// written is what a file would hold.
func written(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzWARC(f *testing.F) {
	record := warc.Record{Type: "response", MIME: warc.HTTPResponse, URL: "https://a.example/", At: time.Unix(1e9, 5).UTC(), Block: []byte("HTTP/1.1 200 OK\r\n\r\nx")}
	f.Add(written(f, record.Write))
	f.Add([]byte("WARC/1.0\nContent-Length: 99999999999\nWARC-Date: 2026-01-01T00:00:00Z\n\n"))
	f.Add([]byte("WARC/1.1\r\nContent-Length: -1\r\n\r\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = warc.Each(bytes.NewReader(data), 1<<20, spillBlock, func(_, _ int64, r *warc.Record) error {
			defer r.Close()
			if len(r.Block) > len(data)*1100 {
				t.Fatalf("a block of %d bytes from %d", len(r.Block), len(data))
			}
			_, _ = questionOf(r)
			_, _ = responseOf(r, http.MethodGet)
			_ = failureOf(r)
			return nil
		})
	})
}

// FuzzWARCRoundTrip: whatever a server sends, what is written can be read.
func FuzzWARCRoundTrip(f *testing.F) {
	f.Add("https://a.example/", []byte("HTTP/1.1 200 OK\r\n\r\nx"), "X", "y")
	f.Add("https://a.example/\r\nWARC-Type: x", []byte("\r\n\r\nWARC/1.1"), "A B", "y\r\nz: w")
	f.Fuzz(func(t *testing.T, at string, block []byte, name, value string) {
		r := warc.Record{Type: "response", MIME: warc.HTTPResponse, URL: at, At: time.Unix(1e9, 5).UTC(), Block: block}
		got, err := warc.Next(bufio.NewReader(bytes.NewReader(written(t, r.Write))), false, 0, nil)
		if len(at) > 1<<10 {
			return
		}
		if _, bad := url.Parse(at); bad == nil && err != nil {
			t.Fatal(err)
		}
		if err == nil && !bytes.Equal(got.Block, block) {
			t.Fatalf("%q", got.Block)
		}
		head := responseHead(&response{status: 200, header: http.Header{name: {value}}})
		if bytes.Count(head, []byte("\r\n")) > 3 || !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
			t.Fatalf("more lines than headers: %q", head)
		}
	})
}

func FuzzCacheFile(f *testing.F) {
	s := &stored{URL: "https://a.example/", Entry: httpcache.Entry{Status: 200, Header: http.Header{"Etag": {`"1"`}}, Got: time.Unix(1e9, 0).UTC()}, body: spool.InMemory([]byte("text"))}
	good := written(f, s.writeTo)
	f.Add(good, false)
	f.Add(good[:len(good)-1], false)
	f.Add(good[:len(good)-32], true)
	f.Add([]byte(fileMagic), true)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		if seal { // a checksum that fits what nobody wrote
			sum := sha256.Sum256(data)
			data = append(data[:len(data):len(data)], sum[:]...)
		}
		got, err := decodeStored(data)
		if err != nil {
			return
		}
		back, err := decodeStored(written(t, got.writeTo))
		if err != nil || !reflect.DeepEqual(back, got) {
			t.Fatalf("%v\n%v\n%v", err, got, back)
		}
		got.Fresh(time.Unix(1e9, 0))
		got.Validators()
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "0", "120", "99999999999999999999", "Tue, 24 Nov 2026 12:01:00 GMT", "-1", "1e9"} {
		f.Add(value)
	}
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value string) {
		d, ok := retryAfter(value, now)
		if d < 0 || d > mostPause || !ok && d != 0 {
			t.Fatalf("%q: %s", value, d)
		}
	})
}
