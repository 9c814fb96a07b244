// SPDX-License-Identifier: Apache-2.0

package refresh

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// Fitting keeps the rows that answer a question of the rules as the question was
// put: rows come as a file from a look at servers that anybody may run, and what
// is proposed from them is read, and obeyed by GitHub. It counts the others, of
// which those to questions that no rule asks any more are none.
func Fitting(rows []table.Observation, all []*ecosystems.Ecosystem) (fitting []table.Observation, others int) {
	asked := make(map[string]probes.Probe)
	for _, e := range all {
		for _, p := range e.Probes() {
			asked[p.Key] = p
		}
	}
	for _, o := range rows {
		p, ok := asked[o.Observation]
		switch {
		case ok && fitsProbe(o, p):
			fitting = append(fitting, o)
		case ok, !plainID.MatchString(o.Observation):
			others++
		}
	}
	return fitting, others
}

var (
	plainID    = regexp.MustCompile(`^[A-Za-z0-9./_-]{1,200}$`)
	plainRepo  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}$`)
	plainHash  = regexp.MustCompile(`^[0-9a-f]{7,64}$`)
	plainPlace = regexp.MustCompile(`^[A-Za-z0-9._-]+(:[0-9]{1,5})?$`)
)

// fitsProbe says whether a row has the shape of an answer to that probe.
func fitsProbe(o table.Observation, p probes.Probe) bool {
	switch o.Outcome {
	case probes.Matched, probes.Unmatched, probes.Unreachable, probes.Invalid:
	default:
		return false
	}
	return o.Ecosystem == p.Ecosystem && o.Feature == p.Feature && o.Kind == p.Kind &&
		(o.Repository == "" || plainRepo.MatchString(o.Repository)) && (o.Commit == "" || plainHash.MatchString(o.Commit)) &&
		!strings.ContainsFunc(o.Path, unicode.IsControl) && (o.URL == "" || plainAddress(o.URL))
}

func plainAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && plainPlace.MatchString(u.Host) && u.User == nil && !strings.ContainsFunc(address, unicode.IsSpace)
}
