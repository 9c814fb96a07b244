// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// Metrics are those that each ecosystem's dump or repository tells, by ecosystem.
var Metrics = map[string][]string{
	"cargo": {cargoTrustedOnly, cargoYanked},
	"gem":   {gemMFALatest, gemMFAReleases, gemYanked},
	"opam": {
		opamStrong, opamStrongReleases, opamWeakReleases, opamNoneReleases, opamDeprecated, opamDeprecatedAll,
		opamAvoided, opamAvoidedAll, opamUnavailable,
	},
	"nuget": {nugetDeleted, nugetAllDeleted},
	"pypi":  {pypiNormal},
}

// Sources says in words what each ecosystem publishes for reading it whole.
var Sources = map[string]string{
	"cargo": "its daily dump, db-dump.tar.gz",
	"gem":   "its weekly dump, public_postgresql.tar",
	"opam":  "a clone of ocaml/opam-repository",
	"nuget": "catalog, which is fetched page by page",
	"pypi":  "names, its simple index, which is fetched",
}

// Usage lists the sources, as a command's help does.
func Usage() string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(Sources)) {
		list = append(list, "of "+id+" "+Sources[id])
	}
	return strings.Join(list, "; ")
}

// dumps read the dumps of ecosystems.
var dumps = map[string]dump{"cargo": readCargo, "gem": readGems}

// Read reads what an ecosystem publishes for reading it whole, a dump or a clone, and
// shows each package once, in the order of their names.
func Read(ctx context.Context, ecosystem, file string, see func(Package) error) (Origin, error) {
	if ecosystem == "opam" {
		clones, name, err := gitclone.Split(file)
		if err != nil {
			return Origin{}, err
		}
		return Opam(ctx, clones, name, see)
	}
	from, ok := dumps[ecosystem]
	if !ok {
		return Origin{}, fmt.Errorf("no dump of %s is read", ecosystem)
	}
	in, err := os.Open(file)
	if err != nil {
		return Origin{}, err
	}
	defer func() { _ = in.Close() }()
	return from.show(&stopping{ctx, in}, see)
}

// Names lists the packages of a dump, the most downloaded first, or of a clone, in the
// order of their names.
func Names(ctx context.Context, ecosystem, file string) ([]string, Origin, error) {
	return rankedNames(func(see func(Package) error) (Origin, error) { return Read(ctx, ecosystem, file, see) })
}

// stopping ends reading when its context ends.
type stopping struct {
	ctx context.Context
	in  io.Reader
}

func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(p)
}
