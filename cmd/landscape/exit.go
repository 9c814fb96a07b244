// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/ossf/package-manager-landscape/cmd/landscape/terminal"
	"github.com/ossf/package-manager-landscape/dataset/survey"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/spf13/cobra"
)

// Exit statuses, as design and README promise them.
const (
	exitDone        = 0
	exitNeedsReview = 1 // done, but a person should look at something (--strict)
	exitUsage       = 2 // wrong usage or bad input
	exitNoSource    = 3 // sources could not be read; nothing was overwritten
	exitTimeOver    = 4 // done, but time was over before every question was asked
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

func needsReview(format string, args ...any) error {
	return &exitError{exitNeedsReview, fmt.Errorf(format, args...)}
}

// timeOver is the error of a run that is done, but for what time was over for.
func timeOver(format string, args ...any) error {
	return &exitError{exitTimeOver, fmt.Errorf(format, args...)}
}

// exitStatus is the status that an error ends the program with.
func exitStatus(err error) int {
	var exit *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &survey.NoSourceError{}):
		return exitNoSource
	case errors.As(err, &survey.TimeOverError{}):
		return exitTimeOver
	}
	return exitUsage
}

// paged prints what is written: on a terminal through a pager, when it is long.
func (a *app) paged(write func(io.Writer) error) error {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	if to, ok := a.out.(*terminal.Stdout); ok {
		return to.Page(text.Bytes())
	}
	_, err := a.out.Write(text.Bytes())
	return err
}

// plain prints what is written, for programs.
func (a *app) plain(write func(io.Writer) error) error {
	out := bufio.NewWriter(a.out)
	if err := write(out); err != nil {
		return err
	}
	return out.Flush()
}

// colour says whether what is printed may have colours.
func (a *app) colour() bool {
	to, ok := a.out.(*terminal.Stdout)
	return ok && to.HasColour()
}

// jsonFlag adds --json. What it prints is for programs: keys are added, and neither
// renamed nor removed; the command's help lists them.
func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON, with the keys that the help lists")
}

// jsonRow is a row of a table as landscape export has it.
type jsonRow = json.RawMessage

func rowsOf[T any](rows []T) []jsonRow {
	columns := table.ColumnsOf(reflect.TypeFor[T]())
	list := make([]jsonRow, len(rows))
	for i := range rows {
		var b bytes.Buffer
		_ = table.WriteObject(&b, columns, reflect.ValueOf(rows[i])) // a buffer takes everything
		list[i] = b.Bytes()
	}
	return list
}

// printJSON prints a value for programs, and for people who look.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
