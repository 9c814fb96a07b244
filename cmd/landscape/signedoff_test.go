// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/dataset/refresh/pullrequest/pullrequesttest"
)

// updated is a message of Dependabot: its list of updates ends the text.
const updated = "Bump example.org/x from 1.0.0 to 1.0.1\n\nBumps [x](https://example.org/x).\n- [Commits](https://example.org/c)\n\n" + updates

// updates is the list that Dependabot puts below a line "---".
const updates = "---\n" +
	"updated-dependencies:\n- dependency-name: example.org/x\n  dependency-version: 1.0.1\n  dependency-type: direct:production\n...\n"

// TestSignedOff makes commits of people and bots and asks .ci/signed-off which
// of them lack a sign-off.
func TestSignedOff(t *testing.T) {
	t.Parallel()
	script, err := filepath.Abs(filepath.Join(root, ".ci", "signed-off"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		message string
		signed  bool
	}{
		"a person":                     {"Fix x\n\nSigned-off-by: A <a@example.org>\n", true},
		"beside other trailers":        {"Fix x\n\nWhy.\n\nFixes: #1\nSigned-off-by: A <a@example.org>\nReviewed-by: B <b@example.org>\n", true},
		"picked":                       {"Fix x\n\nSigned-off-by: A <a@example.org>\n(cherry picked from commit 0123456)\n", true},
		"lines that end as Windows'":   {"Fix x\r\n\r\nSigned-off-by: A <a@example.org>\r\n", true},
		"remarks below a line":         {"Fix x\n\nSigned-off-by: A <a@example.org>\n---\nTo be seen by B.\n", true},
		"a line within the text":       {"Fix x\n\n---\n\nWhy.\n\nSigned-off-by: A <a@example.org>\n", true},
		"squashed":                     {"Fix x (#1)\n\n* one\n\nSigned-off-by: A <a@example.org>\n\n* two\n\n---------\n\nSigned-off-by: A <a@example.org>\nCo-" + "authored-by: B <b@example.org>\n", true},
		"Dependabot":                   {updated + "\nSigned-off-by: dependabot[bot] <support@github.com>\n", true},
		"Dependabot, with an author":   {updated + "\nSigned-off-by: dependabot[bot] <support@github.com>\nCo-" + "authored-by: dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>\n", true},
		"Renovate":                     {"Update dependency x to v1.0.1\n\nSigned-off-by: renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>\n", true},
		"a workflow":                   {"Refresh npm\n\nRefreshed-by: landscape refresh\nSigned-off-by: github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>\n", true},
		"an unsigned person":           {"Fix x\n", false},
		"a bot that lists and no more": {updated, false},
		"a sign-off as the subject":    {"Signed-off-by: A <a@example.org>\n", false},
		"in the middle of the text":    {"Explain how to sign\n\nThe line is:\n\nSigned-off-by: A <a@example.org>\n\nIt stands last.\n", false},
		"quoted":                       {"Explain how to sign\n\n    Signed-off-by: A <a@example.org>\n", false},
		"in a sentence":                {"Explain how to sign\n\nAdd Signed-off-by: A <a@example.org> to each.\n", false},
		"above the list of a bot":      {"Bump x\n\nSigned-off-by: A <a@example.org>\n\nMore.\n\n" + updates, false},
		"without an address":           {"Fix x\n\nSigned-off-by: A\n", false},
		"without a name":               {"Fix x\n\nSigned-off-by: <a@example.org>\n", false},
		"another trailer":              {"Fix x\n\nReviewed-by: A <a@example.org>\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git := func(args ...string) string { return pullrequesttest.Git(t, dir, args...) }
			git("init", "-q", "-b", "main")
			git("commit", "-q", "--allow-empty", "-m", "the base needs none")
			base := strings.TrimSpace(git("rev-parse", "HEAD"))
			git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", test.message)
			git("checkout", "-q", "-b", "side", base)
			git("commit", "-q", "--allow-empty", "-m", "Side\n\nSigned-off-by: B <b@example.org>")
			git("checkout", "-q", "main")
			git("merge", "-q", "--no-ff", "-m", "a merge needs none", "side")
			out, err := signedOff(script, dir, base, "HEAD")
			if (err == nil) != test.signed || strings.Count(out, "is not signed off: git rebase --signoff "+base) != map[bool]int{false: 1}[test.signed] {
				t.Errorf("%v: %s", err, out)
			}
			if out, err := signedOff(script, dir, "no-such-commit", "HEAD"); err == nil {
				t.Errorf("commits that cannot be listed pass: %s", out)
			}
		})
	}
}

func signedOff(script, dir string, args ...string) (string, error) {
	cmd := exec.Command(script, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}
