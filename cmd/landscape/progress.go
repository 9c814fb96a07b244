// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/survey"
)

// progress tells of each source when it is done.
func (a *app) progress(s survey.Step) {
	done := fmt.Sprintf("%d/%d", s.Done, s.Total)
	if s.Work == survey.ReadRepositories {
		if s.Err != nil {
			a.log.Warn("cannot read "+s.Source, "why", s.Err, "repositories", done)
			return
		}
		a.log.Info("read "+s.Source, "commit", fmt.Sprintf("%.10s", s.Commit), "files", s.Files, "questions", s.Questions, "repositories", done)
		return
	}
	what := "read " + s.Source
	if s.Work == survey.AskEndpoints {
		what = "asked " + s.Source
	}
	if s.Err != nil {
		a.log.Warn(what, "failed", s.Err, "done", done)
		return
	}
	a.log.Info(what, "questions", s.Questions, "done", done)
}
