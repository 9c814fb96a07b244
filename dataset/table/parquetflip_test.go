// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/table/parquetcheck"
)

// someRows are rows with every kind of value, and some without.
func someRows() *Dataset {
	d := &Dataset{}
	for i := range 9 {
		o := Observation{Wave: "2026", Observation: fmt.Sprintf("npm/a.b/%04d", i), Ecosystem: "npm", Feature: "a.b", Kind: "source", URL: fmt.Sprintf("https://example.org/%d", i*i), RetrievedAt: int64(i) * 1000, Outcome: "matched"}
		if i%3 == 0 {
			o.Digest, o.Commit, o.CommittedAt, o.HTTPStatus, o.Detail = &[32]byte{byte(i)}, strings.Repeat("a", 40), 5000, 404, "why"
		}
		d.Observations = append(d.Observations, o)
		d.Verdicts = append(d.Verdicts, VerdictRow{Wave: "2026", Ecosystem: "npm", Feature: fmt.Sprintf("a.b%d", i), Verdict: "supported", Disputed: i%7 == 0, Observations: make([]string, i%4)})
	}
	return d
}

// One flipped bit anywhere in a file of ours is an error, whatever it says, and the
// memory that it costs is bounded by the file.
func TestEveryFlipIsAnError(t *testing.T) {
	const some = 64 // flips between two looks at the memory
	d := someRows()
	for _, title := range []string{"observations", "verdicts", "responses"} {
		made := tableByName(t, title)
		data, err := made.Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := made.Decode(&Dataset{}, data); err != nil {
			t.Fatalf("%s as it was written: %v", title, err)
		}
		rnd := rand.New(rand.NewPCG(1, 2))
		before := allocated()
		for at := range data {
			damaged := bytes.Clone(data)
			damaged[at] ^= 1 << rnd.IntN(8)
			err := made.Decode(&Dataset{}, damaged)
			if err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: byte %d of %d: %v", title, at, len(data), err)
			}
			if at%some > 0 { // asking stops the world
				continue
			}
			if now := allocated(); now-before > some<<22 {
				t.Errorf("%s: up to byte %d of %d: %d bytes asked for", title, at, len(data), now-before)
			} else {
				before = now
			}
		}
	}
}

// allocated is how many bytes the process has asked for so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func tableByName(t testing.TB, name string) Table {
	t.Helper()
	for _, one := range Tables {
		if one.Name() == name {
			return one
		}
	}
	t.Fatalf("no table %s", name)
	return nil
}

// What a file says of its writer is what the check knows.
func TestWriter(t *testing.T) {
	data, err := EncodeObservations(nil)
	if err != nil {
		t.Fatal(err)
	}
	if by, err := parquetcheck.File(data); err != nil || by != parquetcheck.Writer {
		t.Errorf("%q, %v", by, err)
	}
}
