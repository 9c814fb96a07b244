// SPDX-License-Identifier: Apache-2.0

// Command landscape surveys the security features of package registries from evidence.
//
// Each subcommand has a file: it reads flags, asks the packages below for the work, and
// says how it ended. In come arguments, files and, where asked, the network; out go
// files, a report and an exit status. It may import every package of the module.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	// Some file systems tell only now that a disk is full.
	if err := os.Stdout.Close(); err != nil && code == exitDone {
		fmt.Fprintln(os.Stderr, "landscape: "+terminal.LostOutput(err).Error())
		code = exitUsage
	}
	os.Exit(code)
}

// app is what the subcommands share.
type app struct {
	out     io.Writer
	errs    io.Writer
	screen  *terminal.Screen // errs
	now     func() time.Time
	jsonLog bool
	log     *slog.Logger
}

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	// A run is short and reads much: collecting less often costs some 100 MB and saves a tenth of the time.
	debug.SetGCPercent(400)
	screen := terminal.NewScreen(errs)
	defer screen.Close()
	standard := &terminal.Stdout{To: out, Before: screen.EndBars}
	a := &app{out: standard, errs: screen, screen: screen, now: time.Now}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(standard)
	root.SetErr(screen)
	err := root.ExecuteContext(ctx)
	// That output is lost outweighs that all was done, and that a person should look
	// at something.
	if code := exitStatus(err); standard.Err() != nil && (code == exitDone || code == exitNeedsReview) {
		err = standard.Err()
	}
	screen.EndBars()
	if err != nil {
		fmt.Fprintln(screen, "landscape: "+strings.TrimSpace(err.Error()))
	}
	return exitStatus(err)
}

func (a *app) root() *cobra.Command {
	asVersion := false
	root := &cobra.Command{
		Use:   "landscape",
		Short: "Survey the security features of package registries from evidence",
		Long: `landscape looks at each registry's documentation and public source, records
what it saw, judges each security feature from that record, and writes a
dataset (Parquet) and a static comparison site.

Ecosystems and features may be named as people do: PyPI, crates.io, trusted-publishing.
Long texts go through PAGER on a terminal; NO_COLOR turns colours off.`,
		Example: `  landscape explain npm provenance
  landscape report supports trusted-publishing
  landscape diff --from 2022 --to 2026`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.log = a.screen.Log(a.jsonLog)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asVersion {
				return a.printVersion()
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&asVersion, "version", false, "print the version of the program and of its catalog")
	root.PersistentFlags().BoolVar(&a.jsonLog, "json-log", false, "write progress as JSON lines")
	root.AddCommand(a.survey(), a.probe(), a.judge(), a.site(), a.serve(), a.export(), a.explain(),
		a.diff(), a.report(), a.coverage(), a.lint(), a.doctor(), a.discover(), a.trustRoot(), a.sources(), a.clone(), a.timeline(), a.catalog(), a.version(), a.import2022(), a.waveSummary(),
		a.adoption(), a.worker(), a.cohort(), a.release(), a.refresh(), a.verify(), a.questionnaire(), a.newCommand(), a.docs())
	group(root)
	completion.Flags(root, waves)
	return root
}
