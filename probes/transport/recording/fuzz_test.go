// SPDX-License-Identifier: Apache-2.0

package recording

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

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
			_, _ = answerOf(r, http.MethodGet)
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
		head := new(Writer).responseHead(&Answer{Status: 200, Header: http.Header{name: {value}}})
		if bytes.Count(head, []byte("\r\n")) > 3 || !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
			t.Fatalf("more lines than headers: %q", head)
		}
	})
}
