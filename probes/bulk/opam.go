// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes/adoption"
	"github.com/ossf/package-manager-landscape/probes/repo"
	"github.com/ossf/package-manager-landscape/probes/repo/gitclone"
)

// Package is one package of a registry that was read whole.
type Package struct {
	Name   string
	Values map[string]adoption.Value // by metric

	downloads int64 // of all releases; 0 where they are not told
}

// Origin is what was read.
type Origin struct {
	Read string    // repository and commit, or name of the dump
	Date time.Time // of it
}

// The metrics of opam's repository.
const (
	opamStrong         = "dependencies.pinning.strong-checksum"
	opamStrongReleases = "dependencies.pinning.strong-checksum-releases"
	opamWeakReleases   = "dependencies.pinning.weak-checksum-releases"
	opamNoneReleases   = "dependencies.pinning.no-checksum-releases"
	opamDeprecated     = "policy.deprecation.flag"
	opamDeprecatedAll  = "policy.deprecation.flag-releases"
	opamAvoided        = "policy.yanking.avoided"
	opamAvoidedAll     = "policy.yanking.avoided-releases"
	opamUnavailable    = "policy.yanking.unavailable-releases"
)

// opamVersion is what one description says.
type opamVersion struct {
	version                          string
	source, strong, weak             bool // names a source; with a strong checksum; with a weak one and no strong one
	deprecated, avoided, unavailable bool
	err                              error
}

// Opam reads every description of a clone of opam's repository, and shows its packages
// in the order of their names.
func Opam(ctx context.Context, clones *gitclone.Mirror, name string, see func(Package) error) (Origin, error) {
	var origin Origin
	all := make(map[string][]opamVersion)
	choose := func(paths []string) []string {
		return slices.DeleteFunc(slices.Clone(paths), func(p string) bool {
			_, _, ok := opamPath(p)
			return !ok
		})
	}
	err := clones.Files(ctx, name, choose, func(f repo.File) {
		of, version, _ := opamPath(f.Path)
		at := f.In()
		origin = Origin{fmt.Sprintf("%s@%.12s", at.Name, at.Commit), at.Date}
		all[of] = append(all[of], readOpamVersion(version, f))
	})
	if err != nil {
		return origin, err
	}
	for _, of := range slices.Sorted(maps.Keys(all)) {
		if err := see(Package{Name: of, Values: opamValues(all[of])}); err != nil {
			return origin, err
		}
	}
	return origin, nil
}

// opamPath takes packages/NAME/NAME.VERSION/opam apart.
func opamPath(p string) (name, version string, ok bool) {
	parts := strings.Split(p, "/")
	if len(parts) != 4 || parts[0] != "packages" || parts[3] != "opam" {
		return "", "", false
	}
	version, ok = strings.CutPrefix(parts[2], parts[1]+".")
	return parts[1], version, ok && version != ""
}

func readOpamVersion(version string, f repo.File) opamVersion {
	v := opamVersion{version: version, err: f.Err}
	if v.err != nil {
		return v
	}
	file, err := parseOpam(f.Data)
	if err != nil {
		v.err = fmt.Errorf("%s: %w", path.Dir(f.Path), err)
		return v
	}
	v.deprecated, v.avoided = file.has("flags", "deprecated"), file.has("flags", "avoid-version")
	available := file.fields["available"]
	v.unavailable = len(available) == 1 && available[0].is("false")
	url := file.sections["url"]
	if url == nil {
		return v
	}
	v.source = len(url.strings("src"))+len(url.strings("archive"))+len(url.strings("http"))+len(url.strings("git")) > 0
	for _, sum := range url.strings("checksum") {
		v.strong = v.strong || strongSum.MatchString(sum)
		v.weak = v.weak || weakSum.MatchString(sum)
	}
	v.weak = v.weak && !v.strong
	return v
}

// Checksums as opam writes them; digits alone are MD5.
var (
	strongSum = regexp.MustCompile(`(?i)^(sha256=[0-9a-f]{64}|sha512=[0-9a-f]{128}|sha384=[0-9a-f]{96})$`)
	weakSum   = regexp.MustCompile(`(?i)^((md5=)?[0-9a-f]{32}|sha1=[0-9a-f]{40})$`)
)

// opamValues counts the versions of one package, and looks at the newest.
func opamValues(versions []opamVersion) map[string]adoption.Value {
	newest := slices.MaxFunc(versions, func(a, b opamVersion) int { return compareOpamVersions(a.version, b.version) })
	latest := []opamVersion{newest}
	values := make(map[string]adoption.Value)
	count := func(id string, among []opamVersion, of, has func(opamVersion) bool) {
		var v adoption.Value
		for _, one := range among {
			if one.err != nil {
				v = adoption.Value{Why: one.err.Error()}
				break
			}
			v.Of += number(of(one))
			v.With += number(of(one) && has(one))
		}
		values[id] = v
	}
	source, any := func(v opamVersion) bool { return v.source }, func(opamVersion) bool { return true }
	strong := func(v opamVersion) bool { return v.strong }
	deprecated := func(v opamVersion) bool { return v.deprecated }
	avoided := func(v opamVersion) bool { return v.avoided }
	count(opamStrong, latest, source, strong)
	count(opamStrongReleases, versions, source, strong)
	count(opamWeakReleases, versions, source, func(v opamVersion) bool { return v.weak })
	count(opamNoneReleases, versions, source, func(v opamVersion) bool { return !v.strong && !v.weak })
	count(opamDeprecated, latest, any, deprecated)
	count(opamDeprecatedAll, versions, any, deprecated)
	count(opamAvoided, latest, any, avoided)
	count(opamAvoidedAll, versions, any, avoided)
	count(opamUnavailable, versions, any, func(v opamVersion) bool { return v.unavailable })
	return values
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
