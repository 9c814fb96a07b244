// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

// Formats are those that a summary is written in.
var Formats = []string{"md", "json", "csv"}

// Write writes the summary: md and json hold all of it, csv one line for each
// question and class.
func (s *Summary) Write(w io.Writer, format string) error {
	switch format {
	case "md":
		_, err := io.WriteString(w, s.writeMarkdown())
		return err
	case "json":
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(s)
	case "csv":
		return s.writeCSV(w)
	}
	return fmt.Errorf("no format %q: formats are %s", format, strings.Join(Formats, ", "))
}

func (s *Summary) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"row", "question", "journey", "class", "count", "percent", "package_managers"}}
	for _, q := range s.Questions {
		for _, class := range vocabulary.ClosedClasses {
			share := q.Classes[class]
			lines = append(lines, []string{
				strconv.Itoa(q.Row), q.Question, q.Journey, string(class), strconv.Itoa(share.Count),
				strconv.FormatFloat(share.Percent, 'f', 1, 64), strings.Join(share.PackageManagers, "; "),
			})
		}
	}
	return out.WriteAll(lines)
}

func (s *Summary) writeMarkdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Survey of %s\n\n", s.Wave)
	fmt.Fprintf(&b, "%d package managers answered: %s. Shares are of all of them.\n", len(s.PackageManagers), strings.Join(s.PackageManagers, ", "))
	journey := ""
	for _, q := range s.Questions {
		if q.Journey != journey {
			journey = q.Journey
			fmt.Fprintf(&b, "\n## %s\n\n| row | question | %s |\n| --- | --- |%s\n", title(journey), strings.Join(vocabulary.Texts(vocabulary.ClosedClasses), " | "), strings.Repeat(" --- |", len(vocabulary.ClosedClasses)))
		}
		fmt.Fprintf(&b, "| %d | %s |", q.Row, q.Question)
		for _, class := range vocabulary.ClosedClasses {
			fmt.Fprintf(&b, " %s |", q.Classes[class])
		}
		b.WriteByte('\n')
	}
	s.markdownFigures(&b)
	return b.String()
}

// String gives "5 (45.5%)", or 0.
func (s Share) String() string {
	if s.Count == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.1f%%)", s.Count, s.Percent)
}

func (s *Summary) markdownFigures(b *strings.Builder) {
	b.WriteString("\n## The figures that were published\n\n| row | figure | published | counted | agrees |\n| --- | --- | --- | --- | --- |\n")
	agree := 0
	for _, f := range s.Figures {
		verdict := "no: see errata"
		if f.Agrees {
			agree++
			verdict = "yes"
		}
		counted := fmt.Sprintf("%d of %d", len(f.PackageManagers), f.Of)
		if strings.HasSuffix(f.Counted, "%") {
			counted = f.Counted + ": " + counted
		}
		fmt.Fprintf(b, "| %d | %s: %s | %s | %s | %s |\n", f.Row, title(f.Section), f.Claim, f.Published, counted, verdict)
	}
	fmt.Fprintf(b, "\n%d of %d follow from the published answers.\n\n## Errata\n\n", agree, len(s.Figures))
	for _, e := range s.Errata {
		fmt.Fprintf(b, "- row %d, %s: published %s, counted %s. %s\n", e.Row, s.claim(e.Figure), e.Published, e.Counted, e.Why)
	}
}

func (s *Summary) claim(id string) string {
	i := slices.IndexFunc(s.Figures, func(f Measured) bool { return f.Figure == id })
	if i < 0 {
		return id
	}
	return s.Figures[i].Claim
}

func title(word string) string {
	if word == "sbom" {
		return "SBOM"
	}
	return strings.ToUpper(word[:min(1, len(word))]) + word[min(1, len(word)):]
}
