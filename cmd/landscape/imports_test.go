// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ossf/package-manager-landscape/"

// layers is the one-way flow: a package may import only those named before it.
var layers = []string{"probes/record", "probes/transport", "probes/transport/faulttest", "probes/catalog", "probes", "probes/docs", "probes/source", "probes/advisories", "probes/attestation", "probes/attestation/sigstoretest", "probes/registry", "ecosystems", "dataset/table/parquetcheck", "dataset/table", "dataset/history", "dataset/releases", "dataset/survey2022", "dataset/judge", "dataset/derive", "dataset/metadata", "dataset/refresh", "dataset/report", "dataset/refresh/pullrequest/pullrequesttest", "dataset/refresh/pullrequest", "dataset", "site", "cmd/landscape/output", "cmd/landscape"}

// rooms says for each room of dataset what it may import of ours, and nothing else.
// A room of which nothing is said goes by the layers alone.
var rooms = map[string][]string{
	"dataset/table/parquetcheck": {},
	"dataset/table":              {"probes", "dataset/table/parquetcheck"},
	"dataset/history":            {"dataset/table", "probes"},
	"dataset/releases":           {},
	"dataset/survey2022":         {"dataset/table", "dataset/releases", "ecosystems", "probes/catalog", "probes/record"},
	"dataset/judge":              {"dataset/table", "dataset/history", "ecosystems", "probes/catalog", "probes"},
	"dataset/derive":             {"dataset/table", "dataset/history", "dataset/survey2022", "ecosystems", "probes/catalog", "probes"},
	"dataset/metadata":           {"dataset/table", "dataset/survey2022"},
	"dataset/refresh":            {"dataset/table", "dataset/history", "dataset/judge", "dataset/derive", "ecosystems", "probes/catalog", "probes"},
	"dataset/report":             {"dataset/table", "dataset/history", "dataset/judge", "dataset/derive", "dataset/survey2022", "dataset/refresh", "ecosystems", "probes/catalog", "probes"},
	"cmd/landscape/output":       {},

	"dataset/refresh/pullrequest": {},
}

// only says which packages may use a library; a library not named here may be
// used by none.
var only = map[string][]string{
	"github.com/spf13/cobra":                  {"cmd/landscape"},
	"github.com/parquet-go/parquet-go":        {"dataset/table"},
	"github.com/goccy/go-yaml":                {"probes/record"},
	"github.com/yuin/goldmark":                {"probes/docs"},
	"golang.org/x/net":                        {"probes/docs", "site"},
	"github.com/bmatcuk/doublestar/v4":        {"probes/source", "probes/attestation", "ecosystems"},
	"github.com/gocolly/colly/v2":             {"probes/docs"},
	"github.com/google/go-github/v62":         {"probes/source", "dataset/refresh/pullrequest"},
	"github.com/sigstore/sigstore-go":         {"probes/attestation", "probes/attestation/sigstoretest"},
	"github.com/sigstore/sigstore":            {"probes/attestation", "probes/attestation/sigstoretest"}, // public keys for the former
	"github.com/theupdateframework/go-tuf/v2": {"probes/attestation", "probes/attestation/sigstoretest"},
	"google.golang.org/protobuf":              {"probes/attestation/sigstoretest"},
	"github.com/ProtonMail/go-crypto":         {"probes/attestation"},
	"github.com/cenkalti/backoff/v5":          {"probes/transport"},
	"golang.org/x/sys":                        {"cmd/landscape/output"},
	"golang.org/x/time":                       {"probes/transport"},
	"github.com/klauspost/compress":           {"dataset/table/parquetcheck", "site", "probes/transport"},
}

// TestImports holds the table of allowed imports.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&pkg); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(pkg.ImportPath, module)
		for _, path := range pkg.Imports {
			checkImport(t, name, path)
		}
	}
}

func checkImport(t *testing.T, from, path string) {
	t.Helper()
	if to, ours := strings.CutPrefix(path, module); ours {
		if slices.Index(layers, from) < 0 {
			t.Errorf("%s has no place in the table of layers", from)
		}
		if slices.Index(layers, to) >= slices.Index(layers, from) {
			t.Errorf("%s imports %s, which is not above it", from, to)
		}
		if may, ok := rooms[from]; ok && !slices.Contains(may, to) {
			t.Errorf("%s imports %s, and may import %s", from, to, strings.Join(may, ", "))
		}
		return
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return // the standard library
	}
	for library, users := range only {
		if path == library || strings.HasPrefix(path, library+"/") {
			if !slices.Contains(users, from) {
				t.Errorf("%s imports %s, which only %s may", from, path, strings.Join(users, ", "))
			}
			return
		}
	}
	t.Errorf("%s imports %s, which is not in the table of libraries", from, path)
}
