// SPDX-License-Identifier: Apache-2.0

package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

type text string

func (t text) Reader() io.Reader { return strings.NewReader(string(t)) }
func (t text) Len() int64        { return int64(len(t)) }
func (t text) Close() error      { return nil }

func records() []*Record {
	at := time.Unix(1e9, 5).UTC()
	return []*Record{
		{Type: "warcinfo", MIME: Fields, At: at, Block: Lines("software", "made\r\nup")},
		{Type: "request", MIME: HTTPRequest, URL: "https://a.example/", At: at, Block: []byte("GET / HTTP/1.1\r\n\r\n")},
		{Type: "response", MIME: HTTPResponse, URL: "https://a.example/", At: at, Block: []byte("HTTP/1.1 200 OK\r\n\r\n"), Body: text(strings.Repeat("x", LargeBlock))},
	}
}

// What is written is read again, compressed or not, with the places at which each
// record begins and ends; a large block goes to the spill.
func TestRoundTrip(t *testing.T) {
	for _, zipped := range []bool{false, true} {
		var file bytes.Buffer
		var ends []int64
		for _, r := range records() {
			out, z := io.Writer(&file), gzip.NewWriter(&file)
			if zipped {
				out = z
			}
			if err := r.Write(out); err != nil {
				t.Fatal(err)
			}
			if zipped {
				_ = z.Close()
			}
			ends = append(ends, int64(file.Len()))
		}
		spilled, n, last := int64(0), 0, int64(0)
		keep := func(r io.Reader, size int64) (Body, error) {
			data, err := io.ReadAll(io.LimitReader(r, size))
			spilled += int64(len(data))
			return text(data), err
		}
		err := Each(bytes.NewReader(file.Bytes()), 2*LargeBlock, keep, func(at, end int64, r *Record) error {
			want := records()[n]
			if at != last || end != ends[n] || r.Type != want.Type || r.URL != want.URL || !r.At.Equal(want.At) || r.len() != want.len() {
				t.Errorf("zipped %t: %+v from %d to %d", zipped, r, at, end)
			}
			n, last = n+1, end
			return nil
		})
		if err != nil || n != 3 || spilled != int64(LargeBlock+len("HTTP/1.1 200 OK\r\n\r\n")) {
			t.Errorf("zipped %t: %d records, %d bytes spilled, %v", zipped, n, spilled, err)
		}
	}
}

// Whatever is damaged is an error, and no record.
func TestDamage(t *testing.T) {
	var good bytes.Buffer
	if err := records()[1].Write(&good); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"cut":       good.String()[:good.Len()-3],
		"changed":   strings.Replace(good.String(), "GET /", "PUT /", 1),
		"version":   strings.Replace(good.String(), "WARC/1.1", "WARC/9.9", 1),
		"length":    strings.Replace(good.String(), "Content-Length: ", "Content-Length: 9", 1),
		"negative":  strings.Replace(good.String(), "Content-Length: ", "Content-Length: -", 1),
		"no date":   strings.Replace(good.String(), "WARC-Date", "X-Date", 1),
		"long head": "WARC/1.1\r\nA: " + strings.Repeat("a", MaxHeader) + "\r\n\r\n",
	} {
		if _, err := Next(bufio.NewReaderSize(strings.NewReader(data), MaxHeader), false, 1<<10, nil); err == nil || !errors.Is(err, ErrWARC) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
