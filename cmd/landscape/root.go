// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Exit statuses, as design and README promise them.
const (
	exitDone     = 0
	exitAttend   = 1 // done, but a person should look at something (--strict)
	exitUsage    = 2 // wrong usage or bad input
	exitNoSource = 3 // sources could not be read; nothing was overwritten
	exitEnded    = 4 // done, but time was over before every question was asked
)

// exitError is an error with the status to end with.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func noSource(format string, args ...any) error {
	return &exitError{exitNoSource, fmt.Errorf(format, args...)}
}

func attend(format string, args ...any) error {
	return &exitError{exitAttend, fmt.Errorf(format, args...)}
}

func ended(format string, args ...any) error {
	return &exitError{exitEnded, fmt.Errorf(format, args...)}
}

// app is what the subcommands share.
type app struct {
	out     io.Writer
	errs    io.Writer
	now     func() time.Time
	jsonLog bool
	log     *slog.Logger
}

// run is the program: it returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	// A run is short and reads much: collecting less often costs some 100 MB and saves a tenth of the time.
	debug.SetGCPercent(400)
	clean := &cleaner{to: errs}
	defer clean.flush()
	errs = clean
	standard := &stdout{to: out}
	a := &app{out: standard, errs: errs, now: time.Now}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(standard)
	root.SetErr(errs)
	err := standard.whole(root.ExecuteContext(ctx))
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(errs, "landscape: "+strings.TrimSpace(err.Error()))
	var exit *exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	return exitUsage
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "landscape",
		Short: "Survey the security features of package registries from evidence",
		Long: `landscape looks at each registry's documentation and public source, records
what it saw, judges each security feature from that record, and writes a
dataset (Parquet) and a static comparison site.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.log = newLog(a.errs, a.jsonLog)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().BoolVar(&a.jsonLog, "json-log", false, "write progress as JSON lines")
	root.AddCommand(a.survey(), a.probe(), a.judge(), a.site(), a.serve(), a.export(), a.explain(),
		a.diff(), a.report(), a.coverage(), a.lint(), a.doctor(), a.discover(), a.trustRoot(), a.sources(), a.clone(), a.catalog(), a.version(), a.import2022(), a.waveSummary(),
		a.adoption(), a.cohort(), a.release(), a.refresh(), a.verify(), a.questionnaire(), a.newCommand())
	return root
}
