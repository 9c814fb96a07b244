// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Summary is what a run tells when it is done.
type Summary struct {
	Lines      []string // verdicts counted, then types of attestations, by ecosystem
	Disputed   int      // verdicts
	Stale      int      // verdicts
	Unreadable int      // observations of sources that could not be read
}

// NeedsReview says whether a person should look at something.
func (s Summary) NeedsReview() bool { return s.Disputed+s.Stale+s.Unreadable > 0 }

// Summarize counts what is in a dataset.
func Summarize(d *table.Dataset) Summary {
	type group struct {
		ecosystem string
		verdict   vocabulary.Verdict
	}
	counts := make(map[group]int)
	s := Summary{Stale: len(table.StaleVerdicts(d.Verdicts))}
	for _, v := range d.Verdicts {
		counts[group{v.Ecosystem, v.Verdict}]++
		if v.Disputed {
			s.Disputed++
		}
	}
	for _, e := range d.Ecosystems {
		var parts []string
		for _, verdict := range vocabulary.Verdicts {
			if n := counts[group{e.Ecosystem, verdict}]; n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
			}
		}
		s.Lines = append(s.Lines, fmt.Sprintf("%-8s %s", e.Ecosystem, strings.Join(parts, ", ")))
	}
	s.Lines = append(s.Lines, verifiedPredicates(d)...)
	for _, o := range d.Observations {
		if !o.Outcome.Reached() {
			s.Unreadable++
		}
	}
	return s
}

// verifiedPredicates lists, by ecosystem, the types of the attestations that verified.
func verifiedPredicates(d *table.Dataset) []string {
	types := make(map[string][]string)
	for _, o := range d.Observations {
		if o.Outcome == probes.Matched {
			types[o.Ecosystem] = append(types[o.Ecosystem], attestation.Predicates(o.Locator)...)
		}
	}
	var lines []string
	for _, e := range d.Ecosystems {
		if list := slices.Compact(slices.Sorted(slices.Values(types[e.Ecosystem]))); len(list) > 0 {
			lines = append(lines, fmt.Sprintf("%-8s verified attestations of type: %s", e.Ecosystem, strings.Join(list, ", ")))
		}
	}
	return lines
}

// Audit turns what the transport counted into what a dataset tells; nil when
// nothing went over the network.
func (s *Seen) Audit() *refresh.Audit {
	if len(s.Hosts) == 0 {
		return nil
	}
	a := &refresh.Audit{}
	for _, h := range s.Hosts {
		a.Hosts = append(a.Hosts, refresh.HostAudit{Host: h.Host, Requests: h.Requests, Retries: h.Retries, Cached: h.CacheHits, Failures: h.Failures, Bytes: h.Bytes})
	}
	return a
}

// ReadAudit reads an audit that landscape probe wrote; nil without a file.
func ReadAudit(file string) (*refresh.Audit, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--audit: %w", err)
	}
	var a refresh.Audit
	if err := json.Unmarshal(data, &a); err != nil {
		return nil, fmt.Errorf("--audit %s: not what landscape probe wrote: %w", file, err)
	}
	return &a, nil
}
