// SPDX-License-Identifier: Apache-2.0

package judge

import (
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes"
)

// isRequest says whether an item reads an issue or a pull request: what anyone
// may write.
func isRequest(p probes.Probe) bool {
	_, thread := p.Thread()
	return thread || p.Method == probes.Page && p.Kind == probes.Issue
}

// requestUnseen says whether a request's words matched, and its state is not
// known: only the API of its host tells that.
func requestUnseen(p probes.Probe, o table.Observation) bool {
	return isRequest(p) && o.Outcome == probes.Matched && o.State == ""
}

// earnsVerdict says whether an item that was read is evidence for its rule: its words
// matched and, of a request, its state is one that can earn the verdict.
func earnsVerdict(rule ecosystems.Rule, p probes.Probe, o table.Observation) bool {
	return o.Outcome == probes.Matched && (!isRequest(p) || o.State.Earns(rule.Verdict))
}

// describeUnearned tells of a request whose words match and whose state earns nothing.
func (j *judge) describeUnearned(rules []ecosystems.Rule) string {
	for _, rule := range rules {
		for _, p := range rule.Evidence {
			if o, ok := j.findObservation(p.Key); ok && o.Outcome == probes.Matched && !requestUnseen(p, o) && !earnsVerdict(rule, p, o) {
				return fmt.Sprintf("a request is in state %s, which earns no %s; ", o.State, rule.Verdict)
			}
		}
	}
	return ""
}
