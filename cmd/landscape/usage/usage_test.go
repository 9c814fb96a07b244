// SPDX-License-Identifier: Apache-2.0

package usage_test

import (
	"io"
	"testing"

	"github.com/ossf/package-manager-landscape/cmd/landscape/usage"
	"github.com/spf13/cobra"
)

func tree() *cobra.Command {
	done := func(*cobra.Command, []string) error { return nil }
	root := &cobra.Command{Use: "tool", Args: cobra.NoArgs, RunE: done, SilenceErrors: true, SilenceUsage: true}
	report := &cobra.Command{Use: "report", Args: cobra.NoArgs, RunE: done}
	report.AddCommand(&cobra.Command{Use: "supports FEATURE", Example: "  tool report supports mfa\n  tool report supports sbom", Args: cobra.ExactArgs(1), RunE: done})
	plain := &cobra.Command{Use: "plain", Args: cobra.NoArgs, RunE: done}
	plain.Flags().Int("n", 0, "")
	root.AddCommand(report, plain, &cobra.Command{Use: "place", RunE: done})
	usage.Explain(root)
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	return root
}

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		typed []string
		want  string
	}{
		{nil, ""},
		{[]string{"report", "supports", "mfa"}, ""},
		{[]string{"place", "a", "b"}, ""},
		{[]string{"reprot"}, `there is no command "reprot": did you mean report?`},
		{[]string{"pla"}, `there is no command "pla": did you mean place or plain?`},
		{[]string{"nothing"}, `there is no command "nothing": tool --help lists them`},
		{[]string{"report", "suports"}, `there is no command "report suports": did you mean supports?`},
		{[]string{"report", "supports"}, `report supports was given nothing: type tool report supports FEATURE, such as tool report supports mfa`},
		{[]string{"report", "supports", "a", "b"}, `report supports was given 2 words ("a" first): type tool report supports FEATURE, such as tool report supports mfa`},
		{[]string{"plain", "x"}, `plain was given "x": type tool plain`},
		{[]string{"plain", "--m"}, `unknown flag: --m: tool plain --help lists the flags`},
		{[]string{"plain", "--n", "x"}, `invalid argument "x" for "--n" flag: strconv.ParseInt: parsing "x": invalid syntax: tool plain --help lists the flags`},
	} {
		root := tree()
		root.SetArgs(c.typed)
		if c.typed == nil {
			root.SetArgs([]string{})
		}
		got := ""
		if err := root.Execute(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.typed, got, c.want)
		}
	}
}
