// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/dataset/survey/registries"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/repo/githubrepo"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// Network is how a run without clones goes out.
type Network struct {
	Registries    []string      // ID=URL: base addresses, before those that this machine is configured for
	Origins       string        // HOST=URL, '*=URL', or a JSON file of host to base URL: hosts that stand elsewhere
	AllowPrivate  bool          // private and loopback addresses
	TrustProxy    bool          // go out through the proxy that the environment names
	Record        string        // WARC file of every exchange
	Replay        string        // WARC file that answers in the network's place
	Cache         string        // folder of answers with their validators
	Total, Host   time.Duration // longest time of the run, and of one host; see transport.Options
	NoPace        bool          // ask as fast as answers come; with Origins only
	TrustRootFile string        // whom attestations are verified against; empty: the current root, or the pinned one

	// PlaceRecording lets a recording that is whole take its place.
	PlaceRecording func(part, name string) error
	// Tune and TuneGitHub change what they are given before it is used; tests wait less.
	Tune       func(*transport.Options)
	TuneGitHub func(*githubrepo.GitHub)
}

// run is what one run adds to its Network.
type run struct {
	private private          // addresses that no log tells
	bodies  map[string]int64 // bytes that a host may send, over the transport's own limits
	began   time.Time        // zero: now
	resumed bool             // its recording is taken up as well
}

// Open opens the one way out. Its caller closes it.
func (n *Network) Open(log *slog.Logger) (*transport.Transport, error) { return n.open(run{}, log) }

func (n *Network) open(r run, log *slog.Logger) (*transport.Transport, error) {
	origins, err := ReadOrigins(n.Origins)
	if err != nil {
		return nil, err
	}
	if n.NoPace && len(origins) == 0 {
		return nil, fmt.Errorf("--no-pace needs --origins: other people's servers are asked at their pace")
	}
	if n.TrustProxy && strings.HasPrefix(origins["*"], "http://") {
		return nil, fmt.Errorf("--proxy and --origins '*=http://…' exclude each other: a proxy would ask the hosts themselves")
	}
	options := transport.Options{
		CacheDir: n.Cache, AllowPrivate: n.AllowPrivate, TrustProxy: n.TrustProxy, Origins: origins, MaxBodies: r.bodies,
		Record: n.Record, Place: n.PlaceRecording, Resume: r.resumed, Began: r.began, Replay: n.Replay, Total: n.Total, HostTime: n.Host, Log: r.private.discreet(log),
		Token: func(string) string { return os.Getenv("GITHUB_TOKEN") },
		// Whoever names a stand-in for this very host trusts it with its token.
		TokenToOrigin: true,
	}
	if n.NoPace { // no limit for a server of one's own
		options.Paces = map[string]transport.Pace{"*": {PerSecond: -1, Concurrency: -1}}
	}
	if n.Tune != nil {
		n.Tune(&options)
	}
	return transport.New(options)
}

// ReadOrigins reads HOST=URL, a JSON object of them, or a file with one.
func ReadOrigins(value string) (map[string]string, error) {
	if value == "" {
		return nil, nil
	}
	if strings.HasPrefix(value, "{") {
		return decodeOrigins("", []byte(value))
	}
	if host, base, ok := strings.Cut(value, "="); ok {
		return map[string]string{host: base}, nil
	}
	data, err := os.ReadFile(value)
	if err != nil {
		return nil, fmt.Errorf("--origins: %w", err)
	}
	return decodeOrigins(" "+value, data)
}

func decodeOrigins(file string, data []byte) (origins map[string]string, err error) {
	if err := json.Unmarshal(data, &origins); err != nil {
		return nil, fmt.Errorf("--origins%s: not a JSON object of host to base URL: %w", file, err)
	}
	return origins, nil
}

// RegistryBases finds the base addresses of the ecosystems' registries, by
// ecosystem; missing holds the errors of those that have none.
func (n *Network) RegistryBases(ctx context.Context, all []*ecosystems.Ecosystem) (bases map[string]string, missing map[string]error, err error) {
	machine := registries.MachineConfiguration()
	machine.Flags, machine.Default = make(map[string]string), make(map[string]string)
	for _, pair := range n.Registries {
		id, url, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, nil, fmt.Errorf("--registry %s: write ID=URL", pair)
		}
		machine.Flags[id] = url
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.ID)
		if e.BaseURL != "" {
			machine.Default[e.ID] = e.BaseURL
		}
	}
	bases, missing = machine.All(ctx, ids)
	return bases, missing, nil
}

// largeBodies lets npm's registry send more than pages are: what it says of a
// package with many versions has tens of megabytes.
func largeBodies(bases map[string]string) map[string]int64 {
	u, err := url.Parse(bases["npm"])
	if err != nil || u.Host == "" {
		return nil
	}
	return map[string]int64{u.Host: 64 << 20}
}
