// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/probes/attestation"
	"github.com/spf13/cobra"
)

// trustRoot fetches whom attestations are verified against.
func (a *app) trustRoot() *cobra.Command {
	var (
		network            networkFlags
		out, start, source string
	)
	cmd := &cobra.Command{
		Use:   "trust-root --out FILE",
		Short: "Fetch Sigstore's current trusted root, for --trust-root",
		Long: `trust-root fetches trusted_root.json of the public Sigstore instance by way of
its TUF repository, starting from the keys built in, and writes it to a file.
A live run fetches it by itself, and verifies attestations against the root that
is built in when it cannot; with --trust-root FILE it takes this one and asks for
none.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			place, name := output.Beside("--out", out, start, network.TrustRootFile, network.Replay)
			if err := place.CheckFile(name); err != nil {
				return err
			}
			var anchor []byte
			if start != "" {
				data, err := os.ReadFile(start)
				if err != nil {
					return fmt.Errorf("--tuf-root: %w", err)
				}
				anchor = data
			}
			way, err := network.open(a)
			if err != nil {
				return err
			}
			defer func() { _ = way.Close() }()
			data, err := attestation.FetchRoot(cmd.Context(), way.Client(), source, anchor, time.Time{})
			if err != nil {
				return noSource("the trusted root could not be fetched, and %s was not written: %v", out, err)
			}
			if err := place.File(name, data); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%d bytes in %s; use it with --trust-root\n", len(data), shown(out))
			return nil
		},
	}
	network.add(cmd)
	cmd.Flags().StringVar(&out, "out", "", "write the root to this `FILE`")
	cmd.Flags().StringVar(&source, "tuf", "", "TUF repository at this `URL`, for a Sigstore instance of your own (default: the public one)")
	cmd.Flags().StringVar(&start, "tuf-root", "", "start from this root.json `FILE` (default: the public instance's, built in)")
	_ = cmd.MarkFlagRequired("out") // the flag exists
	return cmd
}
