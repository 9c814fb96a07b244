// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
)

// answerless is how one package's answer goes wrong, by its number.
var answerless = []func(w http.ResponseWriter, name string){
	func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusNotFound) },
	func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusGone) },
	func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusNoContent) },
	func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusUnavailableForLegalReasons) },
	func(_ http.ResponseWriter, _ string) {}, // 200, and nothing
	func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "null") },
	func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "[]") },
	func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "{}") },
	func(w http.ResponseWriter, name string) { fmt.Fprintf(w, `{"name":%q,"version":"1.0.0"}`, name) },
	func(w http.ResponseWriter, _ string) {
		fmt.Fprint(w, `{"name":"another","version":"1.0.0","dist":{"tarball":"https://x.example/x.tgz"}}`)
	},
	func(w http.ResponseWriter, name string) {
		fmt.Fprintf(w, `{"name":%q,"version":"1.0.0","dist":[{"tarball":"https://x.example/x.tgz"}]}`, name)
	},
}

// wrongAnswers are faults of the network that a package's answer has.
var wrongAnswers = []faulttest.Fault{
	faulttest.BotWall, faulttest.WrongType, faulttest.Truncated, faulttest.TruncatedGzip, faulttest.GzipBomb, faulttest.Endless, faulttest.Stall,
	faulttest.RedirectLoop, faulttest.TooMany, faulttest.ServerError, faulttest.Unavailable, faulttest.InvalidJSON, faulttest.DeepJSON, faulttest.Reset, faulttest.ResetBody,
}

// Of a registry with every kind of bad answer the shares are those of the packages that
// were read, and the others are counted as not read. One that moved, or that asks to wait
// once, is read.
func TestAdoptionOfFaults(t *testing.T) {
	hurry(t)
	made := &adoptiontest.Registry{Ecosystem: "npm", Packages: 160, Seed: 12}
	packages, err := made.Cohort()
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]int)
	for i, p := range packages {
		names["/"+p.FullName()+"/latest"] = i
	}
	bad := len(answerless) + len(wrongAnswers)
	var moved, waited sync.Map
	good := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		i, ok := names[req.URL.Path]
		switch {
		case !ok:
		case i < len(answerless):
			w.Header().Set("Content-Type", "application/json")
			answerless[i](w, packages[i].FullName())
			return
		case i == bad && req.URL.RawQuery == "":
			moved.Store(i, true)
			http.Redirect(w, req, req.URL.Path+"?moved=1", http.StatusMovedPermanently)
			return
		case i == bad+1:
			if _, before := waited.LoadOrStore(i, true); !before {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
		}
		made.ServeHTTP(w, req)
	})
	server := faulttest.New(t, good)
	server.Choose(func(req *http.Request) faulttest.Fault {
		if i, ok := names[req.URL.Path]; ok && i >= len(answerless) && i < bad {
			return wrongAnswers[i-len(answerless)]
		}
		return faulttest.None
	})
	out := filepath.Join(t.TempDir(), "out")
	status, said, told := adoptionOf(t, "adoption", "--ecosystem", "npm", "--cohort", madeCohort(t, made), "--out", out, "--verify", "0", "--workers", "8",
		"--registry", "npm=https://registry.made.example", "--origins", "*="+server.URL, "--allow-private", "--no-pace")
	if status != 0 {
		t.Fatalf("status %d\n%s\n%s", status, said, told)
	}
	truth := make(map[string][2]int64)
	for i := bad; i < made.Packages; i++ {
		for id, one := range made.TruthOf(i) {
			truth[id] = [2]int64{truth[id][0] + one[0], truth[id][1] + one[1]}
		}
	}
	_, text, _ := adoptionOf(t, "adoption", "--format", "json", "--dataset", out)
	var rows []struct {
		Metric                  string
		Read, Unreadable, Units int64
		WithMetric              int64 `json:"with_metric"`
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil || len(rows) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	for _, row := range rows {
		if want := truth[row.Metric]; row.Unreadable != int64(bad) || row.Read != int64(made.Packages-bad) || row.Units != want[1] || row.WithMetric != want[0] {
			t.Errorf("%+v, want %v of %d packages and %d unread\n%s", row, want, made.Packages-bad, bad, told)
		}
	}
	if _, ok := moved.Load(bad); !ok || !strings.Contains(told, "packages="+strconv.Itoa(made.Packages)+"/"+strconv.Itoa(made.Packages)) {
		t.Errorf("no redirect was followed, or not all were asked about:\n%s", told)
	}
}
