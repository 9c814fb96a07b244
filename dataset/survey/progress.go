// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"github.com/ossf/package-manager-landscape/probes/endpoint"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/website"
)

// Work is what a run does many of.
type Work string

// The works of a run; those of one run go on side by side.
const (
	ReadRepositories Work = "repositories"
	ReadPages        Work = "pages"
	AskEndpoints     Work = "requests"
)

// Step is one source that is done: read, or given up with Err.
type Step struct {
	Work        Work
	Source      string // repository or address
	Commit      string // of a repository
	Err         error
	Files       int // read of a repository
	Questions   int // answered by this source
	Done, Total int // sources of this work
}

func (o *Options) repositoryDone(p repo.Progress) {
	o.report(Step{ReadRepositories, p.Repository, p.Commit, p.Err, p.Files, p.Probes, p.Done, p.Total})
}

func (o *Options) pageDone(p website.Progress) {
	o.report(Step{ReadPages, p.URL, "", p.Err, 0, p.Probes, p.Done, p.Total})
}

func (o *Options) requestDone(p endpoint.Progress) {
	o.report(Step{AskEndpoints, p.URL, "", p.Err, 0, p.Probes, p.Done, p.Total})
}

func (o *Options) report(s Step) {
	if o.Progress != nil {
		o.Progress(s)
	}
}
