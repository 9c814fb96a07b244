// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/judge"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/transport"
	"github.com/ossf/package-manager-landscape/probes/transport/faulttest"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"go.uber.org/goleak"
)

// rulesFolder writes an ecosystem of its own.
func rulesFolder(t testing.TB, ecosystem, rules string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"ecosystem.yml": ecosystem, "probes.yml": rules} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(dir)
}

// hurry makes every wait short until the test ends.
func hurry(t testing.TB) {
	t.Helper()
	before, hub := limits, hubLimits
	t.Cleanup(func() { limits, hubLimits = before, hub })
	limits = func(o *transport.Options) {
		o.Stall, o.Timeout, o.Backoff, o.MaxWait, o.MaxRetries = 60*time.Millisecond, 250*time.Millisecond, time.Millisecond, 20*time.Millisecond, 1
	}
	hubLimits = func(g *githubrepo.GitHub) { g.MaxWait = 20 * time.Millisecond }
}

// look is one run without publication: the verdicts of the made ecosystem. No
// source that answers gives none.
func look(ctx context.Context, rules, origin, out string) (map[string]vocabulary.Verdict, error) {
	features, chosen, err := (&scopeFlags{dir: rules}).load()
	if err != nil {
		return nil, err
	}
	o, err := madeOptions(features, chosen, origin, out)
	if err != nil {
		return nil, err
	}
	seen, err := survey.Look(ctx, o)
	if errors.As(err, &survey.NoSourceError{}) {
		seen, err = &survey.Seen{}, nil
	}
	if err != nil {
		return nil, err
	}
	verdicts := make(map[string]vocabulary.Verdict)
	for _, v := range judge.Judge(o.Wave, time.Time{}, features, chosen, seen.Observations) {
		verdicts[v.Feature] = v.Verdict
	}
	return verdicts, nil
}

// madeOptions are those of a run that asks a made server in every host's place.
func madeOptions(features *catalog.Catalog, chosen []*ecosystems.Ecosystem, origin, out string, registries ...string) (*survey.Options, error) {
	o := &observeFlags{}
	o.network.Network = survey.Network{Origins: "*=" + origin, AllowPrivate: true, NoPace: true, Registries: registries}
	if err := o.check(); err != nil {
		return nil, err
	}
	a := &app{now: time.Now, log: slog.New(slog.DiscardHandler), screen: terminal.NewScreen(io.Discard)}
	return o.options(a, features, chosen, nil, out), nil
}

// differing lists verdicts that are neither what they are without faults nor unknown.
func differing(got map[string]vocabulary.Verdict) (wrong []string, kept int) {
	for feature, want := range worldVerdicts {
		switch got[feature] {
		case want:
			kept++
		case vocabulary.Unknown, "":
		default:
			wrong = append(wrong, fmt.Sprintf("%s is %s instead of %s", feature, got[feature], want))
		}
	}
	return wrong, kept
}

func allFaults() []faulttest.Fault {
	return append(faulttest.All(), slices.Sorted(maps.Keys(oddPlays))...)
}

// faultyRuns looks at the world so many times, each time with other faults on
// another share of the requests. It returns the share of verdicts kept.
func faultyRuns(t testing.TB, first, runs uint64) float64 {
	rules, kept := worldRules(t), 0
	server := faulttest.New(t, newWorld())
	server.Plays = oddPlays
	for seed := first; seed < first+runs; seed++ {
		rnd := rand.New(rand.NewPCG(seed, 1))
		server.Choose(faulttest.Seeded(seed, rnd.Float64(), allFaults()...))
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // ends what hangs
		got, err := look(ctx, rules, server.URL, t.TempDir())
		cancel()
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			return 0
		}
		wrong, same := differing(got)
		for _, w := range wrong {
			t.Errorf("seed %d: %s", seed, w)
		}
		kept += same
	}
	return float64(kept) / float64(uint64(len(worldVerdicts))*runs)
}

// Whatever share of requests meets a fault, a verdict stays or becomes unknown.
func TestFaults(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	hurry(t)
	t.Run("runs", func(t *testing.T) { t.Logf("%.0f%% of the verdicts kept", 100*faultyRuns(t, 0, 12)) })
}

// Each fault on everything but robots.txt.
func TestEachFault(t *testing.T) {
	hurry(t)
	rules := worldRules(t)
	server := faulttest.New(t, newWorld())
	server.Plays = oddPlays
	for _, f := range allFaults() {
		t.Run(string(f), func(t *testing.T) {
			server.Choose(func(r *http.Request) faulttest.Fault {
				if r.URL.Path == "/robots.txt" {
					return faulttest.None // or nothing else would be asked
				}
				return f
			})
			got, err := look(t.Context(), rules, server.URL, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			wrong, kept := differing(got)
			if len(wrong) > 0 {
				t.Error(wrong)
			}
			if kept == len(worldVerdicts) && !harmless(f) {
				t.Error("nothing was lost: was the fault played?")
			}
		})
	}
}

// Without faults the made world says what its rules are made for.
func TestWorld(t *testing.T) {
	server := faulttest.New(t, newWorld())
	got, err := look(context.Background(), worldRules(t), server.URL, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for feature, want := range worldVerdicts {
		if got[feature] != want {
			t.Errorf("%s is %s, want %s", feature, got[feature], want)
		}
	}
}
