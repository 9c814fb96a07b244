// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/cmd/landscape/completion"
	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
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
			place, name := output.Beside("--out", out, dir, about.Versions)
			if err := place.Check(name); err != nil {
				return err
			}
			d, err := a.dataset(dir)
			if err != nil {
				return err
			}
			if about.Version == "" && dir != "" {
				if about.Version, err = dataset.VersionOf(dir); err != nil {
					return err
				}
			}
			o, err := about.options()
			if err != nil {
				return err
			}
			err = place.Folder(name, func(dir string) error { return site.Build(d, dir, o) })
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

func (a *app) diff() *cobra.Command {
	var from, to, format string
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "Tell what changed between two waves or datasets",
		Example: `  landscape diff --from 2022 --to 2026
  landscape diff --from last/dataset --to out/dataset --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("--format", "formats", format, report.DiffFormats); err != nil {
				return err
			}
			features, err := catalog.Load()
			if err != nil {
				return err
			}
			before, err := a.wave("--from", from)
			if err != nil {
				return err
			}
			after, err := a.wave("--to", to)
			if err != nil {
				return err
			}
			write := func(w io.Writer) error { return report.Diff(w, format, features, before, after) }
			if format == "md" {
				return a.paged(write)
			}
			return a.plain(write)
		},
	}
	cmd.Flags().StringVar(&from, "from", survey2022.Wave, "the earlier `WAVE` (2022, or "+catalog.Wave+" for the built-in release) or folder of a dataset")
	cmd.Flags().StringVar(&to, "to", catalog.Wave, "the later `WAVE` or folder of a dataset")
	cmd.Flags().StringVar(&format, "format", "md", strings.Join(report.DiffFormats, ", "))
	completion.Formats(cmd, report.DiffFormats)
	return cmd
}

// wave opens a wave by name, or the dataset in a folder.
func (a *app) wave(flag, name string) (*table.Dataset, error) {
	switch name {
	case survey2022.Wave:
		return &table.Dataset{Verdicts: survey2022.Verdicts()}, nil
	case catalog.Wave:
		return a.dataset("")
	}
	if !isFolder(name) {
		return nil, fmt.Errorf("%s %q: %sneither a wave (%s, %s) nor a folder", flag, name, nearWord(name, waves), survey2022.Wave, catalog.Wave)
	}
	d, err := a.dataset(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	if len(d.Verdicts) == 0 {
		return nil, fmt.Errorf("%s %s: the dataset has no verdict: make it with landscape survey or judge", flag, name)
	}
	return d, nil
}
