// SPDX-License-Identifier: Apache-2.0

// Command landscape surveys the security features of package registries from
// evidence.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	// Some file systems tell only now that a disk is full.
	if err := os.Stdout.Close(); err != nil && code == exitDone {
		fmt.Fprintln(os.Stderr, "landscape: "+lostOutput(err).Error())
		code = exitUsage
	}
	os.Exit(code)
}
