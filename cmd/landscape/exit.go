// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"

	"github.com/ossf/package-manager-landscape/dataset/survey"
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
