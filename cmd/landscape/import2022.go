// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/ossf/package-manager-landscape/dataset"
	"github.com/ossf/package-manager-landscape/dataset/survey2022"
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
			return a.writeSurvey(s, out)
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
	var inPath *os.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	return fmt.Errorf("%s: %w", file, err)
}

func (a *app) writeSurvey(s *survey2022.Survey, out string) error {
	rows, err := dataset.FromSurvey(s)
	if err != nil {
		return err
	}
	data, err := dataset.EncodeSurvey2022(rows)
	if err != nil {
		return err
	}
	dir := out
	// Beside the other tables, where landscape survey --out put them.
	if info, err := os.Stat(filepath.Join(out, "dataset")); err == nil && info.IsDir() {
		dir = filepath.Join(out, "dataset")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return plain("--out "+out, err)
	}
	place := filepath.Join(dir, "survey_2022.parquet")
	if err := os.WriteFile(place+".new", data, 0o644); err != nil {
		return plain("--out "+out, err)
	}
	if err := os.Rename(place+".new", place); err != nil {
		return plain("--out "+out, err)
	}
	fmt.Fprintf(a.out, "%d answers in %s: %d that no option explains, respondents' names dropped\n",
		len(rows), shown(place), s.Count(survey2022.Other))
	return nil
}
