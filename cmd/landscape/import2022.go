// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/cmd/landscape/output"
	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
	"github.com/ossf/package-manager-landscape/dataset/table"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
	"github.com/spf13/cobra"
)

func (a *app) import2022() *cobra.Command {
	var (
		out   string
		codes bool
	)
	cmd := &cobra.Command{
		Use:   "import-2022 FILE",
		Short: "Read the 2022 survey's results.csv, and write survey_2022.parquet",
		Long: `import-2022 reads survey/2022/results.csv of ossf/wg-securing-software-repos. The
respondents' names are dropped. The words that respondents added to an option
stay in answer_detail; with --codes only the options' ids do.`,
		Example: `  landscape import-2022 results.csv --out out
  landscape export --table survey_2022 --dataset out --format csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readSurvey(args[0])
			if err != nil {
				return err
			}
			s, err := survey2022.Read(args[0], data)
			if err != nil {
				return err
			}
			if codes {
				s = s.Coded()
			}
			return a.writeSurvey(s, out, args[0])
		},
	}
	cmd.Flags().StringVar(&out, "out", "out", "write `DIR`/survey_2022.parquet, or DIR/dataset/survey_2022.parquet when DIR has a dataset")
	cmd.Flags().BoolVar(&codes, "codes", false, "keep no words of the respondents")
	return cmd
}

// readSurvey reads no more than a survey can have: what is longer is refused.
func readSurvey(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, plain(file, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, survey2022.MaxSize+1))
	if err != nil {
		return nil, plain(file, err)
	}
	return data, nil
}

// plain says what is wrong with a file without the system call's name.
func plain(file string, err error) error {
	if inPath, ok := errors.AsType[*os.PathError](err); ok {
		err = inPath.Err
	}
	return fmt.Errorf("%s: %w", file, err)
}

func (a *app) writeSurvey(s *survey2022.Survey, out, file string) error {
	rows, err := survey2022.ToRows(s)
	if err != nil {
		return err
	}
	data, err := survey2022.Encode(rows)
	if err != nil {
		return err
	}
	at, err := putSurvey(outPlace(out, file), rows, data)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%d answers in %s: %d that no option explains, respondents' names dropped\n",
		len(rows), shown(at), s.Count(vocabulary.Other))
	return nil
}

// putSurvey writes the table below out, and says where. Beside the other tables
// of a dataset it takes the place of the one there, and the metadata are made
// again, so that they fit.
func putSurvey(out output.Place, rows []table.SurveyAnswer, data []byte) (string, error) {
	const name = "survey_2022.parquet"
	for _, dir := range []string{filepath.Join(out.Dir, datasetFolder), out.Dir} {
		if _, err := os.Stat(filepath.Join(dir, "verdicts.parquet")); err != nil {
			continue
		}
		beside, folder := output.Beside("--out", dir, out.Read...)
		if err := beside.Check(folder); err != nil { // before it is read
			return "", err
		}
		d, err := dataset.Open(dir)
		if err != nil {
			return "", fmt.Errorf("--out %w", err)
		}
		d.Survey2022 = rows
		return filepath.Join(dir, name), rewriteDataset(d, beside, folder)
	}
	return filepath.Join(out.Dir, name), out.File(name, data)
}
