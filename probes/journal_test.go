// SPDX-License-Identifier: Apache-2.0

package probes

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// oneByOne answers each probe and stops after a number of them.
type oneByOne struct {
	stop  int
	asked []string
}

func (*oneByOne) Supports(Probe) bool { return true }

func (l *oneByOne) Probe(_ context.Context, asked []Probe, see func(Observation)) error {
	for _, p := range asked {
		if l.stop--; l.stop < 0 {
			return context.Canceled
		}
		l.asked = append(l.asked, p.Key)
		see(Observation{Key: p.Key, Outcome: Matched})
	}
	return nil
}

func TestResume(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	asked := []Probe{{Key: "a"}, {Key: "b"}, {Key: "c"}}

	j, err := OpenJournal(path, "run", start, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := RunResumable(context.Background(), []Looker{&oneByOne{stop: 2}}, asked, j); err == nil {
		t.Fatal("a stopped run gave no error")
	}
	j.Close()

	// The kill hit a line in the middle.
	data, _ := os.ReadFile(path)
	os.WriteFile(path, data[:len(data)-5], 0o644)

	if _, err := OpenJournal(path, "another run", start, true); err == nil {
		t.Error("a journal of another run was taken up")
	}
	j, err = OpenJournal(path, "run", start.Add(time.Hour), true)
	if err != nil {
		t.Fatal(err)
	}
	if !j.Start().Equal(start) {
		t.Errorf("the run starts at %s", j.Start())
	}
	rest := &oneByOne{stop: 9}
	seen, err := RunResumable(context.Background(), []Looker{rest}, asked, j)
	if err != nil {
		t.Fatal(err)
	}
	if j.Taken() != 1 {
		t.Errorf("%d observations were taken up", j.Taken())
	}
	if want := []string{"b", "c"}; !reflect.DeepEqual(rest.asked, want) {
		t.Errorf("asked again %q, want %q", rest.asked, want)
	}
	if len(seen) != 3 || seen[0].Key != "a" {
		t.Errorf("seen %+v", seen)
	}
	if err := errors.Join(j.Close(), j.Remove()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("the journal of a whole run stays")
	}
}

// Whatever a source says, what comes out of a journal is what went in.
func TestJournalKeepsWhatItGets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	strange := Observation{Key: "a", Outcome: Matched, Excerpt: "half a rune \xe2\x82", Detail: "<\u2028\x00>", Path: "\xff",
		RetrievedAt: time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600)), CommittedAt: time.Unix(1<<55, 0), Digest: []byte{0, 255}}
	j, err := OpenJournal(path, "run", time.Now(), false)
	if err != nil {
		t.Fatal(err)
	}
	first, err := RunResumable(context.Background(), []Looker{strangeLooker{strange}}, []Probe{{Key: "a"}}, j)
	if err := errors.Join(err, j.Close()); err != nil {
		t.Fatal(err)
	}
	if j, err = OpenJournal(path, "run", time.Now(), true); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	again, err := RunResumable(context.Background(), nil, []Probe{{Key: "a"}}, j)
	if err != nil || !reflect.DeepEqual(again, first) || first[0].Excerpt == "" || !first[0].CommittedAt.IsZero() {
		t.Errorf("%v\nwent in as  %+v\ncame out as %+v", err, first, again)
	}
}

type strangeLooker struct{ Observation }

func (strangeLooker) Supports(Probe) bool { return true }

func (l strangeLooker) Probe(_ context.Context, _ []Probe, see func(Observation)) error {
	see(l.Observation)
	return nil
}
