// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/site"
	"github.com/spf13/cobra"
)

// publication is what the flags say of a site beside its dataset.
type publication struct {
	base, version, commit, versions string
}

func (p *publication) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.base, "base-url", "", "`URL` under which the site will be published")
	cmd.Flags().StringVar(&p.version, "version", "", "`VERSION` of the dataset, such as 2026.11, that pages and citations name (default: the release's, or the day of the last look)")
	cmd.Flags().StringVar(&p.commit, "commit", "", "`REVISION` of program and rules that pages name (default: that of the build)")
	cmd.Flags().StringVar(&p.versions, "versions", "", "`DIR` with the folders below v/ of the site published before, to keep their addresses as they are")
}

var siteVersion = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$`)

// options checks the flags and fills in what they leave open.
func (p *publication) options() (site.Options, error) {
	o := site.Options{BaseURL: p.base, Version: p.version, Commit: p.commit, Versions: p.versions}
	if p.version != "" && !siteVersion.MatchString(p.version) {
		return o, fmt.Errorf("--version %q: write letters, digits, dots and hyphens, as 2026.11", p.version)
	}
	if p.versions != "" {
		if info, err := os.Stat(p.versions); err != nil || !info.IsDir() {
			return o, fmt.Errorf("--versions %s: no folder is there: give the folder v of the site published before", p.versions)
		}
	}
	if o.Commit == "" {
		o.Commit = buildCommit()
	}
	return o, nil
}

// buildCommit is the commit that the program was built from, and whether there
// was more than that; "" when the build does not say.
func buildCommit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return stamp(info.Settings)
}

func stamp(settings []debug.BuildSetting) string {
	revision, modified := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = "-modified"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + modified
}

// The folders below --out that survey and judge write.
const (
	datasetFolder = "dataset"
	siteFolder    = "site"
)

// publish writes dataset and site beside what is there, and swaps them in when
// both are whole.
func (a *app) publish(d *table.Dataset, out output.Place, as publication) error {
	o, err := as.options()
	if err != nil {
		return err
	}
	return out.Folders(map[string]func(string) error{
		datasetFolder: func(dir string) error { return dataset.WriteVersion(d, dir, o.Version) },
		siteFolder: func(dir string) error {
			o.Tables = filepath.Join(filepath.Dir(dir), datasetFolder) // written before, in the order of names
			return site.Build(d, dir, o)
		},
	})
}
