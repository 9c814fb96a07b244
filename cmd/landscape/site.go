// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site"
	"github.com/spf13/cobra"
)

func (a *app) site() *cobra.Command {
	var dir, out string
	var about siteFlags
	cmd := &cobra.Command{
		Use:   "site",
		Short: "Write the comparison site of a dataset",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			place, name := output.Beside("--out", out, dir, about.versions)
			if err := place.Check(name); err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if about.version == "" && dir != "" {
				if about.version, err = dataset.VersionOf(dir); err != nil {
					return err
				}
			}
			o, err := about.options()
			if err != nil {
				return err
			}
			err = place.Folders(map[string]func(string) error{
				name: func(dir string) error { return site.Build(d, dir, o) },
			})
			if err == nil {
				fmt.Fprintf(a.out, "site in %s\n", shown(out))
			}
			return err
		},
	}
	datasetFlag(cmd, &dir)
	cmd.Flags().StringVar(&out, "out", "out/site", "write the site to `DIR`")
	about.add(cmd)
	return cmd
}

func (a *app) serve() *cobra.Command {
	var dir string
	var port int
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Preview a site on 127.0.0.1",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
				return fmt.Errorf("--site %s: no index.html there; make it with landscape survey or landscape site", dir)
			}
			listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(a.out, "http://%s/\n", listener.Addr()); err != nil {
				return errors.Join(err, listener.Close())
			}
			server := &http.Server{Handler: http.FileServer(http.Dir(dir)), ReadHeaderTimeout: 5 * time.Second}
			go func() {
				<-cmd.Context().Done()
				_ = server.Shutdown(context.Background())
			}()
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "site", "out/site", "the site to show (`DIR`)")
	cmd.Flags().IntVar(&port, "port", 8080, "port on 127.0.0.1; 0 chooses a free one")
	return cmd
}
