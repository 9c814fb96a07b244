// SPDX-License-Identifier: Apache-2.0

package cachefile

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/httpcache"
	"github.com/ossf/package-manager-landscape/probes/transport/spool"
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

func FuzzCacheFile(f *testing.F) {
	s := &Answer{URL: "https://a.example/", Entry: httpcache.Entry{Status: 200, Header: http.Header{"Etag": {`"1"`}}, Got: time.Unix(1e9, 0).UTC()}, Body: spool.InMemory([]byte("text"))}
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
		got, err := decode(data)
		if err != nil {
			return
		}
		back, err := decode(written(t, got.writeTo))
		if err != nil || !reflect.DeepEqual(back, got) {
			t.Fatalf("%v\n%v\n%v", err, got, back)
		}
		got.Fresh(time.Unix(1e9, 0))
		got.Validators()
	})
}
