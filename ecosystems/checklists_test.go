// SPDX-License-Identifier: Apache-2.0

package ecosystems

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// checklists.yml is read like probes.yml, and its questions are asked like those.
func TestLoadChecklists(t *testing.T) {
	const sound = `attestations-ui.build-logs:
  - verdict: supported
    enforcement: default
    evidence:
      - page: guide
        says: ['Build logs']
attestations-ui.signer:
  unprobed: no-public-source
  note: Nothing says it.
`
	features, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	load := func(text string) ([]*Ecosystem, error) {
		return Load(fstest.MapFS{
			"made/ecosystem.yml":  {Data: []byte(soundEcosystem)},
			"made/probes.yml":     {Data: []byte(soundProbes)},
			"made/checklists.yml": {Data: []byte(text)},
		}, "at", features)
	}
	all, err := load(sound)
	if err != nil {
		t.Fatal(err)
	}
	judgement, ok := all[0].Judgement("attestations-ui.build-logs")
	if !ok || len(judgement.Rules) != 1 || len(all[0].Checks) != 2 {
		t.Errorf("read %+v", all[0].Checks)
	}
	asked := false
	for _, p := range all[0].Probes() {
		asked = asked || p.Feature == "attestations-ui.build-logs"
	}
	if !asked {
		t.Error("the item's question is not asked")
	}
	for replace, want := range map[string]string{
		"attestations-ui.build-log:":  `at/made/checklists.yml:1:1: unknown checklist item "attestations-ui.build-log": did you mean attestations-ui.build-logs?`,
		"attestations-ui.advisories:": `at/made/checklists.yml:1:1: unknown checklist item "attestations-ui.advisories": `, // a feature answers it
		"integrity.signing:":          `at/made/checklists.yml:1:1: unknown checklist item "integrity.signing": `,
	} {
		if _, err := load(strings.Replace(sound, "attestations-ui.build-logs:", replace, 1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", replace, err, want)
		}
	}
}
