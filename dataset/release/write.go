// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"
	"path"
	"slices"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/metadata"
	"github.com/ossf/package-manager-landscape/dataset/releases"
	"github.com/ossf/package-manager-landscape/dataset/report"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// tablesDir is the folder of the tables within a release.
const tablesDir = "dataset"

// notesFile is the one file of a release that does not follow from its tables
// alone: it tells the difference to another release.
const notesFile = "NOTES.md"

// Write writes a release into dir, which must exist: every table as Parquet,
// CSV and JSON, metadata, data dictionary, the folder of the survey, and notes
// that compare it with the previous release, if there is one. No excerpt is in
// it: other people's sentences stay where they are.
func Write(d *table.Dataset, dir, version string, features *catalog.Catalog, previous *report.Previous) error {
	published := *d
	published.Observations = slices.Clone(d.Observations)
	for i := range published.Observations {
		published.Observations[i].Excerpt = ""
	}
	parts, err := releaseParts(&published, version, features, report.Notes(&published, version, features, previous), func(made []metadata.File) []metadata.File { return made })
	if err != nil {
		return err
	}
	return metadata.WriteFiles(dir, parts)
}

// releaseParts makes every file of a release. The metadata are about the tables
// as settled leaves them.
func releaseParts(d *table.Dataset, version string, features *catalog.Catalog, notes string, settled func([]metadata.File) []metadata.File) ([]metadata.File, error) {
	parts, err := metadata.TableFiles(d, tablesDir, "parquet", "csv", "json")
	if err != nil {
		return nil, err
	}
	parts = settled(parts)
	terms, err := releases.Files.ReadFile("LICENSE")
	if err != nil {
		return nil, err
	}
	t := report.NewLabels(features, d)
	results, err := report.SurveyResults(d, t)
	if err != nil {
		return nil, err
	}
	about := report.ReleaseReadme{Title: metadata.Title, Version: version, License: metadata.License, Data: d}
	survey := path.Join("survey", d.Wave())
	parts = append(parts,
		metadata.File{Path: "LICENSE", Data: terms}, metadata.TextFile("README.md", about.Render()), metadata.TextFile("DICTIONARY.md", report.Dictionary()), metadata.TextFile(notesFile, notes),
		metadata.TextFile(path.Join(survey, "README.md"), report.SurveyReadme(d, t)), metadata.TextFile(path.Join(survey, "results.csv"), results),
		metadata.TextFile(path.Join(survey, "summary.md"), report.SurveySummary(d, t)))
	return metadata.WithMetadata(metadata.EditionOf(d, version), parts)
}

// Observations reads those of a wave from a file, or takes the built-in ones. A release
// holds public registries alone: what a mirror answered is left out.
func Observations(wave, file string) ([]table.Observation, error) {
	if file == "" {
		seen, err := dataset.Release(wave)
		if err != nil {
			return nil, fmt.Errorf("--wave %s: %w: give --observations FILE", wave, err)
		}
		return seen, nil
	}
	seen, err := table.ReadObservations(file)
	if err != nil {
		return nil, fmt.Errorf("--observations: %w", err)
	}
	held := len(seen)
	if seen = table.PublicOnly(seen); held > 0 && len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: mirrors answered all of it, and a release holds public registries alone: look at those", file)
	}
	for _, o := range seen {
		if o.Wave != wave {
			return nil, fmt.Errorf("--observations %s: holds wave %s: say --wave %s", file, o.Wave, o.Wave)
		}
	}
	if len(seen) == 0 {
		return nil, fmt.Errorf("--observations %s: no observation is in it", file)
	}
	return seen, nil
}
