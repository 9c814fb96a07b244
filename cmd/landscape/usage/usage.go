// SPDX-License-Identifier: Apache-2.0

package usage

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// Explain words the errors of a command and of all below it.
func Explain(cmd *cobra.Command) {
	cmd.SuggestionsMinimumDistance = 2 // letters that differ
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w: %s --help lists the flags", err, cmd.CommandPath())
	})
	check := cmd.Args
	if check == nil {
		check = cobra.ArbitraryArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		switch {
		case err == nil:
			return nil
		case cmd.HasAvailableSubCommands():
			return fmt.Errorf("there is no command %q: %s", words(cmd)+args[0], others(cmd, args[0]))
		}
		return fmt.Errorf("%swas given %s: type %s", words(cmd), count(args), form(cmd))
	}
	for _, each := range cmd.Commands() {
		Explain(each)
	}
}

// words are what is typed after the program's name, each with a space after it.
func words(cmd *cobra.Command) string {
	_, below, _ := strings.Cut(cmd.CommandPath()+" ", " ")
	return below
}

// others names the commands that may have been meant, or where all are listed.
func others(cmd *cobra.Command, typed string) string {
	near := cmd.SuggestionsFor(typed)
	if len(near) == 0 {
		return cmd.CommandPath() + " --help lists them"
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}

// form is the line to type, with its first example when there is one.
func form(cmd *cobra.Command) string {
	line := strings.TrimSuffix(cmd.UseLine(), " [flags]")
	first, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n")
	if first == "" || first == line {
		return line
	}
	return line + ", such as " + first
}

func count(args []string) string {
	switch len(args) {
	case 0:
		return "nothing"
	case 1:
		return fmt.Sprintf("%q", args[0])
	}
	return fmt.Sprintf("%d words (%q first)", len(args), args[0])
}
