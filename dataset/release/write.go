// SPDX-License-Identifier: Apache-2.0

package release

import (
	"fmt"
	"path"
	"slices"
	"time"

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
	survey := path.Join("survey", d.Wave())
	parts = append(parts,
		metadata.File{Path: "LICENSE", Data: terms}, metadata.TextFile("README.md", releaseReadme(d, version)), metadata.TextFile("DICTIONARY.md", report.Dictionary()), metadata.TextFile(notesFile, notes),
		metadata.TextFile(path.Join(survey, "README.md"), report.SurveyReadme(d, t)), metadata.TextFile(path.Join(survey, "results.csv"), results),
		metadata.TextFile(path.Join(survey, "summary.md"), report.SurveySummary(d, t)))
	return metadata.WithMetadata(metadata.EditionOf(d, version), parts)
}

// readme says what is in a release and how to use, check and cite it.
func releaseReadme(d *table.Dataset, version string) string {
	return fmt.Sprintf(`# %[1]s %[2]s

Wave %[3]s: %[4]s, %[5]s, %[6]s with the %[7]s behind them. Looked at
up to %[8]s.

| file | what it is |
| --- | --- |
| dataset/ | every table as Parquet, CSV and JSON, with the same rows |
| [DICTIONARY.md](DICTIONARY.md) | what each table and column means |
| [survey/%[3]s/](survey/%[3]s/README.md) | the answers in the shape of the survey of 2022, and a summary to read |
| [NOTES.md](NOTES.md) | what changed since the previous release |
| datapackage.json, croissant.json | the same for machines: Frictionless Data Package, MLCommons Croissant |
| CITATION.cff, LICENSE, SHA256SUMS | how to cite it, its terms (%[9]s), and its digests |

## Use it

    -- DuckDB
    SELECT ecosystem, verdict, count(*) FROM 'dataset/verdicts.parquet' GROUP BY ALL ORDER BY ALL;

    # pandas
    pandas.read_parquet("dataset/verdicts.parquet")

## Check it

    sha256sum -c SHA256SUMS
    landscape verify .

The second judges every verdict again from the observations. To look again at a source, take the commit and path of
an observation: the SHA-256 of that file is in the same row.

Program and records: %[10]s
`, metadata.Title, version, d.Wave(), table.Count(len(d.Ecosystems), "registry"), table.Count(len(d.Features), "feature"), table.Count(len(d.Verdicts), "verdict"),
		table.Count(len(d.Observations), "observation"), d.Looked().Format(time.DateOnly), metadata.License, metadata.Homepage)
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
