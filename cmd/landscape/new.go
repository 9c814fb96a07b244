// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/ecosystems"
	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/spf13/cobra"
)

// newCommand groups what begins a record; so far that is the ecosystem alone.
func (a *app) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Begin a new ecosystem",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return fmt.Errorf("say what to begin: landscape new ecosystem ID")
		},
	}
	cmd.AddCommand(a.newEcosystem())
	return cmd
}

func (a *app) newEcosystem() *cobra.Command {
	var dir, name string
	cmd := &cobra.Command{
		Use:   "ecosystem ID",
		Short: "Make the folder of an ecosystem, with every feature left to fill in",
		Long: `new ecosystem makes ecosystems/ID/ecosystem.yml and ecosystems/ID/probes.yml, and
nothing else. Both pass landscape lint as they are, and list in comments what
there is to fill in. ID is the purl type, where the ecosystem has one. Run it
in the top folder of a checkout: after make build the ecosystem is in every
table and on every page, unknown until its rules say more.`,
		Example: `  landscape new ecosystem hex --name Hex`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			features, err := checkoutCatalog(dir)
			if err != nil {
				return err
			}
			files, err := ecosystems.Skeleton(features, args[0], name)
			if err != nil {
				return err
			}
			folder := filepath.Join(dir, args[0])
			if err := writeNew(folder, files); err != nil {
				return err
			}
			for _, file := range slices.Sorted(maps.Keys(files)) {
				fmt.Fprintln(a.out, filepath.ToSlash(filepath.Join(folder, file)))
			}
			fmt.Fprintln(a.out, "Fill them in, then: make build && bin/landscape lint")
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "ecosystems", "make it in this `folder` of ecosystems")
	cmd.Flags().StringVar(&name, "name", "", "`NAME` of the ecosystem as people write it (default: the id)")
	return cmd
}

// checkoutCatalog reads the catalog of the checkout that the folder of
// ecosystems is in: a feature added there may not be in this program yet.
func checkoutCatalog(dir string) (*catalog.Catalog, error) {
	const features = "probes/catalog"
	at := filepath.Join(filepath.Dir(filepath.Clean(dir)), filepath.FromSlash(features))
	if _, err := os.Stat(filepath.Join(at, "journeys.yml")); err != nil {
		return nil, fmt.Errorf("%s is not the folder ecosystems of a checkout of this project: change to the checkout's top folder, or give --dir", dir)
	}
	if !isFolder(dir) {
		return nil, fmt.Errorf("%s is not a folder: change to the checkout's top folder, or give --dir", dir)
	}
	return catalog.Read(os.DirFS(at), filepath.ToSlash(at))
}

// writeNew makes a folder with files, and leaves none behind when it cannot.
func writeNew(folder string, files map[string][]byte) error {
	at := filepath.ToSlash(folder)
	switch err := os.Mkdir(folder, 0o755); {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already: choose another id, or edit what it holds", at)
	case err != nil:
		return plain(at, err)
	}
	for file, data := range files {
		place := output.Place{Flag: "--dir", Dir: folder}
		if err := place.New(file, data); err != nil {
			return err
		}
	}
	return nil
}
