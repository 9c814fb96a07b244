// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/history"
	"github.com/ossf/package-manager-landscape/dataset/refresh"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/transport"
)

// look gives the new observations, all of one wave.
func (r *refreshing) look(ctx context.Context, chosen []*ecosystems.Ecosystem) ([]table.Observation, error) {
	if r.file == "" {
		seen, err := r.app.observe(ctx, &r.from, chosen, r.which.probes(chosen))
		r.wave, r.audit = r.from.wave, auditOf(r.from.net.stats)
		return table.PublicOnly(seen), err
	}
	seen, err := table.ReadObservations(r.file)
	if err != nil {
		return nil, fmt.Errorf("--observations: %w", err)
	}
	seen = table.PublicOnly(history.Look(seen))
	if len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: no observation is in it", r.file)
	}
	seen, others := refresh.Fitting(seen, chosen)
	if others > 0 {
		r.tell("sources", "", fmt.Errorf("--observations %s: %d rows are not answers to the questions of the rules, and are left out", r.file, others))
	}
	if len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: no row answers a question of the rules", r.file)
	}
	r.wave = seen[0].Wave
	for _, o := range seen {
		if o.Wave != r.wave {
			return nil, fmt.Errorf("--observations %s: holds waves %s and %s: give one", r.file, r.wave, o.Wave)
		}
	}
	if !history.AnyRead(seen) {
		return nil, noSource("--observations %s: no source could be read; nothing was changed", r.file)
	}
	r.audit, err = readAudit(r.auditFile)
	return seen, err
}

func (r *refreshing) seen(fresh []table.Observation) []pullrequest.Seen {
	var list []pullrequest.Seen
	for _, s := range refresh.Sources(fresh) {
		list = append(list, pullrequest.Seen{Name: s.Name, Group: s.Group, Reason: s.Reason})
	}
	return list
}

// place is where the files of what is proposed go.
func (r *refreshing) place() output.Place {
	place := outPlace(r.out, append(r.from.reads(), r.file, r.auditFile, r.which.dir)...)
	place.Dir = filepath.Join(r.out, "refresh")
	return place
}

// checkPlace says before the look whether these files could be written.
func (r *refreshing) checkPlace(chosen []*ecosystems.Ecosystem) error {
	if err := outPlace(r.out).Check(); err != nil {
		return err
	}
	for _, e := range chosen {
		for _, name := range []string{e.ID + ".parquet", e.ID + ".md"} {
			if err := r.place().CheckFile(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// write keeps what is proposed as files.
func (r *refreshing) write(id string, data []byte, body string) error {
	place := r.place()
	if err := place.File(id+".parquet", data); err != nil {
		return err
	}
	return place.File(id+".md", []byte(body))
}

// auditOf turns what the transport counted into what a dataset tells; nil when
// nothing went over the network.
func auditOf(stats []transport.HostStats) *refresh.Audit {
	if len(stats) == 0 {
		return nil
	}
	a := &refresh.Audit{}
	for _, s := range stats {
		a.Hosts = append(a.Hosts, refresh.HostAudit{Host: s.Host, Requests: s.Requests, Retries: s.Retries, Cached: s.CacheHits, Failures: s.Failures, Bytes: s.Bytes})
	}
	return a
}

func readAudit(file string) (*refresh.Audit, error) {
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

// writeAudit writes audit.json, when anything went over the network.
func writeAudit(stats []transport.HostStats, out output.Place) error {
	audit := auditOf(stats)
	if audit == nil {
		return nil
	}
	data, err := json.MarshalIndent(audit, "", "  ")
	if err != nil {
		return err
	}
	return out.File(auditName, append(data, '\n'))
}
