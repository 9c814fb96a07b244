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
var layers = []string{"probes/vocabulary", "probes/record", "probes/transport/robots", "probes/transport/httpcache", "probes/transport/warc", "probes/transport/spool", "probes/transport/addresses", "probes/transport/ratelimit", "probes/transport/recording", "probes/transport/cachefile", "probes/transport", "probes/transport/faulttest", "probes/catalog", "probes/journal", "probes", "probes/page/scan", "probes/page/frontmatter", "probes/page/jsx", "probes/page", "probes/website", "probes/repo", "probes/repo/past", "probes/repo/repotest", "probes/repo/gitclone", "probes/repo/githubrepo", "probes/attestation", "probes/attestation/sigstoretest", "probes/endpoint", "ecosystems", "probes/cohort", "probes/workqueue", "probes/workqueue/workqueuetest", "probes/workqueue/redisqueue/redistest", "probes/workqueue/redisqueue", "probes/packagelist", "probes/adoption", "probes/adoption/adoptiontest", "probes/bulk", "probes/discover", "dataset/table/parquetcheck", "dataset/table", "dataset/history", "dataset/releases", "dataset/survey2022", "dataset/judge", "dataset/timeline", "dataset/derive", "dataset/metadata", "dataset/refresh", "dataset/refresh/drift", "dataset/report", "dataset/refresh/pullrequest/pullrequesttest", "dataset/refresh/pullrequest", "dataset", "dataset/datasettest", "dataset/measure", "dataset/release", "dataset/refresh/propose", "dataset/survey/registries", "dataset/survey", "dataset/order", "site/messages", "site/model", "site/chart", "site/past", "site/feed", "site/page", "site", "cmd/landscape/output", "cmd/landscape/terminal", "cmd/landscape/completion", "cmd/landscape/usage", "cmd/landscape"}

// rooms says of a package which of ours it may import, where the layers alone say
// too little: a model knows no page, and a page knows no table.
var rooms = map[string][]string{
	"probes/record":     {},
	"probes/vocabulary": {},
	"probes/catalog":    {"probes/record", "probes/vocabulary"},

	"probes/transport/robots":    {},
	"probes/transport/httpcache": {},
	"probes/transport/warc":      {},
	"probes/transport/spool":     {},
	"probes/transport/addresses": {},
	"probes/transport/ratelimit": {},
	"probes/transport/recording": {"probes/transport/warc", "probes/transport/spool"},
	"probes/transport/cachefile": {"probes/transport/httpcache", "probes/transport/spool"},
	"probes/transport":           {}, // what lies in its own folder

	"probes/journal":     {},
	"probes":             {"probes/vocabulary", "probes/journal"},
	"probes/attestation": {"probes"},
	"probes/endpoint":    {"probes", "probes/attestation", "probes/transport"},
	"ecosystems":         {"probes", "probes/catalog", "probes/record", "probes/vocabulary"},
	"probes/cohort":      {},
	"probes/workqueue":   {"probes/journal"},
	"probes/packagelist": {"probes/endpoint", "probes/repo", "probes/repo/gitclone", "ecosystems"},
	"probes/adoption":    {"probes", "probes/attestation", "probes/cohort", "probes/endpoint", "probes/workqueue", "ecosystems"},

	"probes/bulk": {"probes/adoption", "probes/repo", "probes/repo/gitclone"},

	"probes/workqueue/workqueuetest":        {"probes/workqueue"},
	"probes/workqueue/redisqueue":           {"probes/workqueue"},
	"probes/workqueue/redisqueue/redistest": {},
	"probes/adoption/adoptiontest":          {"probes/cohort"},

	"probes/page/scan":        {},
	"probes/page/frontmatter": {"probes/page/scan"},
	"probes/page/jsx":         {"probes/page/scan"},
	"probes/page":             {"probes"},
	"probes/website":          {"probes", "probes/page", "probes/transport"},
	"probes/repo":             {"probes", "probes/page"},
	"probes/repo/repotest":    {"probes", "probes/repo"},
	"probes/repo/past":        {"probes", "probes/page", "probes/repo"},
	"probes/repo/gitclone":    {"probes", "probes/page", "probes/repo", "probes/repo/past"},
	"probes/repo/githubrepo":  {"probes", "probes/page", "probes/repo", "probes/transport"},
	"probes/discover":         {"probes", "probes/catalog", "probes/page", "probes/website", "probes/repo", "probes/repo/gitclone", "probes/repo/githubrepo", "ecosystems"},

	"dataset/table/parquetcheck": {},
	"dataset/table":              {"probes", "dataset/table/parquetcheck", "probes/vocabulary"},
	"dataset/history":            {"dataset/table", "probes"},
	"dataset/releases":           {},
	"dataset/survey2022":         {"dataset/table", "dataset/releases", "ecosystems", "probes/catalog", "probes/record", "probes/vocabulary"},
	"dataset/judge":              {"dataset/table", "dataset/history", "ecosystems", "probes/catalog", "probes", "probes/vocabulary"},
	"dataset/timeline":           {"dataset/table", "dataset/judge", "ecosystems", "probes/catalog", "probes", "probes/repo", "probes/repo/past", "probes/vocabulary"},
	"dataset/derive":             {"dataset/table", "dataset/history", "dataset/survey2022", "ecosystems", "probes/catalog", "probes", "probes/vocabulary"},
	"dataset/metadata":           {"dataset/table", "dataset/survey2022"},
	"dataset/refresh":            {"dataset/table", "dataset/history", "dataset/judge", "dataset/derive", "ecosystems", "probes/catalog", "probes"},
	"dataset/refresh/drift":      {"dataset/table", "dataset/refresh", "probes", "probes/repo/past"},
	"dataset/report":             {"dataset/table", "dataset/history", "dataset/judge", "dataset/derive", "dataset/survey2022", "dataset/refresh", "ecosystems", "probes/catalog", "probes", "probes/vocabulary"},
	"dataset/measure":            {"dataset/table", "dataset/derive", "ecosystems", "probes", "probes/cohort", "probes/workqueue", "probes/adoption", "probes/bulk"},
	"cmd/landscape/output":       {},
	"cmd/landscape/completion":   {"dataset/table", "ecosystems", "probes/catalog"},
	"cmd/landscape/terminal":     {},
	"cmd/landscape/usage":        {},

	"dataset/datasettest":         {"dataset", "dataset/table", "dataset/history", "dataset/derive", "ecosystems", "probes", "probes/catalog", "probes/vocabulary"},
	"dataset/release":             {"dataset", "dataset/table", "dataset/derive", "dataset/metadata", "dataset/releases", "dataset/report", "ecosystems", "probes/catalog"},
	"dataset/refresh/pullrequest": {},
	"dataset/refresh/propose":     {"dataset", "dataset/table", "dataset/history", "dataset/judge", "dataset/refresh", "dataset/refresh/drift", "dataset/refresh/pullrequest", "dataset/report", "ecosystems", "probes/catalog"},
	"dataset/survey/registries":   {},
	"dataset/survey": {"dataset", "dataset/table", "dataset/refresh", "ecosystems", "probes/catalog", "probes", "probes/attestation", "probes/discover",
		"probes/endpoint", "probes/repo", "probes/repo/gitclone", "probes/repo/githubrepo", "probes/transport", "probes/website", "probes/vocabulary"},

	"dataset/order": {"dataset/measure", "dataset/survey", "ecosystems", "probes/adoption", "probes/cohort", "probes/endpoint", "probes/transport", "probes/workqueue"},

	"site/messages": {},
	"site/model":    {"dataset/table", "dataset/history", "dataset/derive", "dataset/survey2022", "ecosystems", "probes", "probes/catalog", "site/messages", "probes/vocabulary"},
	"site/chart":    {"site/messages", "site/model", "probes/vocabulary"},
	"site/feed":     {"site/messages", "site/model"},
	"site/past":     {"dataset/table", "dataset/derive", "site/model", "probes/vocabulary"},
	"site/page":     {"dataset/table", "site/past", "site/chart", "site/messages", "site/model", "probes/vocabulary"},
	"site":          {"site/past", "dataset", "dataset/table", "dataset/survey2022", "probes", "probes/catalog", "site/feed", "site/messages", "site/model", "site/page"},
}

// formats read one format of evidence each, for ecosystems to name.
var formats = []string{"probes/securitytxt", "probes/osv", "probes/pgp"}

func init() {
	layers = slices.Insert(layers, slices.Index(layers, "ecosystems"), formats...)
	rooms["ecosystems"] = append(rooms["ecosystems"], formats...)
	for _, format := range formats {
		rooms[format] = []string{"probes"}
	}
}

// standard says which packages may use a part of the standard library that others
// have no use for.
var standard = map[string][]string{
	"html/template": {"site/page"},
	"net/http": {"probes/transport", "probes/transport/httpcache", "probes/transport/ratelimit", "probes/transport/recording", "probes/transport/faulttest", "probes/website", "probes/discover", "probes/repo/githubrepo", "probes/attestation", "probes/attestation/sigstoretest", "probes/adoption/adoptiontest", "probes/packagelist",
		"probes/endpoint", "dataset/survey", "dataset/refresh/pullrequest", "dataset/refresh/pullrequest/pullrequesttest", "cmd/landscape"},
	"os/exec": {"probes/repo/gitclone", "probes/repo/repotest", "probes/workqueue/redisqueue/redistest", "dataset/survey/registries", "dataset/refresh/pullrequest", "dataset/refresh/pullrequest/pullrequesttest", "cmd/landscape/terminal", "cmd/landscape"},
}

// only says which packages may use a library; a library not named here may be
// used by none.
var only = map[string][]string{
	"github.com/spf13/cobra":                  {"cmd/landscape", "cmd/landscape/completion", "cmd/landscape/usage"},
	"github.com/parquet-go/parquet-go":        {"dataset/table", "dataset/datasettest"},
	"github.com/goccy/go-yaml":                {"probes/record"},
	"github.com/google/go-cmp":                {"dataset/datasettest"},
	"github.com/vbauerster/mpb/v8":            {"cmd/landscape/terminal"},
	"golang.org/x/term":                       {"cmd/landscape/terminal"},
	"github.com/yuin/goldmark":                {"probes/page"},
	"golang.org/x/net":                        {"probes/page/scan", "probes/page/frontmatter", "probes/page/jsx", "probes/page", "probes/website", "site"},
	"github.com/bmatcuk/doublestar/v4":        {"probes/repo", "probes/repo/past", "probes/attestation", "ecosystems"},
	"github.com/gocolly/colly/v2":             {"probes/website"},
	"github.com/google/go-github/v62":         {"probes/repo/githubrepo", "dataset/refresh/pullrequest"},
	"github.com/sigstore/sigstore-go":         {"probes/attestation", "probes/attestation/sigstoretest"},
	"github.com/sigstore/sigstore":            {"probes/attestation", "probes/attestation/sigstoretest"}, // public keys for the former
	"github.com/theupdateframework/go-tuf/v2": {"probes/attestation", "probes/attestation/sigstoretest"},
	"google.golang.org/protobuf":              {"probes/attestation/sigstoretest"},
	"github.com/ProtonMail/go-crypto":         {"probes/pgp"},
	"github.com/cenkalti/backoff/v5":          {"probes/transport"},
	"golang.org/x/sys":                        {"cmd/landscape/output", "probes/repo/gitclone"},
	"github.com/package-url/packageurl-go":    {"probes/cohort"},
	"github.com/hibiken/asynq":                {"probes/workqueue/redisqueue"},
	"github.com/redis/go-redis/v9":            {"probes/workqueue/redisqueue"},
	"github.com/go-redis/redis_rate/v10":      {"probes/workqueue/redisqueue"},
	"golang.org/x/sync":                       {"site", "site/model"},
	"golang.org/x/time":                       {"probes/transport"},
	"github.com/klauspost/compress":           {"dataset/table/parquetcheck", "site", "probes/transport", "probes/transport/recording", "probes/transport/warc", "probes/attestation", "probes/repo", "probes/bulk"},
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
		if room, ok := rooms[from]; ok && !slices.Contains(room, to) && !strings.HasPrefix(to, from+"/") {
			t.Errorf("%s imports %s, which is not in its row of the table of rooms", from, to)
		}
		return
	}
	if users, ok := standard[path]; ok && !slices.Contains(users, from) {
		t.Errorf("%s imports %s, which only %s may", from, path, strings.Join(users, ", "))
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		if strings.HasPrefix(from, "probes/transport/") && from != "probes/transport/faulttest" && (path == "net" || path == "os/exec" || path == "crypto/tls") {
			t.Errorf("%s imports %s: a leaf speaks to nobody", from, path)
		}
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
