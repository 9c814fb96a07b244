// SPDX-License-Identifier: Apache-2.0

package workqueue_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/probes/workqueue"
	"github.com/ossf/package-manager-landscape/probes/workqueue/workqueuetest"
)

func TestLocal(t *testing.T) {
	for _, workers := range []int{0, 2, 64} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			workqueuetest.Contract(t, func(*testing.T, workqueue.Work) workqueue.Queue { return workqueue.Local{Workers: workers} })
		})
	}
}

func items(n int) iter.Seq[workqueue.Item] {
	return func(yield func(workqueue.Item) bool) {
		for i := range n {
			if !yield(workqueue.Item{ID: fmt.Sprint(i)}) {
				return
			}
		}
	}
}

func numberOf(_ context.Context, item workqueue.Item) ([]byte, error) {
	return []byte(`{"n":` + item.ID + `}`), nil
}

// A run that was killed, even within a line, goes on where it stopped: every item is
// there once, and none is done again.
func TestResume(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	j, err := workqueue.OpenJournal(path, "run", start, false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	emitted := 0
	err = workqueue.RunKept(ctx, workqueue.Local{Workers: 3}, j, "run", items(100), numberOf, func(workqueue.Item, []byte) {
		if emitted++; emitted == 40 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	if err := os.WriteFile(path, data[:len(data)-4], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := workqueue.OpenJournal(path, "another", start, true); err == nil || !strings.Contains(err.Error(), "--resume") {
		t.Errorf("a journal of another run was taken up: %v", err)
	}
	j, err = workqueue.OpenJournal(path, "run", start.Add(time.Hour), true)
	if err != nil {
		t.Fatal(err)
	}
	if j.Taken() != emitted-1 || !j.Start().Equal(start) {
		t.Errorf("%d were taken up of %d, from %s", j.Taken(), emitted, j.Start())
	}
	var again []string
	err = workqueue.RunKept(t.Context(), workqueue.Local{}, j, "run", items(100), numberOf, func(item workqueue.Item, _ []byte) { again = append(again, item.ID) })
	if err != nil || len(again) != 100-j.Taken() || len(slices.Compact(slices.Sorted(slices.Values(again)))) != len(again) {
		t.Errorf("%v: %d done in the second run", err, len(again))
	}
	for item := range items(100) {
		if got, ok, err := j.Result(item.ID); err != nil || !ok || string(got) != `{"n":`+item.ID+`}` {
			t.Errorf("%s: %s %v %v", item.ID, got, ok, err)
		}
	}
	if err := errors.Join(j.Close(), j.Remove()); err != nil {
		t.Fatal(err)
	}
}

// What is no journal stays as it is.
func TestForeignJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	for _, text := range []string{"dear diary", `{"run":"x"}`} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, resume := range []bool{false, true} {
			if _, err := workqueue.OpenJournal(path, "run", time.Now(), resume); err == nil || !strings.Contains(err.Error(), "is not a journal") {
				t.Errorf("%q: %v", text, err)
			}
		}
		if data, _ := os.ReadFile(path); string(data) != text {
			t.Errorf("%q became %q", text, data)
		}
	}
	if _, err := workqueue.OpenJournal(filepath.Dir(path), "run", time.Now(), false); err == nil {
		t.Error("a folder was taken for a journal")
	}
}
