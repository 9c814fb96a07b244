// SPDX-License-Identifier: Apache-2.0

// Package site builds the static comparison site from a dataset.
package site

import (
	"embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"time"

	"github.com/ossf/package-manager-landscape/dataset"
)

//go:embed templates/*.html assets/*
var files embed.FS

// Options are what the dataset does not say.
type Options struct {
	BaseURL string // where the site will be published; links are relative either way
}

// Build writes the site into dir, which must exist. The same dataset gives the
// same bytes.
func Build(d *dataset.Dataset, dir string, _ Options) error {
	t, err := template.New("").Funcs(template.FuncMap{
		"day": func(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) },
		"hex": func(b *[32]byte) string { return fmt.Sprintf("%x", *b) },
	}).ParseFS(files, "templates/*.html")
	if err != nil {
		return err
	}
	css, err := files.ReadFile("assets/site.css")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "site.css"), css, 0o644); err != nil {
		return err
	}
	v := newView(d)
	if err := render(t, filepath.Join(dir, "index.html"), "matrix.html", v); err != nil {
		return err
	}
	for _, e := range v.Ecosystems {
		folder := filepath.Join(dir, "registries", e.Ecosystem)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := render(t, filepath.Join(folder, "index.html"), "ecosystem.html", v.page(e)); err != nil {
			return err
		}
	}
	return nil
}

func render(t *template.Template, file, name string, data any) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(f, name, data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
