// SPDX-License-Identifier: Apache-2.0

package report

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/ossf/package-manager-landscape/dataset/table"
)

//go:embed templates
var templateFiles embed.FS

// documents are the texts of which most is the same for any data.
var documents = template.Must(template.New("").Funcs(template.FuncMap{
	"capitalize": capitalize, "cell": cellText, "clean": cleanCell, "columns": table.Columns, "columnType": columnType, "count": table.Count,
	"day": table.DateOf, "digits": table.GroupDigits, "fold": foldLines, "homepage": func() string { return table.Homepage }, "join": strings.Join,
	"mirror": mirrorNote, "percent": table.Percent, "plain": plainText, "words": table.JoinWords,
}).ParseFS(templateFiles, "templates/*.tmpl"))

// render fills in a document. That a template does not fit its data is a mistake of
// ours, which no caller could mend.
func render(name string, data any) string {
	var b strings.Builder
	if err := documents.ExecuteTemplate(&b, name+".tmpl", data); err != nil {
		panic(fmt.Sprintf("report: %v", err))
	}
	return b.String()
}

// foldLines puts texts on one line, whatever line breaks they have.
func foldLines(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, "")), " ")
}
